/*
 * Where motions lead. A motion that fails leaves the cursor alone.
 */
#include <ctype.h>
#include <string.h>
#include "vi.h"

struct place marks['z' - 'a' + 1], jumpedFrom = {1, 0};

static const struct motion nowhere;

static struct motion
motionTo(long line, long at, int linewise, int inclusive)
{
	struct motion motion;

	motion.to.line = line;
	motion.to.column = at;
	motion.linewise = linewise;
	motion.inclusive = inclusive;
	motion.found = line >= 1 && line <= lineCount;
	return motion;
}

/* The column of the first character that is no blank. */
static long
firstText(long line)
{
	size_t length, i = 0;
	const char *text = textAt(line, &length);

	while (i < length && isblank((unsigned char)text[i]))
		i++;
	return (long)i < (long)length ? (long)i : length > 0 ? (long)length - 1 : 0;
}

/* To a line, at its first text. */
static struct motion
toLine(long line)
{
	if (line < 1 || line > lineCount)
		return nowhere;
	return motionTo(line, firstText(line), 1, 0);
}

/* To a line, at the column where one would like to be. */
static struct motion
vertical(long line)
{
	if (line < 1 || line > lineCount)
		return nowhere;
	return motionTo(line, byteAtColumn(line, wantedColumn), 1, 0);
}

/* --- Words --- */

/* 0 blank, 1 letters, 2 other signs; big words know only blanks. */
static int
classAt(struct place place, int big)
{
	size_t length;
	const char *text = textAt(place.line, &length);
	int c;

	if (place.column >= (long)length)
		return 0;
	c = (unsigned char)text[place.column];
	if (isspace(c))
		return 0;
	return big || isalnum(c) || c == '_' || c >= 0x80 ? 1 : 2;
}

/* One character on or back, over ends of lines; 0 at the end of the text. */
static int
step(struct place *place, int by)
{
	if (by > 0) {
		if (place->column < lengthOf(place->line)) {
			place->column++;
			return 1;
		}
		if (place->line == lineCount)
			return 0;
		place->line++;
		place->column = 0;
		return 1;
	}
	if (place->column > 0) {
		place->column--;
		return 1;
	}
	if (place->line == 1)
		return 0;
	place->line--;
	place->column = lengthOf(place->line);
	return 1;
}

static int
isEmptyLine(struct place place)
{
	return place.column == 0 && lengthOf(place.line) == 0;
}

static struct place
nextWord(struct place at, int big, int lastOne)
{
	int class = classAt(at, big);
	long line = at.line;

	while (class != 0 && classAt(at, big) == class)
		if (!step(&at, 1))
			return at;
	while (classAt(at, big) == 0) {
		/* An operator's last word ends with its line; an empty line is a word. */
		if (lastOne && at.column >= lengthOf(at.line))
			return at;
		if (!step(&at, 1) || (isEmptyLine(at) && at.line != line))
			return at;
	}
	return at;
}

static struct place
wordBefore(struct place at, int big)
{
	int class;

	do {
		if (!step(&at, -1))
			return at;
	} while (classAt(at, big) == 0 && !isEmptyLine(at));
	class = classAt(at, big);
	while (class != 0 && at.column > 0) {
		struct place before = at;

		step(&before, -1);
		if (classAt(before, big) != class)
			break;
		at = before;
	}
	return at;
}

static struct place
wordEnd(struct place at, int big)
{
	int class;

	do {
		if (!step(&at, 1))
			return at;
	} while (classAt(at, big) == 0);
	class = classAt(at, big);
	for (;;) {
		struct place next = at;

		if (!step(&next, 1) || classAt(next, big) != class)
			return at;
		at = next;
	}
}

