/*
 * The picture of the line being edited: what the screen shows from the prompt
 * on, cell by cell, over as many rows as it needs. An update writes only what
 * has changed. The screen is a VT100's or better: it goes on in the next row
 * when a row is full, but not before the next character comes.
 */
#include <string.h>
#include "editor.h"
#include "terminal.h"

struct picture {
	struct text bytes;
	struct text widths; /* for each cell the number of its bytes */
	size_t cursor; /* in cells */
};

static struct picture shown, next;
static struct text output;
static size_t leading; /* bytes before the first cell */
static size_t columns;
static size_t at; /* the cell where the cursor of the screen is */
static bool pending; /* it is still behind the last column of the row before */

bool
isContinuation(const char *line, size_t i)
{
	return i > 0 && (line[i] & 0xc0) == 0x80 && (line[i - 1] & 0x80) != 0;
}

static void
addCell(const char *bytes, size_t length)
{
	textAdd(&next.bytes, bytes, length);
	textAddChar(&next.widths, leading + length);
	leading = 0;
}

/* Bytes that take no room join the cell before, or the first one. */
static void
addToCell(const char *bytes, size_t length)
{
	textAdd(&next.bytes, bytes, length);
	if (next.widths.length == 0)
		leading += length;
	else
		next.widths.bytes[next.widths.length - 1] += length;
}

/* How long an escape sequence is that begins here; 0: none does. */
static size_t
escapeLength(const char *text)
{
	size_t length = 2;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	while (text[length] != '\0' && (text[length] < '@' || text[length] > '~'))
		length++;
	return text[length] == '\0' ? 0 : length + 1;
}

static void
addCharacter(const char *text, size_t i)
{
	char pair[2] = { '^', text[i] ^ 0x40 };

	if ((text[i] & 0x80) == 0 && (text[i] < ' ' || text[i] == 0x7f)) {
		addCell(pair, 1);
		addCell(pair + 1, 1);
	} else if (isContinuation(text, i)) {
		addToCell(text + i, 1);
	} else {
		addCell(text + i, 1);
	}
}

static void
draw(const char *prompt, const char *line, size_t length, size_t point)
{
	size_t i;

	textCut(&next.bytes, 0);
	textCut(&next.widths, 0);
	leading = 0;
	for (i = 0; prompt[i] != '\0'; i++) {
		size_t escape = escapeLength(prompt + i);

		if (escape == 0) {
			addCharacter(prompt, i);
			continue;
		}
		addToCell(prompt + i, escape);
		i += escape - 1;
	}
	next.cursor = next.widths.length;
	for (i = 0; i < length; i++) {
		if (i == point)
			next.cursor = next.widths.length;
		addCharacter(line, i);
	}
	if (point == length)
		next.cursor = next.widths.length;
}

/* ---- moving about ---- */

static void
addMove(size_t count, char direction)
{
	if (count == 0)
		return;
	textAddString(&output, "\033[");
	if (count > 1)
		textAddNumber(&output, count);
	textAddChar(&output, direction);
}

/* Off the last column, to the row where the cursor counts as being. */
static void
settleCursor(void)
{
	if (pending)
		textAddString(&output, " \r");
	pending = false;
}

static void
moveTo(size_t cell)
{
	size_t row = cell / columns, column = cell % columns;
	size_t atRow = at / columns, atColumn = at % columns;

	if (cell == at)
		return;
	settleCursor();
	addMove(row < atRow ? atRow - row : 0, 'A');
	addMove(row > atRow ? row - atRow : 0, 'B');
	if (column == 0 && atColumn > 0) {
		textAddChar(&output, '\r');
	} else if (column < atColumn && atColumn - column < 4) {
		while (atColumn-- > column)
			textAddChar(&output, '\b');
	} else if (column < atColumn) {
		addMove(atColumn - column, 'D');
	} else {
		addMove(column - atColumn, 'C');
	}
	at = cell;
}

static void
flush(void)
{
	writeAll(2, textString(&output), output.length);
	textCut(&output, 0);
}

/* ---- updating ---- */

static size_t
widthOf(const struct picture *picture, size_t cell)
{
	return (unsigned char)picture->widths.bytes[cell];
}

/* The first cell that differs, and where its bytes begin in the next picture. */
static size_t
firstChange(size_t *offset)
{
	size_t cell;

	*offset = 0;
	for (cell = 0; cell < shown.widths.length && cell < next.widths.length; cell++) {
		size_t width = widthOf(&next, cell);

		if (width != widthOf(&shown, cell) ||
		    memcmp(next.bytes.bytes + *offset, shown.bytes.bytes + *offset, width) != 0)
			break;
		*offset += width;
	}
	return cell;
}

static void
rewrite(size_t cell, size_t offset)
{
	moveTo(cell);
	textAdd(&output, textString(&next.bytes) + offset, next.bytes.length - offset);
	if (next.widths.length > cell) {
		at = next.widths.length;
		pending = at % columns == 0;
	}
	if (next.widths.length < shown.widths.length) {
		settleCursor();
		textAddString(&output, "\033[J");
	}
}

/* The window is of another width than before: all is written anew. */
static void
followWidth(void)
{
	size_t width = terminalWidth();

	if (width == columns)
		return;
	moveTo(0);
	settleCursor();
	textAddString(&output, "\033[J");
	textCut(&shown.widths, 0);
	textCut(&shown.bytes, 0);
	columns = width;
}

void
displayBegin(void)
{
	textCut(&shown.bytes, 0);
	textCut(&shown.widths, 0);
	at = 0;
	pending = false;
	columns = terminalWidth();
}

void
displayUpdate(const char *prompt, const char *line, size_t length, size_t point)
{
	struct picture before;
	size_t cell, offset;

	followWidth();
	draw(prompt, line, length, point);
	cell = firstChange(&offset);
	if (cell < shown.widths.length || cell < next.widths.length)
		rewrite(cell, offset);
	moveTo(next.cursor);
	flush();
	before = shown;
	shown = next;
	next = before;
}

void
displayLeave(void)
{
	moveTo(shown.widths.length);
	textAddChar(&output, '\n');
	flush();
	displayBegin();
}

void
displayClearScreen(void)
{
	textAddString(&output, "\033[H\033[2J");
	displayBegin();
	flush();
}
