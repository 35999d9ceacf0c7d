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
