/*
 * chmod: changes modes, given in octal or as changes such as "u+w,go-rx";
 * -R down the tree (links in it are left alone), -f without complaints.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-fR] mode file ..."

static const char *change;
static mode_t mask;
static int recursive, quiet;

static void
failed(const char *path)
{
	if (!quiet)
		complainErrno(path);
	exitStatus = failStatus;
}

static void
changeMode(const char *path, int below)
{
	struct stat status;
	char **names;
	size_t count, i;

	if ((below ? lstat : stat)(path, &status) != 0) {
		failed(path);
		return;
	}
	if (below && IS_LINK(status.st_mode))
		return;
	if (chmod(path, (mode_t)changedMode(change, status.st_mode, mask)) != 0)
		failed(path);
	if (!recursive || !S_ISDIR(status.st_mode))
		return;
	names = readNames(path, &count);
	if (names == NULL) {
		failed(path);
		return;
	}
	for (i = 0; i < count; i++) {
		char *inner = joinPath(path, names[i]);

		changeMode(inner, 1);
		free(inner);
	}
	freeNames(names, count);
}

/* "-w" and the like are changes, not options. */
static int
isChange(const char *argument)
{
	return argument[0] == '-' && argument[1] != '\0' && strchr("rwxXstugo", argument[1]) != NULL;
}

int
main(int argc, char **argv)
{
	int at = 1;

	begin(argv);
	for (; at < argc && argv[at][0] == '-' && argv[at][1] != '\0' && !isChange(argv[at]); at++) {
		const char *p = argv[at] + 1;

		if (strcmp(p, "-") == 0) {
			at++;
			break;
		}
		for (; *p != '\0'; p++) {
			if (*p == 'R')
				recursive = 1;
			else if (*p == 'f')
				quiet = 1;
			else
				usageError(USAGE);
		}
	}
	if (argc - at < 2)
		usageError(USAGE);
	change = argv[at];
	mask = umask(0);
	umask(mask);
	if (changedMode(change, S_IFREG, mask) < 0)
		die(change, "is no mode");
	for (at++; at < argc; at++)
		changeMode(argv[at], 0);
	finish();
}
