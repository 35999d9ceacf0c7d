/*
 * strings: runs of at least 4 (-n N, -N) printable characters in any file; -o
 * (-t d, o, x) where they begin. -a is accepted: the whole file is searched.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"
#include "common/text.h"

#define USAGE "[-ao] [-n number] [-t d | o | x] [file ...]"

static long least = 4;
static int base;

static void
show(const struct text *run, unsigned long start)
{
	char digits[NUMBER_BYTES];

	if (run->length < (size_t)least || run->length == 0)
		return;
	if (base != 0) {
		putPadded(numberText(digits, start, (unsigned)base), 7);
		putchar(' ');
	}
	putBytes(run->bytes, run->length);
	putchar('\n');
}

static void
search(int stream, const char *name)
{
	static char buffer[8192];
	struct text run = NO_TEXT;
	unsigned long at = 0;
	ssize_t got, i;

	while ((got = read(stream, buffer, sizeof buffer)) > 0) {
		for (i = 0; i < got; i++, at++) {
			int c = (unsigned char)buffer[i];

			if (isprint(c) || c == '\t') {
				appendByte(&run, c);
				continue;
			}
			show(&run, at - run.length);
			run.length = 0;
		}
	}
	show(&run, at - run.length);
	if (got < 0)
		complainErrno(name);
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		least = parseCount(argv[1] + 1, "is no length");
		argc--;
		argv++;
	}
	while ((letter = nextOption(argc, argv, "an:ot:", USAGE)) != -1) {
		switch (letter) {
		case 'n': least = parseCount(optarg, "is no length"); break;
		case 'o': base = 8; break;
		case 't':
			if (strlen(optarg) != 1 || strchr("dox", *optarg) == NULL)
				usageError(USAGE);
			base = *optarg == 'd' ? 10 : *optarg == 'o' ? 8 : 16;
			break;
		}
	}
	eachOperand(argv + optind, search);
	finish();
}
