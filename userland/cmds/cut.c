/*
 * cut: parts of each line: bytes (-b), characters (-c, the same here) or fields
 * (-f) with a separator (-d, else a tab); -s leaves out lines without one.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "-b list | -c list | -f list [-d char] [-s] [file ...]"

struct range {
	long first, last;
};

static struct range *ranges;
static size_t rangeCount, rangeCapacity;
static int separator = '\t', onlySeparated;

static long
position(const char **text, const char *list)
{
	long value = 0;

	if (!isdigit((unsigned char)**text))
		die(list, "is no list of positions");
	for (; isdigit((unsigned char)**text); ++*text)
		if (value < LONG_MAX / 10 - 10)
			value = value * 10 + (**text - '0');
	if (value == 0)
		die(list, "positions count from 1");
	return value;
}

/* "1,3-5,7-" */
static void
readList(const char *list)
{
	const char *p = list;

	for (;;) {
		struct range range = {1, LONG_MAX};

		if (*p != '-')
			range.first = range.last = position(&p, list);
		if (*p == '-') {
			p++;
			range.last = isdigit((unsigned char)*p) ? position(&p, list) : LONG_MAX;
			if (range.last < range.first)
				die(list, "range ends before it begins");
		}
		ranges = growArray(ranges, &rangeCapacity, rangeCount, sizeof *ranges);
		ranges[rangeCount++] = range;
		if (*p == '\0')
			return;
		if (*p != ',' && *p != ' ')
			die(list, "is no list of positions");
		p++;
	}
}

static int
isChosen(long at)
{
	size_t i;

	for (i = 0; i < rangeCount; i++)
		if (at >= ranges[i].first && at <= ranges[i].last)
			return 1;
	return 0;
}

static int
cutBytes(const char *line, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (isChosen((long)i + 1))
			putchar((unsigned char)line[i]);
	return 1;
}

static int
cutFields(const char *line, size_t length)
{
	const char *end = line + length, *fieldEnd;
	long field;
	int before = 0;

	if (memchr(line, separator, length) == NULL) {
		if (!onlySeparated)
			putBytes(line, length);
		return !onlySeparated;
	}
	for (field = 1;; field++, line = fieldEnd + 1) {
		fieldEnd = memchr(line, separator, (size_t)(end - line));
		if (fieldEnd == NULL)
			fieldEnd = end;
		if (isChosen(field)) {
			if (before)
				putchar(separator);
			putBytes(line, (size_t)(fieldEnd - line));
			before = 1;
		}
		if (fieldEnd == end)
			return 1;
	}
}

int
main(int argc, char **argv)
{
	int letter, fields = 0;

	begin(argv);
	while ((letter = nextOption(argc, argv, "b:c:d:f:ns", USAGE)) != -1) {
		switch (letter) {
		case 'd':
			if (optarg[0] == '\0' || optarg[1] != '\0')
				die(optarg, "is not one character");
			separator = (unsigned char)optarg[0];
			break;
		case 's': onlySeparated = 1; break;
		case 'n': break; /* characters are bytes */
		default:
			if (rangeCount > 0)
				usageError(USAGE);
			fields = letter == 'f';
			readList(optarg);
			break;
		}
	}
	if (rangeCount == 0)
		usageError(USAGE);
	filterLines(argv + optind, fields ? cutFields : cutBytes);
	finish();
}
