/*
 * basename: the last component of a path, without a suffix if it has it.
 */
#include <stdio.h>
#include <string.h>
#include "common/common.h"

#define USAGE "path [suffix]"

int
main(int argc, char **argv)
{
	char *path;
	size_t length, suffixLength;
	const char *last;

	begin(argv);
	if (argc < 2 || argc > 3)
		usageError(USAGE);
	path = argv[1];
	length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	last = strcmp(path, "/") == 0 ? path : lastComponent(path);
	length = strlen(last);
	suffixLength = argc == 3 ? strlen(argv[2]) : 0;
	if (suffixLength > 0 && suffixLength < length && strcmp(last + length - suffixLength, argv[2]) == 0)
		length -= suffixLength;
	putBytes(last, length);
	putchar('\n');
	finish();
}
