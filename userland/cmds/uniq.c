/*
 * uniq: of equal lines that follow each other, one; -c with how many, -d only
 * repeated, -u only single ones; -f N (-N) fields and -s N (+N) characters at
 * the beginning do not count.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-c | -d | -u] [-f fields] [-s chars] [input [output]]"

static int counting, onlyRepeated, onlySingle;
static long skippedFields, skippedChars;

/* The part of a line that is compared. */
static const char *
compared(const char *line, size_t *length)
{
	const char *p = line, *end = line + *length;
	long i;

	for (i = 0; i < skippedFields; i++) {
		while (p < end && isblank((unsigned char)*p))
			p++;
		while (p < end && !isblank((unsigned char)*p))
			p++;
	}
	p += end - p < skippedChars ? end - p : skippedChars;
	*length = (size_t)(end - p);
	return p;
}

static int
equal(const char *one, size_t oneLength, const char *other, size_t otherLength)
{
	one = compared(one, &oneLength);
	other = compared(other, &otherLength);
	return oneLength == otherLength && memcmp(one, other, oneLength) == 0;
}

static void
show(const char *line, size_t length, unsigned long times)
{
	if ((onlyRepeated && times < 2) || (onlySingle && times > 1))
		return;
	if (counting) {
		putNumber(times, 4);
		putchar(' ');
	}
	putBytes(line, length);
	putchar('\n');
}

static void
filter(struct lineReader *reader)
{
	char *kept = NULL, *line;
	size_t keptLength = 0, capacity = 0, length;
	unsigned long times = 0;

	while ((line = nextLine(reader, &length)) != NULL) {
		if (times > 0 && equal(kept, keptLength, line, length)) {
			times++;
			continue;
		}
		if (times > 0)
			show(kept, keptLength, times);
		if (length > capacity || kept == NULL)
			kept = reallocate(kept, capacity = length + 128);
		memcpy(kept, line, length);
		keptLength = length;
		times = 1;
	}
	if (times > 0)
		show(kept, keptLength, times);
}

static void
readOptions(int *argc, char ***argv)
{
	int letter;

	/* The old forms -N and +N. */
	while (*argc > 1 && ((*argv)[1][0] == '-' || (*argv)[1][0] == '+') && isdigit((unsigned char)(*argv)[1][1])) {
		long count = parseCount((*argv)[1] + 1, "is no number");

		if ((*argv)[1][0] == '-')
			skippedFields = count;
		else
			skippedChars = count;
		(*argv)[1] = (*argv)[0];
		--*argc;
		++*argv;
	}
	while ((letter = nextOption(*argc, *argv, "cduf:s:", USAGE)) != -1) {
		switch (letter) {
		case 'c': counting = 1; break;
		case 'd': onlyRepeated = 1; break;
		case 'u': onlySingle = 1; break;
		case 'f': skippedFields = parseCount(optarg, "is no number of fields"); break;
		case 's': skippedChars = parseCount(optarg, "is no number of characters"); break;
		}
	}
}

int
main(int argc, char **argv)
{
	struct lineReader reader;
	const char *name = "-";
	int stream;

	begin(argv);
	readOptions(&argc, &argv);
	if (argc - optind > 2)
		usageError(USAGE);
	if (optind < argc)
		name = argv[optind];
	stream = openOperand(name);
	if (stream < 0)
		finish();
	if (optind + 1 < argc && freopen(argv[optind + 1], "w", stdout) == NULL)
		dieErrno(argv[optind + 1]);
	openLines(&reader, stream);
	filter(&reader);
	if (reader.failed != 0)
		complain(name, strerror(reader.failed));
	finish();
}
