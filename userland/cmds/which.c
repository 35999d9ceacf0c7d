/*
 * which [-a] name ...: the file that a command's name means, or with -a all
 * along PATH. Status 1 if a name means none.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <unistd.h>
#include "common.h"

#define DEFAULT_PATH "/sprite/cmds"

static int
isProgram(const char *path)
{
	struct stat attributes;

	return stat(path, &attributes) == 0 && (attributes.st_mode & S_IFMT) == S_IFREG && access(path, X_OK) == 0;
}

/* Prints the name if it is a program; returns whether it is. */
static int
report(const char *path)
{
	int found = isProgram(path);

	if (found) {
		putText(path);
		putText("\n");
	}
	return found;
}

static int
search(const char *name, int all)
{
	const char *path = getenv("PATH");
	int found = 0;

	if (path == NULL)
		path = DEFAULT_PATH;
	for (;;) {
		size_t length = strcspn(path, ":");
		char *directory = allocate(length + 2);
		char *candidate;

		memcpy(directory, path, length);
		strcpy(directory + length, length == 0 ? "." : "");
		candidate = joinPath(directory, name);
		found |= report(candidate);
		free(candidate);
		free(directory);
		if ((found && !all) || path[length] == '\0')
			return found;
		path += length + 1;
	}
}

int
main(int argc, char **argv)
{
	static const char usage[] = "[-a] name ...";
	int all = 0;
	int i;

	begin(argv);
	while (nextOption(argc, argv, "a", usage) != -1)
		all = 1;
	if (optind == argc)
		usageError(usage);
	for (i = optind; i < argc; i++)
		if (!(strchr(argv[i], '/') != NULL ? report(argv[i]) : search(argv[i], all)))
			complain(argv[i], "not found");
	finish();
}
