/*
 * Walking a tree. All names of a directory are read before the first of them
 * is visited, so a visit may remove what it sees. A link that is followed into
 * a directory above it would have no end: that is found and said.
 */
#include <stdlib.h>
#include <string.h>
#include "common.h"
#include "walk.h"

/* The directories on the way from the operand to here. */
struct above {
	const struct above *outer;
	const struct stat *status;
};

static int
isAbove(const struct above *above, const struct stat *status)
{
	for (; above != NULL; above = above->outer)
		if (sameFile(above->status, status))
			return 1;
	return 0;
}

static void
walk(const char *path, const char *name, int level, const struct above *outer, dev_t domain,
    const struct walkRules *rules)
{
	struct visit visit;
	struct above above;
	char **names;
	size_t count, i;
	int follow = rules->followAll || (level == 0 && rules->followOperands);

	visit.path = path;
	visit.name = name;
	visit.level = level;
	visit.after = 0;
	/* A link that leads nowhere is visited as the link it is. */
	if ((!follow || stat(path, &visit.status) != 0) && lstat(path, &visit.status) != 0) {
		complainErrno(path);
		return;
	}
	if (!S_ISDIR(visit.status.st_mode)) {
		rules->visit(&visit);
		return;
	}
	if (isAbove(outer, &visit.status)) {
		complain(path, "leads back to a directory above it");
		return;
	}
	if (rules->before && rules->visit(&visit) == WALK_PRUNE)
		return;
	if (!rules->oneDomain || level == 0 || visit.status.st_dev == domain) {
		above.outer = outer;
		above.status = &visit.status;
		names = readNames(path, &count);
		if (names == NULL)
			complainErrno(path);
		for (i = 0; names != NULL && i < count; i++) {
			char *inner = joinPath(path, names[i]);

			walk(inner, names[i], level + 1, &above, level == 0 ? visit.status.st_dev : domain, rules);
			free(inner);
		}
		if (names != NULL)
			freeNames(names, count);
	}
	if (rules->after) {
		visit.after = 1;
		rules->visit(&visit);
	}
}

void
walkTree(const char *path, const struct walkRules *rules)
{
	walk(path, path, 0, NULL, 0, rules);
}
