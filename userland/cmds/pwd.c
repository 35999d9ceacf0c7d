/*
 * pwd: the working directory, as the name server knows it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <errno.h>
#include <limits.h>
#include "common/common.h"

/* -L and -P are accepted: there is only one answer. */
#define USAGE "[-LP]"

int
main(int argc, char **argv)
{
	size_t sizeBytes = 1024;
	char *path = allocate(sizeBytes);

	begin(argv);
	while (nextOption(argc, argv, "LP", USAGE) != -1)
		continue;
	while (getcwd(path, sizeBytes) == NULL) {
		if (errno != ERANGE)
			dieErrno("working directory");
		path = reallocate(path, sizeBytes *= 2);
	}
	putText(path);
	putchar('\n');
	finish();
}
