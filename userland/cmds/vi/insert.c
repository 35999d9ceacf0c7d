/*
 * Text that is typed in, up to the escape key. With a count it is put in again
 * as often; R writes over what is there.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "vi.h"

int autoIndent;

/* Where this stretch of typing began: erasing does not go further back. */
static struct place start;
static struct text original; /* R: the line as it was */

static void
putByte(int c)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(current, &length);
	char byte = (char)c;

	appendBytes(&line, text, length);
	replaceBytes(&line, (size_t)column, 0, &byte, 1);
	replaceLine(current, line.bytes, line.length);
	free(line.bytes);
	column++;
}

static void
overwrite(int c)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(current, &length);
	char byte = (char)c;

	appendBytes(&line, text, length);
	replaceBytes(&line, (size_t)column, column < (long)length, &byte, 1);
	replaceLine(current, line.bytes, line.length);
	free(line.bytes);
	column++;
}

static void
breakLine(void)
{
	struct text rest = NO_TEXT, head = NO_TEXT;
	size_t length, blanks = 0;
	const char *text = textAt(current, &length);

	while (autoIndent && blanks < length && (long)blanks < column && isblank((unsigned char)text[blanks]))
		blanks++;
	appendBytes(&rest, text, blanks);
	appendBytes(&rest, text + column, length - (size_t)column);
	appendBytes(&head, text, (size_t)column);
	replaceLine(current, head.bytes, head.length);
	insertLine(current, rest.bytes, rest.length);
	current++;
	column = (long)blanks;
	free(rest.bytes);
	free(head.bytes);
}

static void
eraseTo(long to, int over)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(current, &length);
	long i;

	appendBytes(&line, text, length);
	if (over) {
		/* What R has written over comes back. */
		for (i = to; i < column; i++) {
			if (i < (long)original.length)
				line.bytes[i] = original.bytes[i];
			else
				replaceBytes(&line, (size_t)to, (size_t)(column - to), NULL, 0);
			if (i >= (long)original.length)
				break;
		}
	} else {
		replaceBytes(&line, (size_t)to, (size_t)(column - to), NULL, 0);
	}
	replaceLine(current, line.bytes, line.length);
	free(line.bytes);
	column = to;
}

static long
wordStart(void)
{
	size_t length;
	const char *text = textAt(current, &length);
	long at = column;

	while (at > 0 && isblank((unsigned char)text[at - 1]))
		at--;
	while (at > 0 && !isblank((unsigned char)text[at - 1]))
		at--;
	return at;
}

static void
erase(int key, int over)
{
	long least = current == start.line ? start.column : 0, to;

	if (column == 0 && current > start.line) {
		long end = lengthOf(current - 1);

		joinLines(current - 1, current);
		column = end;
		return;
	}
	if (column <= least) {
		refuse();
		return;
	}
	to = key == CONTROL('w') ? wordStart() : key == CONTROL('u') ? least : column - 1;
	eraseTo(to < least ? least : to, over);
}

static void
arrow(int key)
{
	if (key == KEY_LEFT)
		column -= column > 0;
	else if (key == KEY_RIGHT)
		column++;
	else if (key == KEY_HOME)
		column = 0;
	else if (key == KEY_END)
		column = LINE_END;
	else if (key == KEY_UP)
		current--;
	else if (key == KEY_DOWN)
		current++;
	else if (key == KEY_DELETE && column < lengthOf(current)) {
		column++;
		eraseTo(column - 1, 0);
	}
	fixCursor(1);
	start.line = current;
	start.column = column;
}

/* Keys up to the escape; what they were goes into `typed`. */
static void
readTyped(int over, struct text *typed)
{
	for (;;) {
		int key;

		fixCursor(1);
		paint();
		key = readKey();
		switch (key) {
		case ESCAPE: case CONTROL('c'): return;
		case '\b': case 0x7f: case CONTROL('w'): case CONTROL('u'):
			erase(key, over);
			typed->length -= typed->length > 0;
			continue;
		case '\r': case '\n':
			breakLine();
			appendByte(typed, '\n');
			continue;
		case CONTROL('v'):
			key = readKey();
			break;
		}
		if (key >= 256) {
			arrow(key);
			continue;
		}
		appendByte(typed, key);
		(over ? overwrite : putByte)(key);
	}
}

static void
openLine(int above)
{
	size_t length, blanks = 0;
	const char *text = textAt(current, &length);
	struct text indent = NO_TEXT;

	while (autoIndent && blanks < length && isblank((unsigned char)text[blanks]))
		blanks++;
	appendBytes(&indent, text, blanks);
	insertLine(above ? current - 1 : current, indent.bytes, indent.length);
	current += !above;
	column = (long)blanks;
	free(indent.bytes);
}

void
insertText(int how, long count)
{
	struct text typed = NO_TEXT;
	size_t length, i;
	const char *text = textAt(current, &length);

	/* Of an operator that has kept it already, c. */
	if (how != 'c')
		keepForUndo();
	switch (how) {
	case 'I':
		for (column = 0; column < (long)length && isblank((unsigned char)text[column]);)
			column++;
		break;
	case 'a': column += length > 0; break;
	case 'A': column = (long)length; break;
	case 'o': case 'O': openLine(how == 'O'); break;
	}
	start.line = current;
	start.column = column;
	original.length = 0;
	text = textAt(current, &length);
	appendBytes(&original, text, length);
	readTyped(how == 'R', &typed);
	for (; count > 1; count--) {
		if (how == 'o' || how == 'O') {
			column = lengthOf(current);
			breakLine();
		}
		for (i = 0; i < typed.length; i++) {
			if (typed.bytes[i] == '\n')
				breakLine();
			else
				(how == 'R' ? overwrite : putByte)((unsigned char)typed.bytes[i]);
		}
	}
	free(typed.bytes);
	column -= column > 0;
}
