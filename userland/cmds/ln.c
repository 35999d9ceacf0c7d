/*
 * ln: links. -s symbolic; -r remote: Sprite's mark in a directory that another
 * domain hangs there, whose text by custom is its own absolute name; -f
 * replaces what has the name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-f] [-s | -r] target [link] | target ... directory"

static int symbolic, remote, force;

static void
makeOne(const char *target, const char *path)
{
	struct stat status;

	if (!symbolic && !remote && isDirectory(target)) {
		complain(target, "is a directory");
		return;
	}
	/* Ours must not go before we know that the new one can come. */
	if (force && lstat(path, &status) == 0 && !S_ISDIR(status.st_mode)) {
		struct stat old;

		if (!symbolic && !remote && (lstat(target, &old) != 0 || sameFile(&old, &status))) {
			complain(target, "cannot be linked to this name");
			return;
		}
		if (unlink(path) != 0) {
			complainErrno(path);
			return;
		}
	}
	if ((symbolic || remote ? makeLink(target, path, remote) : link(target, path)) != 0)
		complainErrno(symbolic || remote || errno == EEXIST ? path : target);
}

int
main(int argc, char **argv)
{
	int letter, operands;

	begin(argv);
	while ((letter = nextOption(argc, argv, "frs", USAGE)) != -1) {
		switch (letter) {
		case 'f': force = 1; break;
		case 'r': remote = 1; break;
		case 's': symbolic = 1; break;
		}
	}
	operands = argc - optind;
	if (operands < 1)
		usageError(USAGE);
	if (operands > 1)
		eachTarget(operands, argv + optind, makeOne);
	else /* a remote link's own name is its text; others get their name here */
		makeOne(argv[optind], remote ? argv[optind] : pathInto(".", argv[optind]));
	finish();
}
