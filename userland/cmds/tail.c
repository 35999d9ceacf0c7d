/*
 * tail: the end of files: the last 10 lines, or -n N, -n +N (from line N on),
 * -c N, -c +N; -r in reverse order, -f goes on as the file grows. The old
 * forms -5, +5l, -20c, -3r mean the same.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-f | -r] [-n [+]lines | -c [+]bytes] [file ...]"
#define READ_BYTES 8192
#define FOLLOW_SECONDS 1

static int fromStart, inBytes, reverse, follow, countGiven;
static long count = 10;

/* The bytes kept so far: text[begin..end). */
struct tail {
	char *text;
	size_t begin, end, capacity;
};

/* Where the last `lines` lines of the text begin. */
static size_t
lastLines(const struct tail *tail, long lines)
{
	size_t at = tail->end;

	if (lines == 0)
		return at;
	while (at > tail->begin) {
		if (tail->text[at - 1] == '\n' && at != tail->end && lines-- == 1)
			return at;
		at--;
	}
	return at;
}

/* Where what is wanted begins, as far as has been read. */
static size_t
wantedBegin(const struct tail *tail)
{
	if (!inBytes)
		return lastLines(tail, count);
	return tail->end - tail->begin > (size_t)count ? tail->end - (size_t)count : tail->begin;
}

static ssize_t
readMore(struct tail *tail, int stream)
{
	ssize_t got;

	if (tail->capacity - tail->end < READ_BYTES) {
		size_t used;

		/* What can no longer be wanted goes, before memory grows. */
		tail->begin = reverse && !countGiven ? tail->begin : wantedBegin(tail);
		used = tail->end - tail->begin;
		if (used > 0)
			memmove(tail->text, tail->text + tail->begin, used);
		tail->begin = 0;
		tail->end = used;
		if (tail->capacity < 2 * used + READ_BYTES)
			tail->text = reallocate(tail->text, tail->capacity = 2 * used + 2 * READ_BYTES);
	}
	got = read(stream, tail->text + tail->end, READ_BYTES);
	if (got > 0)
		tail->end += (size_t)got;
	return got;
}

/*
 * A large file is entered near its end: enough for the bytes wanted; for lines
 * at the latest place that has enough newlines behind it.
 */
static void
skipToEnd(int stream)
{
	struct stat status;
	char block[READ_BYTES];
	off_t here = lseek(stream, 0, SEEK_CUR), at;
	long newlines = 0;

	if (here < 0 || (reverse && !countGiven) || fstat(stream, &status) != 0 || !S_ISREG(status.st_mode))
		return;
	at = status.st_size;
	if (inBytes) {
		if (at - here > count)
			lseek(stream, at - count, SEEK_SET);
		return;
	}
	while (at > here && newlines <= count) {
		off_t size = at - here < READ_BYTES ? at - here : READ_BYTES;
		ssize_t got, i;

		at -= size;
		lseek(stream, at, SEEK_SET);
		got = read(stream, block, (size_t)size);
		if (got <= 0)
			break;
		for (i = 0; i < got; i++)
			newlines += block[i] == '\n';
	}
	lseek(stream, at, SEEK_SET);
}

static void
putReversed(const struct tail *tail, size_t begin)
{
	size_t end = tail->end, at;

	while (end > begin) {
		at = end - 1;
		while (at > begin && tail->text[at - 1] != '\n')
			at--;
		putBytes(tail->text + at, end - at);
		if (tail->text[end - 1] != '\n')
			putchar('\n');
		end = at;
	}
}

static void
tailFromEnd(int stream, const char *name)
{
	struct tail tail = {NULL, 0, 0, 0};
	size_t begin;
	ssize_t got;

	skipToEnd(stream);
	while ((got = readMore(&tail, stream)) > 0)
		continue;
	if (got < 0)
		complainErrno(name);
	begin = reverse && !countGiven ? tail.begin : wantedBegin(&tail);
	if (reverse)
		putReversed(&tail, begin);
	else
		putBytes(tail.text + begin, tail.end - begin);
	free(tail.text);
}

/* Copies what is there. `skip` lines or bytes are left out first. */
static void
copyRest(int stream, const char *name, long skip)
{
	static char block[READ_BYTES];
	ssize_t got;

	while ((got = read(stream, block, sizeof block)) > 0) {
		char *p = block, *end = block + got;

		if (inBytes) {
			long step = skip < got ? skip : got;

			p += step;
			skip -= step;
		} else {
			while (skip > 0 && p < end)
				if (*p++ == '\n')
					skip--;
		}
		putBytes(p, (size_t)(end - p));
	}
	if (got < 0)
		complainErrno(name);
}

static void
tailStream(int stream, const char *name)
{
	if (fromStart)
		copyRest(stream, name, count - 1);
	else
		tailFromEnd(stream, name);
}

static void
followStream(int stream, const char *name)
{
	for (;;) {
		if (fflush(stdout) != 0)
			finish();
		sleep(FOLLOW_SECONDS);
		copyRest(stream, name, 0);
	}
}

static void
setCount(const char *text)
{
	fromStart = *text == '+';
	count = parseCount(*text == '+' || *text == '-' ? text + 1 : text, "is no number");
	if (fromStart && count == 0)
		count = 1;
	countGiven = 1;
}

/* The old way to write it all in one: [-+][number][lbc][fr]. 0 if it is not that. */
static int
readOldForm(char *argument)
{
	char *p = argument + 1;
	long unit = 1;

	if ((argument[0] != '-' && argument[0] != '+') || !(isdigit((unsigned char)*p) || argument[0] == '+'))
		return 0;
	while (isdigit((unsigned char)*p))
		p++;
	for (; *p != '\0'; *p++ = '\0') {
		switch (*p) {
		case 'l': break;
		case 'c': inBytes = 1; break;
		case 'b': inBytes = 1; unit = 512; break;
		case 'f': follow = 1; break;
		case 'r': reverse = 1; break;
		default: return 0;
		}
	}
	if (isdigit((unsigned char)argument[1])) {
		setCount(argument);
		count = fromStart && unit > 1 ? (count - 1) * unit + 1 : count * unit;
	} else {
		fromStart = 1;
	}
	return 1;
}

int
main(int argc, char **argv)
{
	static char *standardInput[] = {"-", NULL};
	int letter, headings, stream = -1;

	begin(argv);
	if (argc > 1 && readOldForm(argv[1])) {
		argv[1] = argv[0];
		argc--;
		argv++;
	}
	while ((letter = nextOption(argc, argv, "c:fn:r", USAGE)) != -1) {
		switch (letter) {
		case 'f': follow = 1; break;
		case 'r': reverse = 1; break;
		default:
			inBytes = letter == 'c';
			setCount(optarg);
			break;
		}
	}
	if (reverse && (fromStart || follow || inBytes))
		die("-r", "does not go with + or -c or -f");
	headings = argc - optind > 1;
	argv = optind < argc ? argv + optind : standardInput;
	for (; *argv != NULL; argv++) {
		stream = openOperand(*argv);
		if (stream < 0)
			continue;
		if (headings)
			putFileHeading(*argv);
		tailStream(stream, *argv);
		if (follow && argv[1] == NULL)
			followStream(stream, *argv); /* the last of several */
		closeOperand(stream);
	}
	finish();
}
