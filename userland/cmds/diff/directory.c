/*
 * Two directories, name by name in their order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "diff.h"
#include "text.h"

static int
compareNames(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static char **
sortedNames(const char *path, size_t *count)
{
	char **names = readNames(path, count);

	if (names == NULL)
		dieErrno(path);
	qsort(names, *count, sizeof *names, compareNames);
	return names;
}

static int
onlyIn(const char *directory, const char *name)
{
	printf("Only in %s: %s\n", directory, name);
	return 1;
}

/* "diff -r one/name other/name" */
static char *
headingFor(const char *one, const char *other)
{
	struct text heading = NO_TEXT;

	appendString(&heading, "diff");
	appendString(&heading, settings.options);
	appendByte(&heading, ' ');
	appendString(&heading, one);
	appendByte(&heading, ' ');
	appendString(&heading, other);
	return stringOf(&heading);
}

static int
diffEntries(const char *one, const char *other)
{
	char *heading;
	int result, isDir[2];

	isDir[0] = isDirectory(one);
	isDir[1] = isDirectory(other);
	if (isDir[0] && isDir[1]) {
		if (settings.recursive)
			return diffDirectories(one, other);
		printf("Common subdirectories: %s and %s\n", one, other);
		return 0;
	}
	if (isDir[0] != isDir[1] && access(one, F_OK) == 0 && access(other, F_OK) == 0) {
		printf("File %s is a %s while file %s is a %s\n", one, isDir[0] ? "directory" : "regular file", other,
		    isDir[1] ? "directory" : "regular file");
		return 1;
	}
	heading = headingFor(one, other);
	result = diffFiles(one, other, heading);
	free(heading);
	return result;
}

int
diffDirectories(const char *one, const char *other)
{
	size_t counts[2], i = 0, j = 0;
	char **names[2];
	int worst = 0, result;

	names[0] = sortedNames(one, &counts[0]);
	names[1] = sortedNames(other, &counts[1]);
	while (i < counts[0] || j < counts[1]) {
		int order = i == counts[0] ? 1 : j == counts[1] ? -1 : strcmp(names[0][i], names[1][j]);
		const char *name = order <= 0 ? names[0][i] : names[1][j];
		char *paths[2];

		paths[0] = joinPath(one, name);
		paths[1] = joinPath(other, name);
		if (order == 0 || (settings.newFiles && !isDirectory(paths[order > 0])))
			result = diffEntries(paths[0], paths[1]);
		else
			result = onlyIn(order < 0 ? one : other, name);
		if (result > worst)
			worst = result;
		free(paths[0]);
		free(paths[1]);
		i += order <= 0;
		j += order >= 0;
	}
	freeNames(names[0], counts[0]);
	freeNames(names[1], counts[1]);
	return worst;
}
