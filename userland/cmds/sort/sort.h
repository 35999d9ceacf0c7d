/*
 * sort, in three parts: main.c (options, input, output), keys.c (where a key
 * lies in a line), compare.c (the order of two lines).
 */
#ifndef SORT_H
#define SORT_H

#include "common.h"

/* How text is compared. */
struct order {
	char numeric, reverse, fold, dictionary, printable;
};

struct key {
	struct key *next;
	long startField, startChar; /* from 0 */
	long endField, endChar; /* the first not in the key; endField -1: to the line's end */
	int startSkipsBlanks, endSkipsBlanks;
	struct order order;
	int hasOrder; /* its own, not the one for all */
};

struct line {
	char *text;
	size_t length;
	const char *key, *keyEnd; /* of the first key: found once, compared often */
};

extern struct key *keys;
extern struct order globalOrder;
extern int globalSkipsBlanks, separator; /* separator -1: blanks */

void addKey(const char *text); /* -k */
void addOldKey(const char *start, const char *end); /* +POS [-POS] */
void finishKeys(void); /* keys without an order of their own get the one for all */
void findKey(const struct key *key, const struct line *line, const char **begin, const char **end);
void prepareLine(struct line *line);
int compareKeys(const struct line *one, const struct line *other); /* 0: equal for -u */
int compareLines(const struct line *one, const struct line *other); /* and the whole line at last */

#endif
