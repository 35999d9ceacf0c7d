/*
 * The name of the program, its exit status, and its complaints.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"

const char *programName = "?";
int exitStatus = 0;
int failStatus = 1;

void
begin(char **argv)
{
	if (argv[0] != NULL && argv[0][0] != '\0')
		programName = lastComponent(argv[0]);
}

/*
 * One write for the whole line: lines of processes that share a terminal or a
 * log do not mix, and stdio's own question to the terminal cannot disturb
 * errno on the way.
 */
void
complain(const char *what, const char *why)
{
	size_t length = strlen(programName) + strlen(what) + strlen(why) + 5;
	char *line = malloc(length + 1);

	exitStatus = failStatus;
	if (line == NULL)
		return;
	strcpy(line, programName);
	strcat(line, ": ");
	strcat(line, what);
	strcat(line, ": ");
	strcat(line, why);
	strcat(line, "\n");
	writeAll(2, line, length);
	free(line);
}

void
complainErrno(const char *what)
{
	complain(what, strerror(errno));
}

void
die(const char *what, const char *why)
{
	complain(what, why);
	finish();
}

void
dieErrno(const char *what)
{
	die(what, strerror(errno));
}

void
finish(void)
{
	int earlier = ferror(stdout);

	/* A full disk shows here, or showed before: then the text is gone. */
	if (fflush(stdout) != 0)
		complainErrno("standard output");
	else if (earlier)
		complain("standard output", "write error");
	_exit(exitStatus);
}
