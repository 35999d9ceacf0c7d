/*
 * Programs: where they are, and becoming one. Nothing is remembered between
 * commands: the kernel is asked for each directory of PATH in turn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

const char *
searchPath(void)
{
	const char *path = getVariable("PATH");

	return path == NULL ? DEFAULT_PATH : path;
}

/* Takes one directory off *path and sets `file` to the name in it; false when
 * there is none left. An empty directory is the present one. */
static bool
nextCandidate(const char **path, const char *name, struct text *file)
{
	size_t length;

	if (*path == NULL)
		return false;
	length = strcspn(*path, ":");
	textCut(file, 0);
	textAdd(file, *path, length);
	if (length > 0 && file->bytes[length - 1] != '/')
		textAddChar(file, '/');
	textAddString(file, name);
	*path = (*path)[length] == ':' ? *path + length + 1 : NULL;
	return true;
}

static bool
isProgram(const char *file, bool executable)
{
	struct stat attributes;

	return stat(file, &attributes) == 0 && (attributes.st_mode & S_IFMT) == S_IFREG &&
	    access(file, executable ? X_OK : R_OK) == 0;
}

char *
findProgram(const char *name, const char *path, bool executable)
{
	struct text file = { NULL, 0, 0 };

	if (strchr(name, '/') != NULL) {
		textAddString(&file, name);
		if (isProgram(file.bytes, executable))
			return file.bytes;
	} else if (*name != '\0') {
		while (nextCandidate(&path, name, &file))
			if (isProgram(file.bytes, executable))
				return file.bytes;
	}
	textFree(&file);
	return NULL;
}

/* Returns if the file cannot be run; errno says why. */
static void
tryProgram(const char *file, char **argv, char **environment)
{
	execve(file, argv, environment);
	if (errno == ENOEXEC)
		becomeScript(file, argv);
}

void
execute(char **argv, const char *path)
{
	char **environment = exportedEnvironment();
	struct text file = { NULL, 0, 0 };
	int problem = ENOENT; /* the first one that is more than absence */

	if (strchr(argv[0], '/') != NULL) {
		tryProgram(argv[0], argv, environment);
		problem = errno;
	} else if (argv[0][0] != '\0') {
		while (nextCandidate(&path, argv[0], &file)) {
			tryProgram(file.bytes, argv, environment);
			if (problem == ENOENT && errno != ENOTDIR)
				problem = errno;
		}
	}
	if (problem == ENOENT) {
		complain("%s: not found", argv[0]);
		exitShell(NOT_FOUND);
	}
	complain("%s: %s", argv[0], strerror(problem));
	exitShell(NOT_EXECUTABLE);
}
