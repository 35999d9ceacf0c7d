/*
 * mv: renames, or moves into a directory; from one domain to another by
 * copying and removing. -i asks before replacing, -f never asks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-fi] from ... to"

static int force, ask;

/* Is the person content that `to` goes? */
static int
mayReplace(const char *to, const struct stat *target)
{
	if (ask)
		return confirm("replace ", to, "? ");
	return force || mayOverride(to, target);
}

/* rename() replaces only like by like; between domains we must keep to that ourselves. */
static void
moveAcross(const char *from, const struct stat *source, const char *to, const struct stat *target)
{
	struct copyRules copying = {1, 1, 1, 0};
	struct removeRules removing = {1, 1, 0};

	if (target != NULL && S_ISDIR(target->st_mode) != S_ISDIR(source->st_mode)) {
		complain(to, S_ISDIR(target->st_mode) ? "is a directory" : "is not a directory");
		return;
	}
	if (target != NULL && (S_ISDIR(target->st_mode) ? rmdir : unlink)(to) != 0) {
		complainErrno(to);
		return;
	}
	if (copyTree(from, to, &copying) == 0)
		removeTree(from, &removing);
}

static void
move(const char *from, const char *to)
{
	struct stat source, target;
	int exists = lstat(to, &target) == 0;

	if (lstat(from, &source) != 0) {
		complainErrno(from);
		return;
	}
	if (exists) {
		if (sameFile(&source, &target)) {
			complain(to, "is the file to be moved itself");
			return;
		}
		if (!mayReplace(to, &target))
			return;
	}
	if (rename(from, to) == 0)
		return;
	if (errno == EXDEV) {
		moveAcross(from, &source, to, exists ? &target : NULL);
	} else {
		/* Either of the two may be to blame; the kernel does not say which. */
		char *both = allocate(strlen(from) + strlen(to) + 5);

		strcpy(both, from);
		strcat(both, " -> ");
		strcat(both, to);
		complainErrno(both);
		free(both);
	}
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "fi", USAGE)) != -1) {
		force = letter == 'f';
		ask = letter == 'i';
	}
	if (argc - optind < 2)
		usageError(USAGE);
	eachTarget(argc - optind, argv + optind, move);
	finish();
}
