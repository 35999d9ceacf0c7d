/*
 * mesg [y | n]: whether others may write to one's terminal; without an
 * argument, whether they may now. Status 0 if they may, 1 if not, 2 for an error.
 */
#include <string.h>
#include <unistd.h>
#include "common.h"

#define USAGE "[y | n]"
#define OTHERS_WRITE 022

int
main(int argc, char **argv)
{
	struct stat terminal;
	mode_t mode;

	begin(argv);
	failStatus = 2;
	if (argc > 2 || (argc == 2 && strcmp(argv[1], "y") != 0 && strcmp(argv[1], "n") != 0))
		usageError(USAGE);
	if (!isatty(2))
		die("standard error", "not a terminal");
	if (fstat(2, &terminal) < 0)
		dieErrno("terminal");
	mode = terminal.st_mode & 07777;
	if (argc == 2) {
		mode = argv[1][0] == 'y' ? mode | OTHERS_WRITE : mode & ~OTHERS_WRITE;
		if (fchmod(2, mode) < 0)
			dieErrno("terminal");
	} else {
		putText((mode & OTHERS_WRITE) != 0 ? "is y\n" : "is n\n");
	}
	exitStatus = (mode & OTHERS_WRITE) == 0;
	finish();
}
