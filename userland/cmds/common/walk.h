/*
 * walk.h: walking a tree of files.
 */
#ifndef WALK_H
#define WALK_H

#include <sys/stat.h>

struct visit {
	const char *path;
	const char *name; /* its last component, or the whole path of an operand */
	struct stat status;
	int level; /* 0: the operand itself */
	int after; /* a directory, after what is in it */
};

#define WALK_ON 0
#define WALK_PRUNE 1 /* do not look into this directory */

struct walkRules {
	int followOperands; /* links that are operands stand for what they lead to */
	int followAll;
	int oneDomain; /* stay in the domain in which the operand lies */
	int before, after; /* when a directory is visited: before, after what is in it, or both times */
	int (*visit)(const struct visit *visit);
};

/* What cannot be read is complained of, and the walk goes on. */
void walkTree(const char *path, const struct walkRules *rules);

#endif
