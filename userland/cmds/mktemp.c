/*
 * mktemp: makes an empty file (-d: a directory) with a name of its own and says
 * which; the X at the end of the template become unique. -u only says a name,
 * -q fails in silence, -t puts it in $TMPDIR or /tmp.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-dqtu] [template]"
#define ATTEMPTS 100

int
main(int argc, char **argv)
{
	const char *template, *directory = getenv("TMPDIR");
	int directoryWanted = 0, quiet = 0, inTmp = 0, nameOnly = 0, letter, attempt, made = -1;
	char *path;

	begin(argv);
	while ((letter = nextOption(argc, argv, "dqtu", USAGE)) != -1) {
		switch (letter) {
		case 'd': directoryWanted = 1; break;
		case 'q': quiet = 1; break;
		case 't': inTmp = 1; break;
		case 'u': nameOnly = 1; break;
		}
	}
	if (argc - optind > 1)
		usageError(USAGE);
	inTmp |= optind == argc;
	template = optind < argc ? argv[optind] : "tmp.XXXXXX";
	if (strlen(template) < 3 || strcmp(template + strlen(template) - 3, "XXX") != 0)
		die(template, "must end in at least three X");
	if (inTmp)
		template = joinPath(directory != NULL && *directory != '\0' ? directory : "/tmp", template);
	path = copyString(template);
	for (attempt = 0; made < 0 && attempt < ATTEMPTS; attempt++) {
		strcpy(path, template);
		if (directoryWanted || nameOnly)
			made = *mktemp(path) == '\0' ? -1 : nameOnly ? 0 : mkdir(path, 0700);
		else
			made = mkstemp(path);
		if (!directoryWanted)
			break;
	}
	if (made < 0 && quiet) {
		exitStatus = failStatus;
		finish();
	}
	if (made < 0)
		dieErrno(template);
	printf("%s\n", path);
	finish();
}
