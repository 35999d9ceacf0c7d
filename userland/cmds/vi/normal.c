/*
 * A key, with the count before it and what belongs to it.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "vi.h"

static void
moveTo(struct motion motion, int key)
{
	if (!motion.found) {
		refuse();
		return;
	}
	current = motion.to.line;
	column = motion.to.column;
	/* j and k keep the column they would like, $ the end. */
	if (strchr("jk\016\020\n", key) != NULL || key == KEY_UP || key == KEY_DOWN)
		return;
	wantedColumn = key == '$' || key == KEY_END ? LINE_END : screenColumn(current, column);
}

static void
replaceCharacters(long count)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(current, &length);
	int key = readKey();
	long i;

	if (key == ESCAPE || key >= 256)
		return;
	if (column + count > (long)length) {
		refuse();
		return;
	}
	keepForUndo();
	appendBytes(&line, text, length);
	if (key == '\r' || key == '\n') {
		replaceLine(current, line.bytes, (size_t)column);
		insertLine(current, line.bytes + column + count, length - (size_t)(column + count));
		current++;
		column = 0;
	} else {
		for (i = 0; i < count; i++)
			line.bytes[column + i] = (char)key;
		replaceLine(current, line.bytes, line.length);
		column += count - 1;
	}
	free(line.bytes);
}

static void
changeCase(long count)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(current, &length);

	if (length == 0) {
		refuse();
		return;
	}
	keepForUndo();
	appendBytes(&line, text, length);
	for (; count > 0 && column < (long)length; count--, column++) {
		int c = (unsigned char)line.bytes[column];

		line.bytes[column] = (char)(islower(c) ? toupper(c) : tolower(c));
	}
	replaceLine(current, line.bytes, line.length);
	free(line.bytes);
}

/* J: with one blank between, unless there is one, or a parenthesis follows. */
static void
join(long count)
{
	struct text line = NO_TEXT;
	long last = current + (count < 2 ? 1 : count - 1), number;

	if (last > lineCount) {
		refuse();
		return;
	}
	keepForUndo();
	for (number = current; number <= last; number++) {
		size_t length, blanks = 0;
		const char *text = textAt(number, &length);

		while (number > current && blanks < length && isblank((unsigned char)text[blanks]))
			blanks++;
		if (number > current) {
			column = (long)line.length;
			if (blanks < length && text[blanks] != ')' && line.length > 0 && !isblank((unsigned char)line.bytes[line.length - 1]))
				appendByte(&line, ' ');
		}
		appendBytes(&line, text + blanks, length - blanks);
	}
	deleteLines(current + 1, last);
	replaceLine(current, line.bytes, line.length);
	free(line.bytes);
}

static void
deleteAround(int key, long count)
{
	long length = lengthOf(current), from = column, to = column + count;

	if (length == 0 || (key == 'X' && column == 0)) {
		refuse();
		return;
	}
	if (key == 'X') {
		to = column;
		from = column > count ? column - count : 0;
	}
	keepForUndo();
	deleteCharacters(from, to > length ? length : to);
}

/* s: characters away, and text in. */
static void
substituteCharacters(long count)
{
	long length = lengthOf(current), to = column + count;

	keepForUndo();
	if (length > 0)
		deleteCharacters(column, to > length ? length : to);
	insertText('c', 1);
}

/* D, C: the rest of the line. */
static void
restOfLine(int key)
{
	keepForUndo();
	if (lengthOf(current) > column)
		deleteCharacters(column, lengthOf(current));
	if (key == 'C')
		insertText('c', 1);
}

static void
scroll(int key, long count, int hasCount)
{
	long half = hasCount ? count : (rows - 1) / 2, page = (rows - 3) * count;

	switch (key) {
	case CONTROL('d'): scrollTo(firstLineShown() + half); current += half; break;
	case CONTROL('u'): scrollTo(firstLineShown() - half); current -= half; break;
	case CONTROL('f'): case KEY_PAGE_DOWN:
		scrollTo(firstLineShown() + page);
		current = firstLineShown();
		break;
	case CONTROL('b'): case KEY_PAGE_UP:
		current = firstLineShown() + 1;
		scrollTo(firstLineShown() - page);
		current = current > firstLineShown() + rows - 2 ? firstLineShown() + rows - 2 : current;
		break;
	case CONTROL('e'):
		scrollTo(firstLineShown() + count);
		current = current < firstLineShown() ? firstLineShown() : current;
		break;
	case CONTROL('y'):
		scrollTo(firstLineShown() - count);
		current = current > lastLineShown() - count ? lastLineShown() - count : current;
		break;
	}
	fixCursor(0);
}

