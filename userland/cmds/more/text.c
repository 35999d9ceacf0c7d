/*
 * A text cut into rows of the screen. It is kept in memory, so one can go back
 * in a pipe as well.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"
#include "more.h"
#include "text.h"

#define TAB 8

struct row {
	size_t start, length;
	long line;
};

int squeezing, screenRows, screenColumns;

static struct lineReader reader;
static int isOpen;
static struct text bytes;
static struct row *rows;
static size_t count, capacity;
static long lines;
static int lastWasEmpty;
static const char *textName;

void
openText(int stream, const char *name)
{
	openLines(&reader, stream);
	isOpen = 1;
	bytes.length = count = 0;
	lines = 0;
	lastWasEmpty = 0;
	textName = name;
}

void
closeText(void)
{
	if (isOpen) {
		endLines(&reader, textName);
		closeOperand(reader.stream);
	}
	isOpen = 0;
}

/* A column further; overstriking goes back. */
static int
columnAfter(int column, int c)
{
	switch (c) {
	case '\t': return (column / TAB + 1) * TAB;
	case '\b': return column > 0 ? column - 1 : 0;
	case '\r': return 0;
	}
	return column + (isControl(c) ? 2 : 1);
}

static void
addRow(size_t start, size_t length)
{
	rows = growArray(rows, &capacity, count, sizeof *rows);
	rows[count].start = start;
	rows[count].length = length;
	rows[count++].line = lines;
}

static int
readMore(void)
{
	size_t length, start, i;
	const char *line = isOpen ? nextLine(&reader, &length) : NULL;
	int column = 0;

	if (line == NULL) {
		closeText();
		return 0;
	}
	lines++;
	if (squeezing && length == 0 && lastWasEmpty)
		return 1;
	lastWasEmpty = length == 0;
	start = bytes.length;
	appendBytes(&bytes, line, length);
	for (i = start; i < bytes.length; i++) {
		int after = columnAfter(column, (unsigned char)bytes.bytes[i]);

		if (after > screenColumns && bytes.bytes[i] != '\b') {
			addRow(start, i - start);
			start = i;
			after = columnAfter(0, (unsigned char)bytes.bytes[i]);
		}
		column = after;
	}
	addRow(start, bytes.length - start);
	return 1;
}

int
hasRow(long row)
{
	while ((long)count <= row)
		if (!readMore())
			return 0;
	return 1;
}

const char *
rowText(long row, size_t *length)
{
	*length = rows[row].length;
	return bytes.bytes == NULL ? "" : bytes.bytes + rows[row].start;
}

long
rowOfLine(long line)
{
	long row = 0;

	while (hasRow(row) && rows[row].line < line)
		row++;
	return row;
}

long
lineOfRow(long row)
{
	return hasRow(row) ? rows[row].line : lines;
}

long
rowCount(void)
{
	while (readMore())
		continue;
	return (long)count;
}
