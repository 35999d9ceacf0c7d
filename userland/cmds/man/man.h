/*
 * man, in three parts: main.c (finding pages, the pager), format.c (from macros
 * to lines), request.c (what each macro does).
 */
#ifndef MAN_H
#define MAN_H

#include <stdio.h>
#include "common.h"
#include "text.h"

enum look { ROMAN, BOLD, ITALIC };

/* The page being made. */
struct page {
	FILE *out;
	int overstrike; /* looks are shown, as on a typewriter */
	int width, indent, filling;
	/* The line so far, and how each byte of it looks. */
	struct text line, looks;
	enum look look, lookBefore;
	int tagPending; /* .TP: the next line is the tag */
	int tagOpen; /* a tag waits for text on its line */
	int body, tagWidth; /* indentation of this section; of the text of a tagged paragraph */
	int level; /* of .RS */
	int inList; /* items of a list stand close to each other */
	int blankBefore; /* the last line put out was empty */
};

void formatPage(struct page *page, const char *source, size_t length);

/* format.c, for the requests */
void addText(struct page *page, const char *text, size_t length);
void addWords(struct page *page, const char *text, size_t length);
void breakLine(struct page *page);
void skipLine(struct page *page);
/* A line with text at the left, in the middle and at the right. */
void putTitle(struct page *page, const char *left, const char *middle, const char *right);
/* Puts what stands on the line so far, and goes on at a column of the same line if it is not reached yet. */
void hangTag(struct page *page, int column);

/* request.c */
void obeyRequest(struct page *page, const char *line, size_t length);

#endif
