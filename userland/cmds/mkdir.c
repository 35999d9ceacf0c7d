/*
 * mkdir: makes directories; -p the missing parents too and existing ones are
 * no error, -m with this mode.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-p] [-m mode] directory ..."

/* Makes path; one that is there already will do. */
static int
makeIfMissing(const char *path, mode_t mode)
{
	int why;

	if (mkdir(path, mode) == 0)
		return 1;
	why = errno;
	if (isDirectory(path))
		return 0;
	errno = why;
	return -1;
}

/* All components but the last get owner write and search, so that we can go on below. */
static int
makeParents(const char *path, mode_t mask)
{
	char *parent = copyString(path), *p = parent;
	int result = 0;

	while (*p == '/')
		p++;
	for (; result >= 0 && (p = strchr(p, '/')) != NULL; *p = '/', p++) {
		while (p[1] == '/')
			p++;
		if (p[1] == '\0')
			break;
		*p = '\0';
		result = makeIfMissing(parent, (0777 & ~mask) | 0300);
	}
	free(parent);
	return result < 0 ? -1 : 0;
}

int
main(int argc, char **argv)
{
	const char *modeChange = NULL;
	int parents = 0, letter;
	mode_t mask = umask(0);
	long mode = 0777 & ~(long)mask;

	begin(argv);
	while ((letter = nextOption(argc, argv, "m:p", USAGE)) != -1) {
		if (letter == 'p')
			parents = 1;
		else
			modeChange = optarg;
	}
	if (optind == argc)
		usageError(USAGE);
	if (modeChange != NULL && (mode = changedMode(modeChange, S_IFDIR | 0777, mask)) < 0)
		die(modeChange, "is no mode");
	for (argv += optind; *argv != NULL; argv++) {
		int made;

		if (parents && makeParents(*argv, mask) != 0) {
			complainErrno(*argv);
			continue;
		}
		made = parents ? makeIfMissing(*argv, (mode_t)mode) : mkdir(*argv, (mode_t)mode) == 0 ? 1 : -1;
		if (made < 0 || (made > 0 && modeChange != NULL && chmod(*argv, (mode_t)mode) != 0))
			complainErrno(*argv);
	}
	finish();
}
