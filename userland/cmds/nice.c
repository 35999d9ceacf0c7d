/*
 * nice: runs a command with less right to the processor: 10 steps less, or as
 * many as -n N (or -N) says; only root may ask for more.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-n increment] command [argument ...]"

int
main(int argc, char **argv)
{
	long increment = 10;
	char *value = NULL, *end;
	int at = 1;

	begin(argv);
	failStatus = 125;
	if (argc > 1 && argv[1][0] == '-') {
		int old = isdigit((unsigned char)argv[1][1]) || argv[1][1] == '-';

		if (!old && argv[1][1] != 'n')
			usageError(USAGE);
		at = 2;
		value = argv[1] + (old ? 1 : 2);
		if (*value == '\0' && at < argc)
			value = argv[at++];
		increment = strtol(value, &end, 10);
		if (end == value || *end != '\0')
			die(value, "is no number");
	}
	if (at >= argc)
		usageError(USAGE);
	errno = 0;
	if (nice((int)increment) == -1 && errno != 0)
		complainErrno("priority");
	becomeProgram(argv + at);
}