/* z and where the line is to stand. */
static void
placeLine(void)
{
	switch (readKey()) {
	case '\r': case '\n': case 't': scrollTo(current); break;
	case '.': case 'z': scrollTo(current - (rows - 1) / 2); break;
	case '-': case 'b': scrollTo(current - (rows - 2)); break;
	default: refuse(); break;
	}
}

static void
sayWhere(void)
{
	char text[200];

	sprintf(text, "\"%.100s\"%s line %ld of %ld", fileName == NULL ? "no file" : fileName, changed ? " (changed)" : "", current,
	    lineCount);
	say(text);
}

/* Keys that change the text and that . repeats. 0: it is none of them. */
static int
changeText(int key, long count, int hasCount)
{
	switch (key) {
	case 'i': case 'I': case 'a': case 'A': case 'o': case 'O': case 'R': insertText(key, count); break;
	case 'd': case 'c': case '<': case '>': operate(key, count, hasCount); break;
	case 'x': case 'X': case KEY_DELETE: deleteAround(key, count); break;
	case 'D': case 'C': restOfLine(key); break;
	case 'S': operateLines('c', current, current + count - 1 > lineCount ? lineCount : current + count - 1); break;
	case 's': substituteCharacters(count); break;
	case 'r': replaceCharacters(count); break;
	case '~': changeCase(count); break;
	case 'J': join(count); break;
	case 'p': case 'P': put(key == 'P', count); break;
	case '&': obeyColon("s"); break;
	default: return 0;
	}
	fixCursor(0);
	wantedColumn = screenColumn(current, column);
	keepCommand();
	return 1;
}

static void
setMarkHere(void)
{
	int name = readKey();

	if (name < 'a' || name > 'z') {
		refuse();
		return;
	}
	setMark(name, current);
	marks[name - 'a'].line = current;
	marks[name - 'a'].column = column;
}

static void
askColon(void)
{
	char *line = readBottomLine(":");

	if (line != NULL)
		obeyColon(line);
	free(line);
}

static void
undoChange(void)
{
	if (!undo())
		refuse();
	fixCursor(0);
}

static void
quitSaving(void)
{
	if (readKey() == 'Z')
		obeyColon("x");
	else
		refuse();
}

void
obeyKey(void)
{
	long count = 0;
	int key, hasCount;

	startCommand();
	key = readKey();
	say("");
	while (key == '"') {
		chooseRegister(readKey());
		key = readKey();
	}
	for (; (key >= '1' && key <= '9') || (key == '0' && count > 0); key = readKey())
		if (count < 1000000)
			count = count * 10 + (key - '0');
	hasCount = count > 0;
	count = hasCount ? count : 1;
	if (changeText(key, count, hasCount))
		return;
	switch (key) {
	case 'y': operate('y', count, hasCount); break;
	case 'Y': operateLines('y', current, current + count - 1 > lineCount ? lineCount : current + count - 1); break;
	case 'u': undoChange(); break;
	case '.': repeatCommand(hasCount ? count : 0); break;
	case 'm': setMarkHere(); break;
	case ':': askColon(); break;
	case 'Z': quitSaving(); break;
	case 'z': placeLine(); break;
	case CONTROL('d'): case CONTROL('u'): case CONTROL('f'): case CONTROL('b'): case CONTROL('e'): case CONTROL('y'):
	case KEY_PAGE_UP: case KEY_PAGE_DOWN: scroll(key, count, hasCount); break;
	case CONTROL('g'): sayWhere(); break;
	case CONTROL('l'): case CONTROL('r'): forgetScreen(); break;
	case CONTROL('z'): suspend(); break;
	case ESCAPE: case 0: break;
	default: moveTo(readMotion(key, count, hasCount, 0), key); break;
	}
}
