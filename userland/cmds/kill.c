/*
 * kill: sends a signal (TERM if none is named) to processes, or with -g or a
 * minus sign to process families. Ids are hexadecimal, as Sprite writes them.
 */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-signal | -s signal] [-g] id ... | -l [number ...]"
#define SIGNALS 32

/* By UNIX number. Sprite has no bus error: its place is taken by "migrate". */
static const char *const names[SIGNALS] = {
    "0", "HUP", "INT", "QUIT", "ILL", "TRAP", "IOT", "EMT", "FPE", "KILL", "MIG", "SEGV", NULL, "PIPE", "ALRM", "TERM",
    "URG", "STOP", "TSTP", "CONT", "CHLD", "TTIN", "TTOU", "IO", NULL, NULL, NULL, NULL, "WINCH", "MIGHOME", "USR1",
    "USR2",
};

static const struct {
	const char *name;
	int number;
} otherNames[] = {{"DEBUG", 3}, {"ABRT", 6}, {"MIGTRAP", 10}, {"CLD", 20}};

static int
sameName(const char *one, const char *other)
{
	while (*one != '\0' && toupper((unsigned char)*one) == *other)
		one++, other++;
	return *one == *other;
}

/* A number or a name, with or without SIG; -1 if there is no such signal. */
static int
signalNumber(const char *text)
{
	size_t i;
	int number = 0;

	if (isdigit((unsigned char)*text)) {
		for (; isdigit((unsigned char)*text) && number < SIGNALS; text++)
			number = number * 10 + (*text - '0');
		return *text == '\0' && number < SIGNALS ? number : -1;
	}
	if (toupper((unsigned char)text[0]) == 'S' && toupper((unsigned char)text[1]) == 'I'
	    && toupper((unsigned char)text[2]) == 'G')
		text += 3;
	for (i = 1; i < SIGNALS; i++)
		if (names[i] != NULL && sameName(text, names[i]))
			return (int)i;
	for (i = 0; i < sizeof otherNames / sizeof otherNames[0]; i++)
		if (sameName(text, otherNames[i].name))
			return otherNames[i].number;
	return -1;
}

/* All names, or those of the numbers given; 128 and more is a shell's status. */
static void
list(char **numbers)
{
	int i, column = 0;

	if (*numbers != NULL) {
		for (; *numbers != NULL; numbers++) {
			long number = parseCount(*numbers, "is no signal") % 128;

			if (number >= SIGNALS || names[number] == NULL) {
				complain(*numbers, "no such signal");
				continue;
			}
			putText(names[number]);
			putchar('\n');
		}
		return;
	}
	for (i = 1; i < SIGNALS; i++) {
		if (names[i] == NULL)
			continue;
		if (column > 0)
			putchar(' ');
		putText(names[i]);
		column += (int)strlen(names[i]) + 1;
		if (column > 64) {
			putchar('\n');
			column = 0;
		}
	}
	if (column > 0)
		putchar('\n');
}

/* A process id in hexadecimal; -1 if it is none. */
static long
processId(const char *text)
{
	long id = 0;
	const char *p = text;

	for (; isxdigit((unsigned char)*p) && id <= 0xfffff; p++)
		id = id * 16 + (isdigit((unsigned char)*p) ? *p - '0' : tolower((unsigned char)*p) - 'a' + 10);
	return p > text && *p == '\0' && id <= 0xfffff ? id : -1;
}

static void
send(const char *text, int number, int families)
{
	int minus = *text == '-';
	long id = processId(text + minus);

	if (id < 0)
		complain(text, "is no process id");
	else if ((families || minus ? killpg((pid_t)id, number) : kill((pid_t)id, number)) != 0)
		complainErrno(text);
}

int
main(int argc, char **argv)
{
	int number = SIGTERM, families = 0, at = 1, named = 0;

	(void)argc;
	begin(argv);
	for (; argv[at] != NULL && argv[at][0] == '-'; at++) {
		const char *option = argv[at] + 1;

		if (strcmp(option, "-") == 0) {
			at++;
			break;
		}
		if (strcmp(option, "l") == 0) {
			list(argv + at + 1);
			finish();
		}
		if (strcmp(option, "g") == 0) {
			families = 1;
			continue;
		}
		if (named)
			break; /* a family's id */
		if (strcmp(option, "s") == 0 && argv[at + 1] != NULL)
			option = argv[++at];
		number = signalNumber(option);
		if (number < 0)
			die(option, "no such signal");
		named = 1;
	}
	if (argv[at] == NULL)
		usageError(USAGE);
	for (; argv[at] != NULL; at++)
		send(argv[at], number, families);
	finish();
}
