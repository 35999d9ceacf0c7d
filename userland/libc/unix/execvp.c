/* exec of a command searched along PATH: one kernel call per directory until one succeeds. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_PATH "/sprite/cmds:/bin"
#define SHELL "/sprite/cmds/sh"

/* A file without a header is a shell script. */
static void interpret(const char *file, char *const argv[])
{
	int count = 0, i;
	char **shellArgv;

	while (argv[count] != 0)
		count++;
	shellArgv = alloca((count + 3) * sizeof(char *));
	shellArgv[0] = (char *)"sh";
	shellArgv[1] = (char *)file;
	for (i = 1; i < count; i++)
		shellArgv[i + 1] = argv[i];
	shellArgv[count < 1 ? 2 : count + 1] = 0;
	execve(SHELL, shellArgv, environ);
}

static void attempt(const char *file, char *const argv[])
{
	execve(file, argv, environ);
	if (errno == ENOEXEC) {
		interpret(file, argv);
		errno = ENOEXEC;
	}
}

int execvp(const char *file, char *const argv[])
{
	const char *directory = getenv("PATH");
	int denied = 0;

	if (strchr(file, '/') != 0) {
		attempt(file, argv);
		return -1;
	}
	if (directory == 0)
		directory = DEFAULT_PATH;
	for (;;) {
		size_t length = strcspn(directory, ":");
		char path[PATH_MAX];

		if (length + 1 + strlen(file) < sizeof path) {
			memcpy(path, directory, length);
			if (length > 0)
				path[length++] = '/';
			strcpy(path + length, file);
			attempt(path, argv);
			if (errno == EACCES)
				denied = 1;
			else if (errno != ENOENT && errno != ENOTDIR)
				return -1;
		}
		directory += strcspn(directory, ":");
		if (*directory++ == 0)
			break;
	}
	errno = denied ? EACCES : ENOENT;
	return -1;
}
