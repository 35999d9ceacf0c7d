#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "hosts.h"

#define HOSTS "/etc/spritehosts"
#define LINE_BYTES 512
/* Words of a line: id, network, address, Internet address, machine type, names. */
#define FIRST_NAME 5
#define BLANKS " \t\n"

/* Calls `found` with id and each name until it answers nonzero, and answers that. */
static int eachName(int (*found)(int id, const char *name, const void *wanted), const void *wanted)
{
	char line[LINE_BYTES];
	FILE *hosts = fopen(HOSTS, "r");
	int result = 0;

	while (result == 0 && hosts != 0 && fgets(line, sizeof line, hosts) != 0) {
		char *word = strtok(line, BLANKS);
		int id = word == 0 ? 0 : atoi(word), i;

		for (i = 0; result == 0 && word != 0; i++, word = strtok(0, BLANKS))
			if (i >= FIRST_NAME)
				result = found(id, word, wanted);
	}
	if (hosts != 0)
		fclose(hosts);
	return result;
}

static char nameFound[LINE_BYTES];

static int hasId(int id, const char *name, const void *wanted)
{
	if (id != *(const int *)wanted)
		return 0;
	strcpy(nameFound, name);
	return 1;
}

static int hasName(int id, const char *name, const void *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(name, wanted, length) == 0 && (name[length] == '\0' || name[length] == '.') ? id : 0;
}

const char *hostFullName(int id)
{
	if (!eachName(hasId, &id))
		sprintf(nameFound, id < 0 ? "(none)" : "%d", id);
	return nameFound;
}

const char *hostName(int id, int width)
{
	hostFullName(id);
	nameFound[strcspn(nameFound, ".")] = '\0';
	if ((int)strlen(nameFound) > width)
		nameFound[width] = '\0';
	return nameFound;
}

int hostByName(const char *name)
{
	return eachName(hasName, name);
}
