/* tty [-s]: the name of the terminal on standard input; status 1 if it is none. -s prints nothing. */
#include <unistd.h>
#include "common.h"

#define USAGE "[-s]"

int
main(int argc, char **argv)
{
	const char *name = ttyname(0);
	int silent = 0;

	begin(argv);
	while (nextOption(argc, argv, "s", USAGE) != -1)
		silent = 1;
	if (optind < argc)
		usageError(USAGE);
	if (!silent) {
		putText(name == NULL ? "not a tty" : name);
		putText("\n");
	}
	exitStatus = name == NULL;
	finish();
}
