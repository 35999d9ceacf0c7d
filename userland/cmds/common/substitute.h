/*
 * substitute.h: what sed, ed and vi have in common: delimited patterns and
 * replacing what they match.
 */
#ifndef SUBSTITUTE_H
#define SUBSTITUTE_H

#include <regex.h>
#include "text.h"

#define GROUPS 10

/* A piece of a replacement: literal bytes, or what a group matched. */
struct piece {
	int group; /* -1: literal */
	size_t start, length;
};

struct replacement {
	struct text literal;
	struct piece *pieces;
	size_t count, capacity;
};

/*
 * Copies a pattern up to the delimiter, which a backslash or brackets hide; \n
 * becomes a newline. Returns what is behind the delimiter, or NULL if there is
 * none (the pattern is then all that there was).
 */
const char *readPattern(const char *from, const char *end, int delimiter, struct text *pattern);
/* The same of a replacement. A newline behind a backslash stands for itself. */
const char *readReplacement(const char *from, const char *end, int delimiter, struct replacement *replacement);
void freeReplacement(struct replacement *replacement);

/* Compiles a pattern; NULL, or why not. */
const char *compilePattern(regex_t *regex, const char *pattern, int flags);

/* Is there a match at or behind `from`? */
int findMatch(const regex_t *regex, const char *line, size_t length, size_t from, regmatch_t *matches);

/*
 * Puts the line into `out` with its matches replaced, from the `first`th on,
 * only that one or all. Returns how many were.
 */
long substitute(const regex_t *regex, const struct replacement *replacement, const char *line, size_t length,
    long first, int all, struct text *out);

#endif
