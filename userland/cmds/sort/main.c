/*
 * sort: orders the lines of its input by their whole text or by keys. All
 * input is held in memory, so the output may be one of the inputs; -m, whose
 * inputs are sorted already, needs nothing else.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sort.h"

#define USAGE "[-bcdfimnru] [-t char] [-k start[,end]] [-o output] [file ...]"

static struct line *lines;
static size_t lineCount, lineCapacity;

static void
addLine(char *text, size_t length)
{
	lines = growArray(lines, &lineCapacity, lineCount, sizeof *lines);
	lines[lineCount].text = text;
	lines[lineCount].length = length;
	prepareLine(&lines[lineCount++]);
}

static void
readLines(const char *name)
{
	size_t length;
	char *text = readFile(name, &length), *p, *end, *newline;

	for (p = text, end = text + length; p < end; p = newline + 1) {
		newline = memchr(p, '\n', (size_t)(end - p));
		if (newline == NULL)
			newline = end;
		addLine(p, (size_t)(newline - p));
	}
}

/* Merge sort: equal lines keep their order, and no input is a bad one. */
static void
sortLines(struct line *from, struct line *room, size_t count, int (*compare)(const struct line *, const struct line *))
{
	size_t half = count / 2, left = 0, right = half, at = 0;

	if (count < 2)
		return;
	sortLines(from, room, half, compare);
	sortLines(from + half, room, count - half, compare);
	if (compare(&from[half - 1], &from[half]) <= 0)
		return;
	memcpy(room, from, half * sizeof *from);
	while (left < half && right < count) {
		if (compare(&room[left], &from[right]) <= 0)
			from[at++] = room[left++];
		else
			from[at++] = from[right++];
	}
	memcpy(from + at, room + left, (half - left) * sizeof *from);
}

/* -c: the first line that is out of order is an error. */
static void
check(const char *name, int unique)
{
	char digits[NUMBER_BYTES];
	size_t i;

	for (i = 1; i < lineCount; i++) {
		int order = unique ? compareKeys(&lines[i - 1], &lines[i]) : compareLines(&lines[i - 1], &lines[i]);

		if (order > 0 || (unique && order == 0)) {
			char *where = joinPath(name, numberText(digits, i + 1, 10));

			where[strlen(name)] = ':';
			failStatus = 1;
			complain(where, "out of order");
			return;
		}
	}
}

static void
putLines(int unique)
{
	size_t i, kept = 0;

	for (i = 0; i < lineCount; i++) {
		if (unique && i > 0 && compareKeys(&lines[kept], &lines[i]) == 0)
			continue;
		kept = i;
		putBytes(lines[i].text, lines[i].length);
		putchar('\n');
	}
}

/* "+1 -2" among the arguments is an old key; takes them out. */
static int
takeOldKeys(int argc, char **argv)
{
	int from, to = 1;

	for (from = 1; from < argc; from++) {
		char *start = argv[from], *end = from + 1 < argc ? argv[from + 1] : NULL;

		if (start[0] != '+' || !isdigit((unsigned char)start[1])) {
			argv[to++] = start;
			continue;
		}
		if (end == NULL || end[0] != '-' || !isdigit((unsigned char)end[1]))
			end = NULL;
		addOldKey(start, end);
		from += end != NULL;
	}
	argv[to] = NULL;
	return to;
}

/* -o and its name may also stand among the files, as they always could. Returns how many arguments are left. */
static int
takeLateOutput(int argc, char **argv, const char **output)
{
	int from, to = optind;

	for (from = optind; from < argc; from++) {
		if (strcmp(argv[from], "-o") == 0 && from + 1 < argc)
			*output = argv[++from];
		else
			argv[to++] = argv[from];
	}
	argv[to] = NULL;
	return to;
}

int
main(int argc, char **argv)
{
	static char *standardInput[] = {"-", NULL};
	int checking = 0, unique = 0, letter;
	const char *output = NULL;

	begin(argv);
	failStatus = 2;
	argc = takeOldKeys(argc, argv);
	while ((letter = nextOption(argc, argv, "bcdfik:mno:rt:u", USAGE)) != -1) {
		switch (letter) {
		case 'b': globalSkipsBlanks = 1; break;
		case 'c': checking = 1; break;
		case 'd': globalOrder.dictionary = 1; break;
		case 'f': globalOrder.fold = 1; break;
		case 'i': globalOrder.printable = 1; break;
		case 'k': addKey(optarg); break;
		case 'm': break;
		case 'n': globalOrder.numeric = 1; break;
		case 'o': output = optarg; break;
		case 'r': globalOrder.reverse = 1; break;
		case 't':
			if (optarg[0] == '\0' || optarg[1] != '\0')
				die(optarg, "is not one character");
			separator = (unsigned char)optarg[0];
			break;
		case 'u': unique = 1; break;
		}
	}
	argc = takeLateOutput(argc, argv, &output);
	finishKeys();
	if (checking && argc - optind > 1)
		usageError(USAGE);
	argv = optind < argc ? argv + optind : standardInput;
	if (checking) {
		readLines(*argv);
		check(*argv, unique);
		finish();
	}
	for (; *argv != NULL; argv++)
		readLines(*argv);
	sortLines(lines, allocate(lineCount / 2 * sizeof *lines), lineCount, unique ? compareKeys : compareLines);
	if (output != NULL && freopen(output, "w", stdout) == NULL)
		dieErrno(output);
	putLines(unique);
	finish();
}