static struct motion
byWords(int key, long count, int operator)
{
	struct place at = {current, column};
	int big = isupper(key);

	/* cw changes to the end of the word it stands on. */
	if (operator == 'c' && tolower(key) == 'w' && classAt(at, big) != 0) {
		at.column--;
		for (; count > 0; count--)
			at = wordEnd(at, big);
		return motionTo(at.line, at.column, 0, 1);
	}
	for (; count > 0; count--)
		at = tolower(key) == 'w' ? nextWord(at, big, operator && count == 1)
		    : tolower(key) == 'b' ? wordBefore(at, big) : wordEnd(at, big);
	return motionTo(at.line, at.column, 0, tolower(key) == 'e');
}

/* Paragraphs: to the next empty line. */
static struct motion
byParagraphs(int by, long count)
{
	long line = current;

	for (; count > 0; count--) {
		while (line + by >= 1 && line + by <= lineCount && lengthOf(line) == 0)
			line += by;
		while (line + by >= 1 && line + by <= lineCount && lengthOf(line) != 0)
			line += by;
	}
	if (line == lineCount && by > 0 && lengthOf(line) != 0)
		return motionTo(line, lengthOf(line), 0, 0);
	return motionTo(line, 0, 0, 0);
}

static struct motion
toMark(int linewise)
{
	int name = readKey();
	struct place place = jumpedFrom;

	if (islower(name)) {
		place = marks[name - 'a'];
		place.line = place.line == 0 ? 0 : findMark(name);
	} else if (name != '`' && name != '\'') {
		return nowhere;
	}
	if (place.line < 1 || place.line > lineCount)
		return nowhere;
	if (place.column > lengthOf(place.line))
		place.column = lengthOf(place.line);
	jumpedFrom.line = current;
	jumpedFrom.column = column;
	return linewise ? toLine(place.line) : motionTo(place.line, place.column, 0, 0);
}

static struct motion
sideways(long by)
{
	long to = column + by, end = lengthOf(current);

	if ((by < 0 && column == 0) || (by > 0 && column >= end))
		return nowhere;
	return motionTo(current, to < 0 ? 0 : to > end ? end : to, 0, 0);
}

struct motion
readMotion(int key, long count, int hasCount, int operator)
{
	switch (key) {
	case 'h': case '\b': case 0x7f: case KEY_LEFT: return sideways(-count);
	case 'l': case ' ': case KEY_RIGHT:
		if (!operator && column + 1 >= lengthOf(current))
			return nowhere;
		return sideways(count);
	case 'j': case CONTROL('n'): case CONTROL('j'): case KEY_DOWN: return vertical(current + count);
	case 'k': case CONTROL('p'): case KEY_UP: return vertical(current - count);
	case '0': case KEY_HOME: return motionTo(current, 0, 0, 0);
	case '^': return motionTo(current, firstText(current), 0, 0);
	case '$': case KEY_END:
		if (current + count - 1 > lineCount)
			return nowhere;
		return motionTo(current + count - 1, lengthOf(current + count - 1) > 0 ? lengthOf(current + count - 1) - 1 : 0, 0,
		    lengthOf(current + count - 1) > 0);
	case '|': return motionTo(current, byteAtColumn(current, count - 1), 0, 0);
	case 'w': case 'W': case 'b': case 'B': case 'e': case 'E': return byWords(key, count, operator);
	case '+': case '\r': return toLine(current + count);
	case '-': return toLine(current - count);
	case '_': return toLine(current + count - 1);
	case 'G':
		jumpedFrom.line = current;
		jumpedFrom.column = column;
		return toLine(hasCount ? count : lineCount);
	case 'g': return readKey() == 'g' ? toLine(hasCount ? count : 1) : nowhere;
	case 'H': return toLine(firstLineShown() + count - 1);
	case 'L': return toLine(lastLineShown() - count + 1);
	case 'M': return toLine((firstLineShown() + lastLineShown()) / 2);
	case '{': return byParagraphs(-1, count);
	case '}': return byParagraphs(1, count);
	case '\'': return toMark(1);
	case '`': return toMark(0);
	case 'f': case 'F': case 't': case 'T': case ';': case ',': return findInLine(key, count);
	case '/': case '?': case 'n': case 'N': return searchMotion(key, count);
	case '%': return matchBracket();
	}
	return nowhere;
}
