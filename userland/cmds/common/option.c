/*
 * Options, in getopt's way but with our messages. The usage text is the part
 * behind the command's name.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"

static void
badOption(const char *what, const char *problem, const char *usage)
{
	char *why = allocate(strlen(problem) + strlen(programName) + strlen(usage) + 20);

	strcpy(why, problem);
	strcat(why, " (usage: ");
	strcat(why, programName);
	strcat(why, " ");
	strcat(why, usage);
	strcat(why, ")");
	die(what, why);
}

int
nextOption(int argc, char **argv, const char *letters, const char *usage)
{
	int letter;

	opterr = 0;
	letter = getopt(argc, argv, letters);
	if (letter == '?') {
		char name[3];
		const char *known = strchr(letters, optopt);

		name[0] = '-';
		name[1] = (char)optopt;
		name[2] = '\0';
		badOption(name, known != NULL && known[1] == ':' ? "needs a value" : "no such option", usage);
	}
	return letter;
}

void
usageError(const char *usage)
{
	char *why = allocate(strlen(programName) + strlen(usage) + 2);

	strcpy(why, programName);
	strcat(why, " ");
	strcat(why, usage);
	die("usage", why);
}

long
parseCount(const char *text, const char *what)
{
	long value = 0;
	const char *p;

	for (p = text; isdigit((unsigned char)*p); p++) {
		if (value > (LONG_MAX - 9) / 10)
			die(what, "number too large");
		value = value * 10 + (*p - '0');
	}
	if (p == text || *p != '\0')
		die(text, what);
	return value;
}
