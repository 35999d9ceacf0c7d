/*
 * The lines. Undo keeps the row of lines as it was before the last command
 * that changed it; the lines themselves are shared, and never changed.
 */
#include <stdlib.h>
#include <string.h>
#include "editor.h"

#define MARKS 26

struct row {
	struct line **lines;
	size_t count, capacity;
	long current;
};

long current, lineCount;
int changed;

static struct row now, before;
static int hasBefore;
static struct line *marks[MARKS];

struct line *
lineAt(long number)
{
	return now.lines[number - 1];
}

static void
release(struct line *line)
{
	int i;

	if (--line->references > 0)
		return;
	for (i = 0; i < MARKS; i++)
		if (marks[i] == line)
			marks[i] = NULL;
	free(line->text.bytes);
	free(line);
}

static void
insertAt(long after, struct line *line)
{
	now.lines = growArray(now.lines, &now.capacity, now.count, sizeof *now.lines);
	memmove(now.lines + after + 1, now.lines + after, (now.count - (size_t)after) * sizeof *now.lines);
	now.lines[after] = line;
	lineCount = (long)++now.count;
	changed = 1;
}

static struct line *
makeLine(const char *bytes, size_t length)
{
	struct line *line = allocate(sizeof *line);

	memset(line, 0, sizeof *line);
	line->references = 1;
	appendBytes(&line->text, bytes, length);
	return line;
}

void
insertLine(long after, const char *bytes, size_t length)
{
	insertAt(after, makeLine(bytes, length));
}

void
deleteLines(long from, long to)
{
	long i;

	for (i = from; i <= to; i++)
		release(now.lines[i - 1]);
	memmove(now.lines + from - 1, now.lines + to, (now.count - (size_t)to) * sizeof *now.lines);
	now.count -= (size_t)(to - from + 1);
	lineCount = (long)now.count;
	changed = 1;
}

/* `after` is outside of the lines that move. */
void
moveLines(long from, long to, long after)
{
	long count = to - from + 1, i;
	struct line **moving = allocate((size_t)count * sizeof *moving);

	memcpy(moving, now.lines + from - 1, (size_t)count * sizeof *moving);
	if (after < from)
		memmove(now.lines + after + count, now.lines + after, (size_t)(from - 1 - after) * sizeof *moving);
	else
		memmove(now.lines + from - 1, now.lines + to, (size_t)(after - to) * sizeof *moving);
	if (after > to)
		after -= count;
	for (i = 0; i < count; i++)
		now.lines[after + i] = moving[i];
	free(moving);
	changed = 1;
}

void
replaceLine(long number, const char *bytes, size_t length)
{
	struct line *old = lineAt(number), *line = makeLine(bytes, length);
	int i;

	/* Marks stay with the line's place. */
	for (i = 0; i < MARKS; i++)
		if (marks[i] == old)
			marks[i] = line;
	now.lines[number - 1] = line;
	release(old);
	changed = 1;
}

void
setMark(int letter, long number)
{
	marks[letter - 'a'] = lineAt(number);
}

long
findMark(int letter)
{
	long i;

	if (marks[letter - 'a'] == NULL)
		return 0;
	for (i = 1; i <= lineCount; i++)
		if (lineAt(i) == marks[letter - 'a'])
			return i;
	return 0;
}

static void
releaseRow(struct row *row)
{
	size_t i;

	for (i = 0; i < row->count; i++)
		release(row->lines[i]);
	row->count = 0;
}

void
keepForUndo(void)
{
	size_t i;

	releaseRow(&before);
	if (before.capacity < now.count) {
		before.capacity = now.count;
		before.lines = reallocate(before.lines, before.capacity * sizeof *before.lines);
	}
	for (i = 0; i < now.count; i++) {
		before.lines[i] = now.lines[i];
		before.lines[i]->references++;
	}
	before.count = now.count;
	before.current = current;
	hasBefore = 1;
}

int
undo(void)
{
	struct row swap = now;

	if (!hasBefore)
		return 0;
	swap.current = current;
	now = before;
	before = swap;
	current = now.current;
	lineCount = (long)now.count;
	changed = 1;
	return 1;
}

void
clearBuffer(void)
{
	releaseRow(&before);
	releaseRow(&now);
	hasBefore = 0;
	current = lineCount = 0;
}
