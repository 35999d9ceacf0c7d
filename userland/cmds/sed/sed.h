/*
 * sed, in four parts: main.c (options), parse.c (the script), run.c (the
 * cycle), input.c (the lines of all files, as one).
 */
#ifndef SED_H
#define SED_H

#include <stdio.h>
#include "common.h"
#include "substitute.h"

enum addressKind { NO_ADDRESS, LINE, LAST, PATTERN, STEP, RELATIVE };

struct address {
	enum addressKind kind;
	unsigned long line, step; /* STEP: line~step; RELATIVE: +line */
	regex_t *regex; /* PATTERN; NULL: the last one that was used */
};

struct output {
	struct output *next;
	char *name;
	FILE *file;
};

struct command {
	struct command *next, *target; /* target of b t and of { (what is behind its }) */
	struct address from, to;
	int inverse, inRange;
	unsigned long rangeEnd;
	char letter;
	struct text text; /* of a i c, a label, a file to read, y's table */
	regex_t *regex; /* of s */
	struct replacement replacement;
	long which; /* of s: the first match that is replaced */
	int all, printing;
	struct output *output; /* of w and s///w */
	long number; /* of q and l */
};

extern int quietly, extended, separateFiles;
extern const char *inPlaceSuffix; /* NULL: not in place */

/* parse.c */
void addScript(const char *text, size_t length, const char *name);
struct command *finishScript(void);
extern struct output *outputs;

/* input.c */
struct line {
	struct text text;
	int terminated;
};
void openInput(char **names);
int readLine(struct line *line); /* 0: there is no more */
int isLastLine(void);
extern unsigned long lineNumber;
extern FILE *out; /* standard output, or the file that is edited in place */
extern int owesNewline; /* its last line has none */

/* run.c */
void runScript(struct command *script);

#endif
