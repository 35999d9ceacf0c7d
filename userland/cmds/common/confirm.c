/*
 * A question to the person at the terminal.
 */
#include <string.h>
#include <unistd.h>
#include <stdlib.h>
#include "common.h"

int
confirm(const char *before, const char *path, const char *after)
{
	size_t length = strlen(programName) + strlen(before) + strlen(path) + strlen(after) + 2;
	char *question = allocate(length + 1);
	char first = '\0', c = '\0';
	int position = 0;

	strcpy(question, programName);
	strcat(question, ": ");
	strcat(question, before);
	strcat(question, path);
	strcat(question, after);
	writeAll(2, question, length);
	free(question);
	while (read(0, &c, 1) == 1 && c != '\n')
		if (position++ == 0)
			first = c;
	return first == 'y' || first == 'Y';
}

int
mayOverride(const char *path, const struct stat *status)
{
	char before[40], mode[11];

	if (IS_LINK(status->st_mode) || access(path, W_OK) == 0 || !isatty(0))
		return 1;
	modeText(status->st_mode, mode);
	strcpy(before, "override ");
	strcat(before, mode + 1);
	strcat(before, " for ");
	return confirm(before, path, "? ");
}
