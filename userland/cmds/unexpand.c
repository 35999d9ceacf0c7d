/*
 * unexpand: blanks at the beginning of a line become tabs where they can; -a
 * (and -t) everywhere, if there are two or more.
 */
#include <stdio.h>
#include <unistd.h>
#include "common/common.h"
#include "common/tabs.h"

#define USAGE "[-a] [-t stops] [file ...]"

static int everywhere;

/* White space from one column to another: tabs as far as they reach. */
static void
putSpace(long from, long to)
{
	while (from < to && hasTab(from) && nextTab(from) <= to) {
		putchar(to - from == 1 && nextTab(from) == to ? ' ' : '\t');
		from = nextTab(from);
	}
	for (; from < to; from++)
		putchar(' ');
}

static int
unexpandLine(const char *line, size_t length)
{
	long column = 0, written = 0; /* blanks between them are owed */
	size_t i;

	for (i = 0; i < length; i++) {
		int c = (unsigned char)line[i];

		if (c == ' ' || (c == '\t' && hasTab(column))) {
			column = c == ' ' ? column + 1 : nextTab(column);
			continue;
		}
		putSpace(written, column);
		if (!everywhere) {
			putBytes(line + i, length - i);
			return 1;
		}
		putchar(c);
		column += c == '\b' ? -(column > 0) : 1;
		written = column;
	}
	putSpace(written, column);
	return 1;
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "at:", USAGE)) != -1) {
		everywhere = 1;
		if (letter == 't')
			setTabs(optarg);
	}
	filterLines(argv + optind, unexpandLine);
	finish();
}
