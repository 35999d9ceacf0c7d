/*
 * The screen. A picture of what is to be seen is made in memory, and what
 * differs from the picture before goes to the terminal, from the first column
 * that differs on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "screen.h"
#include "vi.h"

#define TAB 8
#define NUMBER_WIDTH 8

int rows, columns, numbering, listing;

static struct text *wanted, *shown; /* by row */
static int cursorRow, cursorColumn;
static long top = 1, last;
static char message[256];

/* --- Columns --- */

/* How wide a character is at a column. */
static long
widthOf(int c, long at)
{
	if (c == '\t' && !listing)
		return TAB - at % TAB;
	return c < ' ' || c == 0x7f ? 2 : c >= 0x80 ? 4 : 1;
}

long
screenColumn(long line, long byte)
{
	size_t length, i;
	const char *text = textAt(line, &length);
	long at = 0;

	for (i = 0; i < length && (long)i < byte; i++)
		at += widthOf((unsigned char)text[i], at);
	return at;
}

long
byteAtColumn(long line, long column)
{
	size_t length, i;
	const char *text = textAt(line, &length);
	long at = 0;

	for (i = 0; i < length; i++) {
		at += widthOf((unsigned char)text[i], at);
		if (at > column)
			break;
	}
	return (long)i;
}

/* A line as it is seen, without an end. */
static void
picture(long line, struct text *out)
{
	size_t length, i;
	const char *text = textAt(line, &length);
	char piece[12];
	long at = 0;

	out->length = 0;
	if (numbering) {
		sprintf(piece, "%6ld  ", line);
		appendString(out, piece);
	}
	for (i = 0; i < length; i++) {
		int c = (unsigned char)text[i];
		long width = widthOf(c, at);

		at += width;
		if (c == '\t' && !listing) {
			while (width-- > 0)
				appendByte(out, ' ');
			continue;
		}
		sprintf(piece, width == 1 ? "%c" : width == 2 ? "^%c" : "\\%03o", width == 2 ? c ^ 0x40 : c);
		appendString(out, piece);
	}
	if (listing)
		appendByte(out, '$');
}

/* Rows that a line takes. */
static int
heightOf(long line)
{
	long width = screenColumn(line, LINE_END) + (numbering ? NUMBER_WIDTH : 0) + listing;

	return width == 0 ? 1 : (int)((width + columns - 1) / columns);
}

/* --- The picture --- */

void
measureScreen(void)
{
	int i;

	for (i = 0; i < rows; i++) {
		free(wanted[i].bytes);
		free(shown[i].bytes);
	}
	screenSize(1, &rows, &columns);
	if (rows < 2)
		rows = 2;
	wanted = reallocate(wanted, (size_t)rows * sizeof *wanted);
	shown = reallocate(shown, (size_t)rows * sizeof *shown);
	for (i = 0; i < rows; i++) {
		memset(&wanted[i], 0, sizeof wanted[i]);
		memset(&shown[i], 0, sizeof shown[i]);
	}
	forgetScreen();
}

void
forgetScreen(void)
{
	int i;

	putText("\033[H\033[2J");
	for (i = 0; i < rows; i++)
		shown[i].length = 0;
}

/* The cursor's line is to be seen: a few lines further, or in the middle. */
static void
follow(void)
{
	long line, height = 0, first;

	if (top < 1)
		top = 1;
	if (top > lineCount)
		top = lineCount;
	if (current < top) {
		top = top - current < rows / 2 ? current : current > rows / 2 ? current - rows / 2 : 1;
		return;
	}
	for (line = current; line >= top; line--)
		height += heightOf(line);
	if (height <= rows - 1)
		return;
	for (first = current, height = heightOf(current); first > 1 && height + heightOf(first - 1) <= rows - 1;)
		height += heightOf(--first);
	if (first - top > rows / 2) {
		/* Far away: the line goes to the middle. */
		for (first = current, height = heightOf(current); first > 1 && height + heightOf(first - 1) <= rows / 2;)
			height += heightOf(--first);
	}
	top = first;
}

