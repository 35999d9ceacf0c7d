/*
 * dirname: a path without its last component.
 */
#include <stdio.h>
#include <string.h>
#include "common/common.h"

#define USAGE "path"

/* Without the slashes, or all but slashes, at the end of the first `length` bytes. */
static size_t
strip(const char *path, size_t length, int slashes)
{
	while (length > 0 && (path[length - 1] == '/') == slashes)
		length--;
	return length;
}

int
main(int argc, char **argv)
{
	const char *path;
	size_t length;

	begin(argv);
	if (argc != 2)
		usageError(USAGE);
	path = argv[1];
	length = strip(path, strlen(path), 1);
	length = strip(path, length, 0);
	if (length > 0) {
		size_t above = strip(path, length, 1);

		putBytes(path, above > 0 ? above : 1);
	} else {
		putText(path[0] == '/' ? "/" : ".");
	}
	putchar('\n');
	finish();
}
