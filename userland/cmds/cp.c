/*
 * cp: copies a file to a file, or several into a directory; -r trees, -p with
 * owner, mode and times, -i asking before overwriting, -f replacing what
 * cannot be written.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-fiprR] from ... to"

int
main(int argc, char **argv)
{
	struct copyRules rules = {0, 0, 0, 0};
	const char *last;
	int letter, into;

	begin(argv);
	while ((letter = nextOption(argc, argv, "fiprR", USAGE)) != -1) {
		switch (letter) {
		case 'f': rules.force = 1; rules.ask = 0; break;
		case 'i': rules.ask = 1; break;
		case 'p': rules.preserve = 1; break;
		default: rules.recursive = 1; break;
		}
	}
	if (argc - optind < 2)
		usageError(USAGE);
	last = argv[argc - 1];
	into = isDirectory(last);
	if (!into && argc - optind > 2)
		die(last, "is not a directory");
	for (; optind < argc - 1; optind++) {
		char *to = into ? pathInto(last, argv[optind]) : copyString(last);

		copyTree(argv[optind], to, &rules);
		free(to);
	}
	finish();
}
