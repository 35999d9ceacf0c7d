/*
 * fold: breaks lines that are wider than 80 columns (-w N or -N); -b counts
 * bytes instead, -s breaks behind a blank where there is one.
 */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-bs] [-w width] [file ...]"
#define TAB 8

static long width = 80;
static int inBytes, atBlanks;

static long
columnAfter(long column, int c)
{
	if (inBytes)
		return column + 1;
	switch (c) {
	case '\t': return column / TAB * TAB + TAB;
	case '\b': return column > 0 ? column - 1 : 0;
	case '\r': return 0;
	}
	return column + 1;
}

/* How many bytes of the text go on one line; at least one. */
static size_t
fitting(const char *text, size_t length)
{
	size_t i, blank = 0;
	long column = 0;

	for (i = 0; i < length; i++) {
		column = columnAfter(column, (unsigned char)text[i]);
		if (column > width)
			return atBlanks && blank > 0 ? blank : i > 0 ? i : 1;
		if (isblank((unsigned char)text[i]))
			blank = i + 1;
	}
	return length;
}

static int
foldLine(const char *line, size_t length)
{
	for (;;) {
		size_t count = fitting(line, length);

		putBytes(line, count);
		line += count;
		length -= count;
		if (length == 0)
			return 1;
		putchar('\n');
	}
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		width = parseCount(argv[1] + 1, "is no width");
		argc--;
		argv++;
	}
	while ((letter = nextOption(argc, argv, "bsw:", USAGE)) != -1) {
		switch (letter) {
		case 'b': inBytes = 1; break;
		case 's': atBlanks = 1; break;
		case 'w': width = parseCount(optarg, "is no width"); break;
		}
	}
	if (width == 0)
		die("0", "is no width");
	filterLines(argv + optind, foldLine);
	finish();
}
