/*
 * Operators on what a motion passes over: d c y < > and what is put back. What
 * was deleted or yanked lies in a register: the unnamed one, and a to z.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "vi.h"

#define SHIFT 8
#define REGISTERS 27

static struct region regions[REGISTERS];
static int chosen = -1; /* of the next command; A to Z append */

void
chooseRegister(int name)
{
	chosen = isalpha(name) ? name : -1;
}

static struct region *
takeRegister(int *appends)
{
	int name = chosen;

	chosen = -1;
	*appends = name >= 0 && isupper(name);
	return &regions[name < 0 ? REGISTERS - 1 : tolower(name) - 'a'];
}

static void
store(const struct text *text, int linewise)
{
	int appends;
	struct region *region = takeRegister(&appends), *unnamed = &regions[REGISTERS - 1];

	if (!appends)
		region->text.length = 0;
	else if (linewise && !region->linewise)
		appendByte(&region->text, '\n');
	appendBytes(&region->text, text->bytes, text->length);
	region->linewise = linewise || (appends && region->linewise);
	if (region == unnamed)
		return;
	unnamed->text.length = 0;
	appendBytes(&unnamed->text, text->bytes, text->length);
	unnamed->linewise = linewise;
}

static void
gatherWhole(long from, long to, struct text *out)
{
	for (; from <= to; from++) {
		const struct text *line = &lineAt(from)->text;

		appendBytes(out, line->bytes, line->length);
		appendByte(out, '\n');
	}
}

static void
gather(struct place from, struct place to, struct text *out)
{
	size_t length;
	const char *text = textAt(from.line, &length);

	if (from.line == to.line) {
		appendBytes(out, text + from.column, (size_t)(to.column - from.column));
		return;
	}
	appendBytes(out, text + from.column, length - (size_t)from.column);
	appendByte(out, '\n');
	gatherWhole(from.line + 1, to.line - 1, out);
	text = textAt(to.line, &length);
	appendBytes(out, text, (size_t)to.column);
}

static void
cut(struct place from, struct place to)
{
	struct text line = NO_TEXT;
	size_t length;
	const char *text = textAt(from.line, &length);

	appendBytes(&line, text, (size_t)from.column);
	text = textAt(to.line, &length);
	appendBytes(&line, text + to.column, length - (size_t)to.column);
	if (to.line > from.line)
		deleteLines(from.line + 1, to.line);
	replaceLine(from.line, line.bytes, line.length);
	free(line.bytes);
	current = from.line;
	column = from.column;
}

void
deleteCharacters(long from, long to)
{
	struct place start = {current, from}, end = {current, to};
	struct text text = NO_TEXT;

	gather(start, end, &text);
	store(&text, 0);
	cut(start, end);
	free(text.bytes);
}

/* --- Shifting --- */

static void
shiftLine(long number, int right)
{
	size_t length, blanks = 0;
	const char *text = textAt(number, &length);
	struct text line = NO_TEXT;
	long wide;

	while (blanks < length && isblank((unsigned char)text[blanks]))
		blanks++;
	if (length == 0)
		return;
	wide = screenColumn(number, (long)blanks) + (right ? SHIFT : -SHIFT);
	for (; wide >= 8; wide -= 8)
		appendByte(&line, '\t');
	for (; wide > 0; wide--)
		appendByte(&line, ' ');
	appendBytes(&line, text + blanks, length - blanks);
	replaceLine(number, line.bytes, line.length);
	free(line.bytes);
}

static void
toFirstText(void)
{
	size_t length;
	const char *text = textAt(current, &length);

	for (column = 0; column + 1 < (long)length && isblank((unsigned char)text[column]);)
		column++;
}

void
operateLines(int operator, long from, long to)
{
	struct text text = NO_TEXT;
	long i;

	if (operator != 'y')
		keepForUndo();
	if (operator == 'd' || operator == 'y' || operator == 'c') {
		gatherWhole(from, to, &text);
		store(&text, 1);
		free(text.bytes);
	}
	current = from;
	switch (operator) {
	case 'd':
		deleteLines(from, to);
		ensureLine();
		if (current > lineCount)
			current = lineCount;
		toFirstText();
		break;
	case 'c':
		/* One empty line stays, to be filled. */
		if (to > from)
			deleteLines(from + 1, to);
		replaceLine(from, "", 0);
		column = 0;
		insertText('c', 1);
		break;
	case '<':
	case '>':
		for (i = from; i <= to; i++)
			shiftLine(i, operator == '>');
		toFirstText();
		break;
	}
}

