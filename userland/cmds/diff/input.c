/*
 * Splitting files into lines, and giving equal lines of both the same number,
 * so that comparing them later costs nothing.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "diff.h"

static void
splitLines(struct file *file)
{
	const char *p = file->bytes, *end = p + file->size;
	size_t capacity = 0;

	for (; p < end; p++) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (newline == NULL) {
			newline = end;
			file->unterminated = 1;
		}
		file->lines = growArray(file->lines, &capacity, (size_t)file->count, sizeof *file->lines);
		file->lines[file->count].text = p;
		file->lines[file->count++].length = (size_t)(newline - p);
		p = newline;
	}
	file->changed = allocate((size_t)file->count + 1);
	memset(file->changed, 0, (size_t)file->count + 1);
}

/* The next character that counts, -1 at the end. */
static int
nextCounted(const char **p, const char *end)
{
	int c;

	if (settings.ignoreSpace)
		while (*p < end && isspace((unsigned char)**p))
			++*p;
	if (settings.ignoreAmount && *p < end && isspace((unsigned char)**p)) {
		while (*p < end && isspace((unsigned char)**p))
			++*p;
		return *p == end ? -1 : ' ';
	}
	if (*p == end)
		return -1;
	c = (unsigned char)*(*p)++;
	return settings.foldCase ? tolower(c) : c;
}

static unsigned long
hashLine(const struct line *line, int whole)
{
	const char *p = line->text, *end = p + line->length;
	unsigned long hash = whole;
	int c;

	while ((c = nextCounted(&p, end)) != -1)
		hash = hash * 31 + (unsigned long)c;
	return hash ^ hash >> 15;
}

static int
equalLines(const struct line *one, const struct line *other)
{
	const char *p = one->text, *q = other->text;
	int a;

	do {
		a = nextCounted(&p, one->text + one->length);
		if (a != nextCounted(&q, other->text + other->length))
			return 0;
	} while (a != -1);
	return 1;
}

/* Lines of one kind, found by hash. */
struct kind {
	struct kind *next;
	unsigned long hash;
	const struct line *line;
	long number;
	int whole; /* it has a newline */
};

void
classify(struct file files[2])
{
	size_t slots = 1;
	struct kind **table;
	long kinds = 0, i;
	int side;

	splitLines(&files[0]);
	splitLines(&files[1]);
	while (slots < (size_t)(files[0].count + files[1].count))
		slots *= 2;
	table = allocate(slots * sizeof *table);
	memset(table, 0, slots * sizeof *table);
	for (side = 0; side < 2; side++) {
		for (i = 0; i < files[side].count; i++) {
			struct line *line = &files[side].lines[i];
			int whole = i + 1 < files[side].count || !files[side].unterminated;
			unsigned long hash;
			struct kind *kind;

			whole |= settings.ignoreSpace || settings.ignoreAmount;
			hash = hashLine(line, whole);
			for (kind = table[hash % slots]; kind != NULL; kind = kind->next)
				if (kind->hash == hash && kind->whole == whole && equalLines(kind->line, line))
					break;
			if (kind == NULL) {
				kind = allocate(sizeof *kind);
				kind->next = table[hash % slots];
				kind->hash = hash;
				kind->line = line;
				kind->number = kinds++;
				kind->whole = whole;
				table[hash % slots] = kind;
			}
			line->kind = kind->number;
		}
	}
	/* The kinds stay: a run of diff is short, and numbers are all that is used. */
	free(table);
}
