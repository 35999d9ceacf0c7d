/*
 * tee: copies standard input to standard output and to files; -a to their
 * ends, -i whatever interrupts. A file that fails does not stop the others.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-ai] [file ...]"

struct target {
	int stream;
	const char *name;
};

int
main(int argc, char **argv)
{
	static char buffer[8192];
	struct target *targets;
	int letter, append = 0, count = 1, i;
	ssize_t got;

	begin(argv);
	while ((letter = nextOption(argc, argv, "ai", USAGE)) != -1) {
		if (letter == 'a')
			append = 1;
		else
			signal(SIGINT, SIG_IGN);
	}
	targets = allocate((size_t)(argc - optind + 1) * sizeof *targets);
	targets[0].stream = 1;
	targets[0].name = "standard output";
	for (argv += optind; *argv != NULL; argv++) {
		int stream = open(*argv, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0666);

		if (stream < 0) {
			complainErrno(*argv);
			continue;
		}
		targets[count].stream = stream;
		targets[count++].name = *argv;
	}
	while ((got = read(0, buffer, sizeof buffer)) > 0) {
		for (i = 0; i < count; i++) {
			if (targets[i].stream < 0 || writeAll(targets[i].stream, buffer, (size_t)got) == 0)
				continue;
			complainErrno(targets[i].name);
			targets[i].stream = -1;
		}
	}
	if (got < 0)
		complainErrno("standard input");
	finish();
}
