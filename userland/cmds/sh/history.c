/*
 * The lines typed at an interactive shell, numbered from 1. The newest
 * $HISTSIZE of them are kept, and in $HISTFILE, if there is one, for the
 * shells to come.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "editor.h"

#define USUAL_SIZE 500
#define LOADED_BYTES 65536 /* at most, of the end of the file */

static struct strings lines; /* the oldest first */
static size_t first = 1; /* number of lines.items[0] */

size_t
historyFirst(void)
{
	return first;
}

size_t
historyNext(void)
{
	return first + lines.count;
}

const char *
historyLine(size_t number)
{
	return number < first || number >= historyNext() ? NULL : lines.items[number - first];
}

size_t
historySearch(const char *text, size_t number)
{
	while (number-- > first)
		if (strstr(historyLine(number), text) != NULL)
			return number;
	return 0;
}

static size_t
sizeWanted(void)
{
	const char *size = getVariable("HISTSIZE");
	long wanted = size == NULL ? USUAL_SIZE : strtol(size, NULL, 10);

	return wanted < 1 ? 1 : wanted;
}

static void
keep(const char *line, size_t length)
{
	struct text copy = { NULL, 0, 0 };

	textAdd(&copy, line, length);
	stringsAdd(&lines, copy.bytes);
	while (lines.count > sizeWanted()) {
		free(lines.items[0]);
		memmove(lines.items, lines.items + 1, lines.count-- * sizeof *lines.items);
		first++;
	}
}

static bool
isNewestAgain(const char *line, size_t length)
{
	const char *newest = historyLine(historyNext() - 1);

	return newest != NULL && strlen(newest) == length && memcmp(newest, line, length) == 0;
}

void
historyAdd(const char *line, size_t length)
{
	const char *file = getVariable("HISTFILE");
	int stream;

	while (length > 0 && line[length - 1] == '\n')
		length--;
	if (strspn(line, " \t\n") >= length || memchr(line, '\0', length) != NULL || isNewestAgain(line, length))
		return;
	keep(line, length);
	if (file == NULL || *file == '\0' || (stream = open(file, O_WRONLY | O_APPEND | O_CREAT, 0600)) < 0)
		return;
	writeAll(stream, line, length);
	writeAll(stream, "\n", 1);
	close(stream);
}

/* The newest line is no longer one: it was a command about history. */
void
historyDrop(void)
{
	if (lines.count > 0)
		free(lines.items[--lines.count]);
}

void
historyLoad(void)
{
	const char *file = getVariable("HISTFILE");
	char *bytes = allocate(LOADED_BYTES);
	int stream = file == NULL ? -1 : open(file, O_RDONLY, 0);
	ssize_t got;
	off_t size;

	if (stream >= 0) {
		size = lseek(stream, 0, SEEK_END);
		lseek(stream, size > LOADED_BYTES ? size - LOADED_BYTES : 0, SEEK_SET);
		got = read(stream, bytes, LOADED_BYTES);
		close(stream);
		for (char *line = bytes, *end; got > 0 && (end = memchr(line, '\n', bytes + got - line)) != NULL; line = end + 1)
			if (end > line && memchr(line, '\0', end - line) == NULL)
				keep(line, end - line);
	}
	free(bytes);
}
