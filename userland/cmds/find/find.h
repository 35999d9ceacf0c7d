/*
 * find, in three parts: main.c (options and the walk), parse.c (from words to
 * a tree of tests), test.c (what the tests say of a file).
 */
#ifndef FIND_H
#define FIND_H

#include <time.h>
#include "common.h"
#include "walk.h"

enum compared { LESS, EQUAL, MORE };

struct node {
	/* Operators have two or (not) one operand; the others are tests and actions. */
	int (*holds)(const struct node *node, const struct visit *visit);
	struct node *left, *right;
	const char *text;
	long number;
	enum compared compared;
	long unit; /* seconds, or bytes */
	char **words; /* -exec: the command, with NULL behind */
	size_t wordCount;
	int inDirectory, many; /* -exec ... + */
	char **gathered;
	size_t gatheredCount, gatheredCapacity, gatheredBytes;
	struct node *nextMany; /* all -exec ... + */
};

/* What options among the tests say. */
struct settings {
	struct walkRules rules;
	long minDepth, maxDepth;
	int pruned; /* by the last test: do not look into this directory */
	int acts; /* something prints or executes: -print is not implied */
	time_t now;
	struct node *many;
};
extern struct settings settings;

/* The expression from *words on; NULL if there is none. */
struct node *parseExpression(char **words);

/* test.c */
typedef int (*test)(const struct node *node, const struct visit *visit);
int testAnd(const struct node *, const struct visit *), testOr(const struct node *, const struct visit *);
int testComma(const struct node *, const struct visit *), testNot(const struct node *, const struct visit *);
int testTrue(const struct node *, const struct visit *), testPrune(const struct node *, const struct visit *);
int testName(const struct node *, const struct visit *), testPath(const struct node *, const struct visit *);
int testType(const struct node *, const struct visit *), testPerm(const struct node *, const struct visit *);
int testLinks(const struct node *, const struct visit *), testUser(const struct node *, const struct visit *);
int testGroup(const struct node *, const struct visit *), testNumber(const struct node *, const struct visit *);
int testSize(const struct node *, const struct visit *), testModified(const struct node *, const struct visit *);
int testRead(const struct node *, const struct visit *), testChanged(const struct node *, const struct visit *);
int testNewer(const struct node *, const struct visit *), testEmpty(const struct node *, const struct visit *);
int testNoUser(const struct node *, const struct visit *), testNoGroup(const struct node *, const struct visit *);
int actPrint(const struct node *, const struct visit *), actPrint0(const struct node *, const struct visit *);
int actList(const struct node *, const struct visit *), actDelete(const struct node *, const struct visit *);
int actExecute(const struct node *, const struct visit *), actAsk(const struct node *, const struct visit *);
int actGather(const struct node *, const struct visit *);
/* Runs what -exec ... + still holds. */
void runGathered(struct node *node);

#endif
