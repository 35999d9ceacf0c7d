/*
 * rm: removes files; -r directories with all that is in them, -i after
 * asking, -f without asking or complaining about missing ones.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-firR] file ..."

/* The directory one is in, its parent, and the root are never meant. */
static int
isForbidden(const char *path)
{
	const char *last = lastComponent(path);
	size_t length = strcspn(last, "/");

	return path[0] != '\0' && (length == 0 || (length == 1 && last[0] == '.')
	    || (length == 2 && last[0] == '.' && last[1] == '.'));
}

int
main(int argc, char **argv)
{
	struct removeRules rules = {0, 0, 0};
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "firR", USAGE)) != -1) {
		switch (letter) {
		case 'f': rules.force = 1; rules.ask = 0; break;
		case 'i': rules.ask = 1; rules.force = 0; break;
		default: rules.recursive = 1; break;
		}
	}
	if (optind == argc && !rules.force)
		usageError(USAGE);
	for (argv += optind; *argv != NULL; argv++) {
		if (isForbidden(*argv))
			complain(*argv, "may not be removed");
		else
			removeTree(*argv, &rules);
	}
	finish();
}
