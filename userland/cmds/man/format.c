/*
 * Filling lines. Words are collected with the look of each byte; a line that is
 * full is put out, its looks as overstrikes, which more and printers understand.
 */
#include <stdlib.h>
#include <string.h>
#include "man.h"

static void
putSpaces(struct page *page, int count)
{
	while (count-- > 0)
		putc(' ', page->out);
}

static void
putStyled(struct page *page, int c, enum look look)
{
	if (page->overstrike && look != ROMAN && c != ' ')
		fprintf(page->out, "%c\b", look == BOLD ? c : '_');
	putc(c, page->out);
}

/* The first `count` bytes of the line. */
static void
putLine(struct page *page, size_t count)
{
	size_t i;

	while (count > 0 && page->line.bytes[count - 1] == ' ')
		count--;
	for (i = 0; i < count; i++)
		putStyled(page, page->line.bytes[i], (enum look)page->looks.bytes[i]);
	putc('\n', page->out);
	page->blankBefore = count == 0;
}

static void
clearLine(struct page *page)
{
	page->line.length = page->looks.length = 0;
}

static void
addByte(struct page *page, int c)
{
	appendByte(&page->line, c);
	appendByte(&page->looks, (int)page->look);
}

/* Fills the line with blanks up to where text begins. */
static void
addIndent(struct page *page)
{
	while (page->line.length < (size_t)page->indent) {
		appendByte(&page->line, ' ');
		appendByte(&page->looks, ROMAN);
	}
}

void
breakLine(struct page *page)
{
	if (page->line.length > 0)
		putLine(page, page->line.length);
	clearLine(page);
	page->tagOpen = 0;
}

void
skipLine(struct page *page)
{
	breakLine(page);
	if (!page->blankBefore)
		putLine(page, 0);
}

void
hangTag(struct page *page, int column)
{
	page->indent = column;
	if (page->line.length + 1 >= (size_t)column && page->line.length > 0)
		breakLine(page);
	else
		addIndent(page);
	page->tagOpen = 1;
}

/* If the line is too long: everything behind the last blank that fits goes to the next. */
static void
wrap(struct page *page)
{
	size_t at = (size_t)page->width, rest;
	struct text words = NO_TEXT, looks = NO_TEXT;

	if (page->line.length <= at)
		return;
	while (at > (size_t)page->indent && page->line.bytes[at] != ' ')
		at--;
	if (at <= (size_t)page->indent)
		return; /* one long word */
	for (rest = at; rest < page->line.length && page->line.bytes[rest] == ' ';)
		rest++;
	appendBytes(&words, page->line.bytes + rest, page->line.length - rest);
	appendBytes(&looks, page->looks.bytes + rest, page->looks.length - rest);
	putLine(page, at);
	clearLine(page);
	addIndent(page);
	appendBytes(&page->line, words.bytes, words.length);
	appendBytes(&page->looks, looks.bytes, looks.length);
	free(words.bytes);
	free(looks.bytes);
}

/* An escape behind its backslash; returns what follows. */
static const char *
addEscape(struct page *page, const char *p, const char *end)
{
	if (p == end)
		return p;
	switch (*p) {
	case 'f':
		if (++p < end) {
			enum look now = page->look;

			page->look = *p == 'B' ? BOLD : *p == 'I' ? ITALIC : *p == 'P' ? page->lookBefore : ROMAN;
			page->lookBefore = now;
			p++;
		}
		return p;
	case '&':
	case '|':
	case '^': return p + 1;
	case 'e': addByte(page, '\\'); return p + 1;
	case '(':
		if (end - p >= 3) {
			addByte(page, p[1] == 'b' ? '*' : p[1] == 'e' ? '-' : p[1] == 'a' || p[1] == 'c' ? '\'' : '"');
			return p + 3;
		}
		return end;
	case '0': addByte(page, ' '); return p + 1;
	}
	addByte(page, *p);
	return p + 1;
}

void
addText(struct page *page, const char *text, size_t length)
{
	const char *p = text, *end = text + length;

	if (page->line.length == 0)
		addIndent(page);
	while (p < end) {
		if (*p == '\\')
			p = addEscape(page, p + 1, end);
		else
			addByte(page, *p++);
	}
}

/* A line of text to be filled: its words follow what is there. */
void
addWords(struct page *page, const char *text, size_t length)
{
	if (page->line.length > (size_t)page->indent && !page->tagOpen) {
		int last = page->line.bytes[page->line.length - 1];

		addByte(page, ' ');
		if (last == '.' || last == '?' || last == '!')
			addByte(page, ' ');
	}
	page->tagOpen = 0;
	addText(page, text, length);
	while (page->line.length > (size_t)page->width) {
		size_t before = page->line.length;

		wrap(page);
		if (page->line.length == before)
			break;
	}
}

void
putTitle(struct page *page, const char *left, const char *middle, const char *right)
{
	int gap = (page->width - (int)strlen(middle)) / 2 - (int)strlen(left);
	int rest = page->width - (int)(strlen(left) + strlen(middle) + strlen(right)) - gap;

	breakLine(page);
	fputs(left, page->out);
	putSpaces(page, gap < 1 ? 1 : gap);
	fputs(middle, page->out);
	putSpaces(page, rest < 1 ? 1 : rest);
	fprintf(page->out, "%s\n", right);
	page->blankBefore = 0;
}

static void
addLine(struct page *page, const char *line, size_t length)
{
	if (length > 0 && (line[0] == '.' || line[0] == '\'')) {
		obeyRequest(page, line + 1, length - 1);
		return;
	}
	if (page->tagPending) {
		page->tagPending = 0;
		addWords(page, line, length);
		hangTag(page, page->body + page->tagWidth);
		return;
	}
	if (length == 0) {
		skipLine(page);
	} else if (!page->filling) {
		addText(page, line, length);
		breakLine(page);
	} else {
		if (line[0] == ' ')
			breakLine(page);
		addWords(page, line, length);
	}
}

void
formatPage(struct page *page, const char *source, size_t length)
{
	const char *p = source, *end = source + length;

	page->filling = 1;
	page->blankBefore = 1;
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));

		if (newline == NULL)
			newline = end;
		addLine(page, p, (size_t)(newline - p));
		p = newline + 1;
	}
	breakLine(page);
}
