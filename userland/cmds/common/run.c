/*
 * Running another program and waiting for it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>
#include "common.h"
#include "text.h"

#define NOT_EXECUTABLE 126
#define NOT_FOUND 127

void
becomeProgram(char **argv)
{
	execvp(argv[0], argv);
	exitStatus = errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
	failStatus = exitStatus;
	complainErrno(argv[0]);
	_exit(exitStatus);
}

int
runProgram(char **argv)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0)
		becomeProgram(argv);
	if (child < 0 || waitpid(child, &status, 0) < 0)
		dieErrno(argv[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
runShell(const char *command)
{
	char *argv[4];

	argv[0] = "sh";
	argv[1] = "-c";
	argv[2] = copyString(command);
	argv[3] = NULL;
	return runProgram(argv);
}

char **
filledCommand(char **words, size_t count, const char *placeholder, const char *value)
{
	char **argv = allocate((count + 1) * sizeof *argv);
	size_t i;

	for (i = 0; i < count; i++) {
		struct text made = NO_TEXT;
		const char *from = words[i], *found;

		while ((found = strstr(from, placeholder)) != NULL) {
			appendBytes(&made, from, (size_t)(found - from));
			appendString(&made, value);
			from = found + strlen(placeholder);
		}
		appendString(&made, from);
		argv[i] = stringOf(&made);
	}
	argv[count] = NULL;
	return argv;
}

void
freeCommand(char **argv)
{
	size_t i;

	for (i = 0; argv[i] != NULL; i++)
		free(argv[i]);
	free(argv);
}

char *
commandLine(char **argv)
{
	struct text line = NO_TEXT;
	size_t i;

	for (i = 0; argv[i] != NULL; i++) {
		if (i > 0)
			appendByte(&line, ' ');
		appendString(&line, argv[i]);
	}
	return stringOf(&line);
}

char **
longerCommand(char **words, size_t count, char **more, size_t moreCount)
{
	char **argv = allocate((count + moreCount + 1) * sizeof *argv);

	memcpy(argv, words, count * sizeof *argv);
	if (moreCount > 0)
		memcpy(argv + count, more, moreCount * sizeof *argv);
	argv[count + moreCount] = NULL;
	return argv;
}
