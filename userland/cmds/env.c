/*
 * env [-i] [-u name] [name=value ...] [command [argument ...]]: runs the
 * command in a changed environment, or prints the environment. "-" is -i.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOT_EXECUTABLE 126
#define NOT_FOUND 127

static char *nothing[1];

static int fail(const char *what, int status)
{
	fprintf(stderr, "env: %s: %s\n", what, strerror(errno));
	return status;
}

int main(int argc, char **argv)
{
	int option, i;

	while ((option = getopt(argc, argv, "iu:")) != -1) {
		if (option == 'i') {
			environ = nothing;
		} else if (option != 'u') {
			fputs("usage: env [-i] [-u name] [name=value ...] [command [argument ...]]\n", stderr);
			return 2;
		} else if (unsetenv(optarg) < 0) {
			return fail(optarg, 1);
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		environ = nothing;
		optind++;
	}
	for (; optind < argc && strchr(argv[optind], '=') != 0; optind++)
		if (putenv(argv[optind]) < 0)
			return fail(argv[optind], 1);
	if (optind < argc) {
		execvp(argv[optind], argv + optind);
		return fail(argv[optind], errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
	}
	for (i = 0; environ[i] != 0; i++)
		puts(environ[i]);
	if (fflush(stdout) < 0)
		return fail("standard output", 1);
	return 0;
}
