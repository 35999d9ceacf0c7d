/*
 * cp: copies a file to a file, or several into a directory; -r trees, -p with
 * owner, mode and times, -i asking before overwriting, -f replacing what
 * cannot be written.
 */
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-fiprR] from ... to"

static struct copyRules rules;

static void
copy(const char *from, const char *to)
{
	copyTree(from, to, &rules);
}

int
main(int argc, char **argv)
{
	int letter;

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
	eachTarget(argc - optind, argv + optind, copy);
	finish();
}
