/*
 * The ways to show changes: normal (numbers, < and >), for ed (backwards),
 * context and unified (with lines around).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "diff.h"

static struct file *files;
static struct change *changes;
static size_t changeCount, changeCapacity;

static void
collectChanges(void)
{
	long i = 0, j = 0;

	changeCount = 0;
	while (i < files[0].count || j < files[1].count) {
		struct change change;

		if (!files[0].changed[i] && !files[1].changed[j]) {
			i++;
			j++;
			continue;
		}
		change.from[0] = i;
		change.from[1] = j;
		while (files[0].changed[i])
			i++;
		while (files[1].changed[j])
			j++;
		change.to[0] = i;
		change.to[1] = j;
		changes = growArray(changes, &changeCapacity, changeCount, sizeof *changes);
		changes[changeCount++] = change;
	}
}

static void
putLine(const char *mark, int side, long number)
{
	const struct file *file = &files[side];

	putText(mark);
	putBytes(file->lines[number].text, file->lines[number].length);
	putchar('\n');
	if (file->unterminated && number + 1 == file->count)
		puts("\\ No newline at end of file");
}

static void
putLines(const char *mark, int side, long from, long to)
{
	for (; from < to; from++)
		putLine(mark, side, from);
}

/* "3" or "3,5"; of no lines, the one before. */
static void
putRange(long from, long to)
{
	if (to - from < 2)
		printf("%ld", to);
	else
		printf("%ld,%ld", from + 1, to);
}

static char
letterOf(const struct change *change)
{
	return change->from[0] == change->to[0] ? 'a' : change->from[1] == change->to[1] ? 'd' : 'c';
}

static void
showNormal(void)
{
	size_t i;

	for (i = 0; i < changeCount; i++) {
		const struct change *change = &changes[i];

		putRange(change->from[0], change->to[0]);
		putchar(letterOf(change));
		putRange(change->from[1], change->to[1]);
		putchar('\n');
		putLines("< ", 0, change->from[0], change->to[0]);
		if (letterOf(change) == 'c')
			puts("---");
		putLines("> ", 1, change->from[1], change->to[1]);
	}
}

/* Text for ed. A line that is one dot would end it: two dots, of which one goes. */
static void
putForEd(long from, long to)
{
	int open = 0;

	for (; from < to; from++) {
		const struct line *line = &files[1].lines[from];

		if (open == -1)
			puts("a");
		open = 1;
		if (line->length == 1 && line->text[0] == '.') {
			puts("..\n.\ns/.//");
			open = -1;
			continue;
		}
		putBytes(line->text, line->length);
		putchar('\n');
	}
	if (open == 1)
		puts(".");
}

static void
showForEd(void)
{
	size_t i;

	for (i = changeCount; i-- > 0;) {
		putRange(changes[i].from[0], changes[i].to[0]);
		printf("%c\n", letterOf(&changes[i]));
		putForEd(changes[i].from[1], changes[i].to[1]);
	}
}

static void
putHeading(const char *mark, int side, const char *timeFormat)
{
	char when[64];
	time_t modified = files[side].missing ? 0 : files[side].status.st_mtime;

	if (settings.labels[side] != NULL) {
		printf("%s %s\n", mark, settings.labels[side]);
		return;
	}
	strftime(when, sizeof when, timeFormat, localtime(&modified));
	printf("%s %s\t%s\n", mark, files[side].name, when);
}

/* Changes so near that their context would touch are shown together: i .. result - 1. */
static size_t
groupEnd(size_t i)
{
	for (i++; i < changeCount && changes[i].from[0] - changes[i - 1].to[0] <= 2 * settings.context; i++)
		continue;
	return i;
}

/* The lines of both files that a group shows. */
static struct change
surroundings(size_t first, size_t end)
{
	struct change around;
	int side;

	for (side = 0; side < 2; side++) {
		around.from[side] = changes[first].from[side] - settings.context;
		if (around.from[side] < 0)
			around.from[side] = 0;
		around.to[side] = changes[end - 1].to[side] + settings.context;
		if (around.to[side] > files[side].count)
			around.to[side] = files[side].count;
	}
	return around;
}

static void
putUnifiedRange(char sign, long from, long to)
{
	printf("%c%ld", sign, from == to ? from : from + 1);
	if (to - from != 1)
		printf(",%ld", to - from);
}

static void
showUnified(void)
{
	size_t i = 0, end;
	long at;

	putHeading("---", 0, "%Y-%m-%d %H:%M:%S %z");
	putHeading("+++", 1, "%Y-%m-%d %H:%M:%S %z");
	for (; i < changeCount; i = end) {
		struct change around = surroundings(i, end = groupEnd(i));
		size_t j;

		putText("@@ ");
		putUnifiedRange('-', around.from[0], around.to[0]);
		putchar(' ');
		putUnifiedRange('+', around.from[1], around.to[1]);
		puts(" @@");
		at = around.from[0];
		for (j = i; j < end; j++) {
			putLines(" ", 0, at, changes[j].from[0]);
			putLines("-", 0, changes[j].from[0], changes[j].to[0]);
			putLines("+", 1, changes[j].from[1], changes[j].to[1]);
			at = changes[j].to[0];
		}
		putLines(" ", 0, at, around.to[0]);
	}
}

/* One side of a group, if it has changes. */
static void
putContextSide(int side, size_t first, size_t end, const struct change *around)
{
	size_t i;
	long at = around->from[side];
	int any = 0;

	for (i = first; i < end; i++)
		any |= changes[i].from[side] < changes[i].to[side];
	for (i = first; any && i < end; i++) {
		const char *mark = letterOf(&changes[i]) == 'c' ? "! " : side == 0 ? "- " : "+ ";

		putLines("  ", side, at, changes[i].from[side]);
		putLines(mark, side, changes[i].from[side], changes[i].to[side]);
		at = changes[i].to[side];
	}
	if (any)
		putLines("  ", side, at, around->to[side]);
}

static void
showContext(void)
{
	size_t i = 0, end;

	putHeading("***", 0, "%a %b %e %H:%M:%S %Y");
	putHeading("---", 1, "%a %b %e %H:%M:%S %Y");
	for (; i < changeCount; i = end) {
		struct change around = surroundings(i, end = groupEnd(i));

		putText("***************\n*** ");
		putRange(around.from[0], around.to[0]);
		puts(" ****");
		putContextSide(0, i, end, &around);
		putText("--- ");
		putRange(around.from[1], around.to[1]);
		puts(" ----");
		putContextSide(1, i, end, &around);
	}
}

void
showChanges(struct file bothFiles[2])
{
	files = bothFiles;
	collectChanges();
	switch (settings.style) {
	case ED: showForEd(); break;
	case CONTEXT: showContext(); break;
	case UNIFIED: showUnified(); break;
	default: showNormal(); break;
	}
}
