/*
 * The names in a directory, all read before any is used: a command that
 * removes or creates entries while it walks never meets its own work.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "common.h"

char **
readNames(const char *path, size_t *count)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	char **names = NULL;
	size_t capacity = 0;

	*count = 0;
	if (directory == NULL)
		return NULL;
	names = growArray(names, &capacity, 0, sizeof *names);
	while ((entry = readdir(directory)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		names = growArray(names, &capacity, *count, sizeof *names);
		names[(*count)++] = copyString(entry->d_name);
	}
	closedir(directory);
	return names;
}

void
freeNames(char **names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		free(names[i]);
	free(names);
}
