/*
 * The macros of manual pages.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "man.h"

#define BODY_INDENT 7
#define TAG_INDENT 8
#define ARGUMENTS_MAX 20

struct arguments {
	char *text[ARGUMENTS_MAX];
	int count;
};

/* Words, or "several words" in quotes. */
static void
splitArguments(const char *line, size_t length, struct arguments *arguments)
{
	const char *p = line, *end = line + length;

	arguments->count = 0;
	while (arguments->count < ARGUMENTS_MAX) {
		struct text word = NO_TEXT;
		int quoted;

		while (p < end && isspace((unsigned char)*p))
			p++;
		if (p == end)
			return;
		quoted = *p == '"';
		for (p += quoted; p < end && (quoted ? *p != '"' : !isspace((unsigned char)*p)); p++) {
			appendByte(&word, *p);
			if (*p == '\\' && p + 1 < end)
				appendByte(&word, *++p);
		}
		p += p < end && quoted;
		arguments->text[arguments->count++] = stringOf(&word);
	}
}

static void
freeArguments(struct arguments *arguments)
{
	while (arguments->count > 0)
		free(arguments->text[--arguments->count]);
}

static const char *
argument(const struct arguments *arguments, int number, const char *otherwise)
{
	return number < arguments->count ? arguments->text[number] : otherwise;
}

static int
numberOr(const struct arguments *arguments, int number, int otherwise)
{
	return number < arguments->count ? atoi(arguments->text[number]) : otherwise;
}

/* The arguments in one line, in two looks by turns. */
static void
alternate(struct page *page, const struct arguments *arguments, enum look first, enum look second)
{
	struct text line = NO_TEXT;
	static const char *const codes[] = {"\\fR", "\\fB", "\\fI"};
	int i;

	for (i = 0; i < arguments->count; i++) {
		if (i > 0 && first == second)
			appendByte(&line, ' ');
		appendString(&line, codes[i % 2 == 0 ? first : second]);
		appendString(&line, arguments->text[i]);
	}
	appendString(&line, "\\fR");
	if (page->filling)
		addWords(page, line.bytes, line.length);
	else
		addText(page, line.bytes, line.length);
	if (page->tagPending) {
		page->tagPending = 0;
		hangTag(page, page->body + page->tagWidth);
	} else if (!page->filling) {
		breakLine(page);
	}
	free(line.bytes);
}

static void
paragraph(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	skipLine(page);
	page->inList = 0;
	page->indent = page->body;
}

static void
title(struct page *page, const struct arguments *arguments)
{
	struct text name = NO_TEXT;
	const char *section = argument(arguments, 1, "1");
	const char *p;

	for (p = argument(arguments, 0, "?"); *p != '\0'; p++)
		appendByte(&name, *p);
	appendByte(&name, '(');
	appendString(&name, section);
	appendByte(&name, ')');
	putTitle(page, stringOf(&name), argument(arguments, 2, "Sprite User's Manual"), stringOf(&name));
	free(name.bytes);
}

static void
heading(struct page *page, const struct arguments *arguments, int indent)
{
	int i;

	skipLine(page);
	page->inList = 0;
	page->level = 0;
	page->body = BODY_INDENT;
	page->indent = indent;
	page->look = BOLD;
	for (i = 0; i < arguments->count; i++)
		addWords(page, arguments->text[i], strlen(arguments->text[i]));
	page->look = ROMAN;
	breakLine(page);
	page->indent = page->body;
	page->blankBefore = 1;
}

static void
section(struct page *page, const struct arguments *arguments)
{
	heading(page, arguments, 0);
}

static void
subsection(struct page *page, const struct arguments *arguments)
{
	heading(page, arguments, 3);
}

/* An item of a list; a width that is not given is the last one's. */
static void
beginItem(struct page *page, int width)
{
	if (page->inList)
		breakLine(page);
	else
		skipLine(page);
	if (width > 0 || !page->inList)
		page->tagWidth = width > 0 ? width : TAG_INDENT;
	page->inList = 1;
	page->indent = page->body;
}

/* .TP: the next line is a tag. */
static void
tagged(struct page *page, const struct arguments *arguments)
{
	beginItem(page, numberOr(arguments, 0, -1));
	page->tagPending = 1;
}

/* .IP tag width */
static void
itemised(struct page *page, const struct arguments *arguments)
{
	const char *tag = argument(arguments, 0, "");

	beginItem(page, numberOr(arguments, 1, -1));
	page->look = BOLD;
	if (*tag != '\0')
		addWords(page, tag, strlen(tag));
	page->look = ROMAN;
	hangTag(page, page->body + page->tagWidth);
}

static void
deeper(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	breakLine(page);
	page->level++;
	page->indent = page->body = BODY_INDENT + page->level * TAG_INDENT;
}

static void
shallower(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	breakLine(page);
	page->level -= page->level > 0;
	page->indent = page->body = BODY_INDENT + page->level * TAG_INDENT;
}

static void
noFill(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	breakLine(page);
	page->filling = 0;
}

static void
fill(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	breakLine(page);
	page->filling = 1;
}

static void
lineBreak(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	breakLine(page);
}

static void
space(struct page *page, const struct arguments *arguments)
{
	(void)arguments;
	skipLine(page);
}

static const struct {
	const char *name;
	void (*obey)(struct page *page, const struct arguments *arguments); /* NULL: the looks say what to do */
	enum look first, second;
} requests[] = {
    {"TH", title, ROMAN, ROMAN}, {"SH", section, ROMAN, ROMAN}, {"SS", subsection, ROMAN, ROMAN},
    {"PP", paragraph, ROMAN, ROMAN}, {"LP", paragraph, ROMAN, ROMAN}, {"P", paragraph, ROMAN, ROMAN},
    {"TP", tagged, ROMAN, ROMAN}, {"IP", itemised, ROMAN, ROMAN}, {"RS", deeper, ROMAN, ROMAN},
    {"RE", shallower, ROMAN, ROMAN}, {"nf", noFill, ROMAN, ROMAN}, {"fi", fill, ROMAN, ROMAN},
    {"br", lineBreak, ROMAN, ROMAN}, {"sp", space, ROMAN, ROMAN}, {"B", NULL, BOLD, BOLD},
    {"I", NULL, ITALIC, ITALIC}, {"BR", NULL, BOLD, ROMAN}, {"RB", NULL, ROMAN, BOLD},
    {"IR", NULL, ITALIC, ROMAN}, {"RI", NULL, ROMAN, ITALIC}, {"BI", NULL, BOLD, ITALIC}, {"IB", NULL, ITALIC, BOLD},
};

void
obeyRequest(struct page *page, const char *line, size_t length)
{
	struct arguments arguments;
	size_t i, nameLength = 0;

	while (nameLength < length && isalpha((unsigned char)line[nameLength]))
		nameLength++;
	for (i = 0; i < sizeof requests / sizeof requests[0]; i++) {
		if (strlen(requests[i].name) != nameLength || memcmp(requests[i].name, line, nameLength) != 0)
			continue;
		splitArguments(line + nameLength, length - nameLength, &arguments);
		if (requests[i].obey != NULL)
			requests[i].obey(page, &arguments);
		else
			alternate(page, &arguments, requests[i].first, requests[i].second);
		freeArguments(&arguments);
		return;
	}
	/* Comments, and what only a real troff can do, have no effect. */
}