void
scrollTo(long firstLine)
{
	top = firstLine < 1 ? 1 : firstLine > lineCount ? lineCount : firstLine;
}

long
firstLineShown(void)
{
	return top;
}

long
lastLineShown(void)
{
	return last;
}

static void
compose(void)
{
	struct text line = NO_TEXT;
	long number, at;
	int row = 0, piece;

	for (number = top; number <= lineCount && row < rows - 1; number++) {
		int height = heightOf(number);

		/* A line that does not fit is not shown at all, unless it is the first. */
		if (row + height > rows - 1 && number > top)
			break;
		picture(number, &line);
		if (number == current) {
			at = screenColumn(number, column) + (numbering ? NUMBER_WIDTH : 0);
			/* On a tab the cursor stands at its end. */
			if (column < lengthOf(number) && textAt(number, &(size_t){0})[column] == '\t' && !listing)
				at = screenColumn(number, column + 1) - 1 + (numbering ? NUMBER_WIDTH : 0);
			cursorRow = row + (int)(at / columns);
			cursorColumn = (int)(at % columns);
		}
		for (piece = 0; piece < height && row < rows - 1; piece++, row++) {
			size_t from = (size_t)(piece * columns), count = line.length - from;

			wanted[row].length = 0;
			if (from < line.length)
				appendBytes(&wanted[row], line.bytes + from, count < (size_t)columns ? count : (size_t)columns);
		}
		last = number;
	}
	for (; row < rows - 1; row++) {
		wanted[row].length = 0;
		appendByte(&wanted[row], number <= lineCount ? '@' : '~');
	}
	wanted[rows - 1].length = 0;
	appendString(&wanted[rows - 1], message);
	if (wanted[rows - 1].length > (size_t)columns - 1)
		wanted[rows - 1].length = (size_t)columns - 1;
	free(line.bytes);
}

static void
moveTo(int row, int at)
{
	printf("\033[%d;%dH", row + 1, at + 1);
}

static void
update(int row)
{
	struct text *old = &shown[row], *new = &wanted[row];
	size_t same = 0;

	while (same < old->length && same < new->length && old->bytes[same] == new->bytes[same])
		same++;
	if (same == old->length && same == new->length)
		return;
	moveTo(row, (int)same);
	putBytes(new->bytes == NULL ? "" : new->bytes + same, new->length - same);
	if (new->length < old->length)
		putText("\033[K");
	old->length = 0;
	appendBytes(old, new->bytes, new->length);
}

void
paint(void)
{
	int row;

	follow();
	compose();
	for (row = 0; row < rows; row++)
		update(row);
	moveTo(cursorRow, cursorColumn);
	fflush(stdout);
}

void
putMessage(const char *text)
{
	strncpy(message, text, sizeof message - 1);
}

/* --- The last line --- */

char *
readBottomLine(const char *prompt)
{
	struct text line = NO_TEXT;
	int key;

	for (;;) {
		struct text both = NO_TEXT;

		appendString(&both, prompt);
		appendBytes(&both, line.bytes, line.length);
		putMessage(stringOf(&both));
		paint();
		moveTo(rows - 1, (int)both.length < columns ? (int)both.length : columns - 1);
		fflush(stdout);
		free(both.bytes);
		key = readKey();
		if (key == '\r' || key == '\n')
			break;
		if (key == ESCAPE || key == CONTROL('c') || ((key == '\b' || key == 0x7f) && line.length == 0)) {
			putMessage("");
			free(line.bytes);
			return NULL;
		}
		if (key == '\b' || key == 0x7f)
			line.length--;
		else if (key == CONTROL('u'))
			line.length = 0;
		else if (key == CONTROL('v'))
			appendByte(&line, readKey());
		else if (key < 256)
			appendByte(&line, key);
	}
	putMessage("");
	return stringOf(&line);
}

void
openScreen(void)
{
	setKeys(0, KEYS_RAW);
	measureScreen();
}

void
closeScreen(void)
{
	moveTo(rows - 1, 0);
	putText(message);
	putText(message[0] == '\0' ? "\033[K" : "\033[K\r\n");
	fflush(stdout);
	setKeys(0, KEYS_PLAIN);
}
