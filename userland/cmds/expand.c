/*
 * expand: tabs become blanks. Stops every 8 columns, or as -t (or the old -N)
 * says; -i only before the first character that is no blank.
 */
#include <stdio.h>
#include <unistd.h>
#include "common/common.h"
#include "common/tabs.h"

#define USAGE "[-i] [-t stops] [file ...]"

static int onlyInitial;

static int
expandLine(const char *line, size_t length)
{
	long column = 0, stop;
	int initial = 1;
	size_t i;

	for (i = 0; i < length; i++) {
		int c = (unsigned char)line[i];

		initial &= c == ' ' || c == '\t';
		if (c == '\t' && (initial || !onlyInitial)) {
			for (stop = nextTab(column); column < stop; column++)
				putchar(' ');
			continue;
		}
		putchar(c);
		column = c == '\b' ? column - (column > 0) : c == '\t' ? nextTab(column) : column + 1;
	}
	return 1;
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	takeOldTabs(&argc, &argv);
	while ((letter = nextOption(argc, argv, "it:", USAGE)) != -1) {
		if (letter == 'i')
			onlyInitial = 1;
		else
			setTabs(optarg);
	}
	filterLines(argv + optind, expandLine);
	finish();
}