/* --- With a motion --- */

static int
comesBefore(struct place one, struct place other)
{
	return one.line < other.line || (one.line == other.line && one.column < other.column);
}

static void
operateCharacters(int operator, struct place from, struct place to)
{
	struct text text = NO_TEXT;

	if (operator != 'y')
		keepForUndo();
	gather(from, to, &text);
	store(&text, 0);
	free(text.bytes);
	current = from.line;
	column = from.column;
	if (operator == 'y')
		return;
	cut(from, to);
	if (operator == 'c')
		insertText('c', 1);
}

static int
onlyBlanksBefore(struct place place)
{
	size_t length;
	const char *text = textAt(place.line, &length);
	long i;

	for (i = 0; i < place.column; i++)
		if (!isblank((unsigned char)text[i]))
			return 0;
	return 1;
}

void
operate(int operator, long count, int hasCount)
{
	struct place from = {current, column}, swap;
	struct motion motion;
	long inner = 0;
	int key = readKey(), zero = key == '0';

	for (; key >= '0' && key <= '9' && (inner > 0 || !zero); key = readKey())
		inner = inner * 10 + (key - '0');
	if (inner > 0) {
		count *= inner;
		hasCount = 1;
	}
	if (key == operator) {
		if (current + count - 1 > lineCount)
			refuse();
		else
			operateLines(operator, current, current + count - 1);
		return;
	}
	motion = readMotion(key, count, hasCount, operator);
	if (!motion.found) {
		refuse();
		return;
	}
	if (comesBefore(motion.to, from)) {
		swap = from;
		from = motion.to;
		motion.to = swap;
		/* Backwards the character under the cursor stays. */
		if (!(motion.inclusive && key == '%'))
			motion.inclusive = 0;
	}
	if (motion.linewise || operator == '<' || operator == '>') {
		operateLines(operator, from.line, motion.to.line);
		return;
	}
	if (motion.inclusive && motion.to.column < lengthOf(motion.to.line))
		motion.to.column++;
	/* A motion that ends at the beginning of a line ends with the line before, and takes whole lines if it began so. */
	if (motion.to.column == 0 && motion.to.line > from.line && !motion.inclusive) {
		motion.to.line--;
		motion.to.column = lengthOf(motion.to.line);
		if (onlyBlanksBefore(from)) {
			operateLines(operator, from.line, motion.to.line);
			return;
		}
	}
	if (motion.to.column > lengthOf(motion.to.line))
		motion.to.column = lengthOf(motion.to.line);
	operateCharacters(operator, from, motion.to);
}

/* --- Putting back --- */

static void
putLines(const struct text *text, long after, long count)
{
	long line = after;

	for (; count > 0; count--) {
		const char *p = text->bytes, *end = p + text->length, *newline;

		for (; p < end; p = newline + 1) {
			newline = memchr(p, '\n', (size_t)(end - p));
			if (newline == NULL)
				newline = end;
			insertLine(line++, p, (size_t)(newline - p));
		}
	}
	current = after + 1;
	toFirstText();
}

/* Into the line: what lies behind its first newline goes to lines of its own. */
static void
putCharacters(const struct text *text, long at, long count)
{
	struct text whole = NO_TEXT;
	size_t length;
	const char *line = textAt(current, &length), *p, *newline;
	long number = current, i;

	appendBytes(&whole, line, (size_t)at);
	for (i = 0; i < count; i++)
		appendBytes(&whole, text->bytes, text->length);
	column = (long)whole.length - 1;
	appendBytes(&whole, line + at, length - (size_t)at);
	for (p = whole.bytes; (newline = memchr(p, '\n', (size_t)(whole.bytes + whole.length - p))) != NULL; p = newline + 1) {
		if (p == whole.bytes)
			replaceLine(number, p, (size_t)(newline - p));
		else
			insertLine(number++, p, (size_t)(newline - p));
		column = at;
	}
	if (p == whole.bytes)
		replaceLine(number, p, whole.length);
	else
		insertLine(number, p, (size_t)(whole.bytes + whole.length - p));
	free(whole.bytes);
}

void
put(int before, long count)
{
	int appends;
	const struct region *region = takeRegister(&appends);

	if (region->text.length == 0) {
		refuse();
		return;
	}
	keepForUndo();
	if (region->linewise)
		putLines(&region->text, before ? current - 1 : current, count);
	else
		putCharacters(&region->text, before || lengthOf(current) == 0 ? column : column + 1, count);
}
