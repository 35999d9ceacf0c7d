/*
 * rmdir: removes empty directories; with -p the emptied parents too.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-p] directory ..."

/* Cuts the last component off; 0 when none is left to remove. */
static int
cutToParent(char *path)
{
	char *p = path + strlen(path);

	while (p > path && p[-1] == '/')
		p--;
	while (p > path && p[-1] != '/')
		p--;
	while (p > path && p[-1] == '/')
		p--;
	*p = '\0';
	return p > path;
}

int
main(int argc, char **argv)
{
	int parents = 0, letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "p", USAGE)) != -1)
		parents = letter == 'p';
	if (optind == argc)
		usageError(USAGE);
	for (argv += optind; *argv != NULL; argv++) {
		do {
			if (rmdir(*argv) != 0) {
				complainErrno(*argv);
				break;
			}
		} while (parents && cutToParent(*argv));
	}
	finish();
}
