/*
 * A regular expression inside the library. The pattern becomes a tree of
 * nodes, and the tree a program for a nondeterministic machine. Every node's
 * code is one range of the program that is entered at its first instruction
 * and left by reaching the first one behind it, so any part of the pattern can
 * be run alone: the groups are found that way (dissect.c).
 */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <regex.h>

#define NONE (-1)
#define NESTING_LIMIT 200
#define PROGRAM_LIMIT 20000 /* instructions */

enum nodeKind {
	NODE_EMPTY,
	NODE_BYTE, /* value: the byte */
	NODE_ANY,
	NODE_SET, /* value: number of the set */
	NODE_ASSERT, /* value: enum assertion */
	NODE_BACKREF, /* value: number of the group */
	NODE_GROUP, /* value: its number; first: the inside */
	NODE_CAT, /* first, then second; chains lean to the right */
	NODE_ALT, /* first or second; likewise */
	NODE_REPEAT /* first, min to max times; max NONE: any number */
};

enum assertion {
	LINE_BEGIN,
	LINE_END,
	WORD_BEGIN,
	WORD_END,
	WORD_EDGE,
	NO_WORD_EDGE,
	NO_WORD_BEFORE,
	NO_WORD_AFTER
};

struct node {
	unsigned char kind;
	short value;
	short min, max;
	int first, second;
	short groupFrom, groupTo; /* the groups inside are groupFrom <= n < groupTo */
	int start, end; /* the range of its (last) copy in the program */
};

enum operation {
	OP_BYTE, /* the first three take a byte of the text, the others none */
	OP_ANY,
	OP_SET,
	OP_BACKREF,
	OP_ASSERT,
	OP_SPLIT, /* go on behind, or else at target */
	OP_JUMP,
	OP_OPEN, /* group `value` begins here */
	OP_CLOSE,
	OP_MARK, /* a round of loop `value` begins here */
	OP_CHECK, /* ... and must have taken something to get another */
	OP_MATCH
};

struct instruction {
	unsigned char operation;
	short value;
	int target;
};

typedef unsigned char byteSet[32];

/* A set of machine states, in the order in which they were found. */
struct stateList {
	int count;
	int *states;
	size_t *begins; /* where the match a state belongs to began */
};

struct regexProgram {
	int flags;
	struct node *nodes;
	int nodeCount, nodeCapacity, root;
	byteSet *sets;
	int setCount, setCapacity;
	struct instruction *code;
	int codeCount, codeCapacity;
	int groupCount; /* with group 0, the whole */
	int loopCount;
	int hasBackref;
	int anchored; /* every match begins at the beginning */
	int canBeEmpty;
	byteSet firstBytes; /* if not canBeEmpty: what a match may begin with */
	/* The machine's working memory; see match.c. */
	unsigned *stamps;
	unsigned stamp;
	struct stateList lists[2];
	int hasDfa;
	struct dfa *dfa; /* NULL until it is needed */
};

/* One call of regexec. Positions count from `text`. */
struct matcher {
	struct regexProgram *program;
	const unsigned char *text;
	size_t begin, end;
	int flags;
	regmatch_t *groups; /* groupCount of them, or NULL */
};

#define IN_SET(set, byte) ((set)[(byte) >> 3] & (1 << ((byte) & 7)))
#define ADD_TO_SET(set, byte) ((set)[(byte) >> 3] |= (unsigned char)(1 << ((byte) & 7)))

int _regexParse(struct regexProgram *program, const char *pattern); /* 0 or an error */
int _regexParseSet(struct regexProgram *program, const unsigned char **pattern, byteSet set);
int _regexIsWord(int byte);
int _regexHolds(const struct matcher *matcher, int assertion, size_t position);
int _regexTakes(const struct regexProgram *program, const struct instruction *at, int byte);
void _regexNewStamp(struct regexProgram *program);
int _regexHasDfa(const struct regexProgram *program);
int _regexTest(const struct matcher *matcher);
void _regexFreeDfa(struct regexProgram *program);
int _regexSearch(const struct matcher *matcher, regmatch_t *whole);
int _regexRun(const struct matcher *matcher, int from, int to, size_t begin, size_t end, char *ends);
int _regexDissect(const struct matcher *matcher);
int _regexBacktrack(const struct matcher *matcher, regmatch_t *whole);

#endif
