/*
 * rev: every line backwards.
 */
#include <stdio.h>
#include "common/common.h"

static int
reverse(const char *line, size_t length)
{
	while (length > 0)
		putchar((unsigned char)line[--length]);
	return 1;
}

int
main(int argc, char **argv)
{
	(void)argc;
	begin(argv);
	filterLines(argv + 1, reverse);
	finish();
}
