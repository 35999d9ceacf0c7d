/*
 * Removing a file or a tree, asking where rm asks.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "common.h"

static int
allowed(const char *path, const struct stat *status, const struct removeRules *rules)
{
	if (rules->ask)
		return confirm("remove ", path, "? ");
	return rules->force || mayOverride(path, status);
}

/* 0 if everything in the directory is gone. */
static int
emptyDirectory(const char *path, const struct removeRules *rules)
{
	size_t count, i;
	char **names = readNames(path, &count);
	int result = 0;

	if (names == NULL) {
		complainErrno(path);
		return -1;
	}
	for (i = 0; i < count; i++) {
		char *inner = joinPath(path, names[i]);

		if (removeTree(inner, rules) != 0)
			result = -1;
		free(inner);
	}
	freeNames(names, count);
	return result;
}

int
removeTree(const char *path, const struct removeRules *rules)
{
	struct stat status;
	int isDir;

	if (lstat(path, &status) != 0) {
		if (rules->force && errno == ENOENT)
			return 0;
		complainErrno(path);
		return -1;
	}
	isDir = S_ISDIR(status.st_mode);
	if (isDir) {
		if (!rules->recursive) {
			complain(path, "is a directory");
			return -1;
		}
		if (rules->ask && !confirm("look into directory ", path, "? "))
			return -1;
		if (emptyDirectory(path, rules) != 0)
			return -1;
	}
	if (!allowed(path, &status, rules))
		return -1;
	if ((isDir ? rmdir : unlink)(path) == 0)
		return 0;
	complainErrno(path);
	return -1;
}
