/*
 * du: how many Kbytes the files in and below directories take. -s only a sum
 * for each operand, -a every file, -c a sum of all, -x one domain only, -L
 * follows links. A file with several names counts once. -k is accepted.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"
#include "common/walk.h"

#define USAGE "[-a | -s] [-ckLx] [file ...]"
#define BLOCKS_PER_KBYTE 2 /* st_blocks counts 512 bytes */

struct seen {
	dev_t domain;
	ino_t number;
};

static int showAll, sumsOnly;
/* Blocks in the directories on the way, by level; [level + 1] gathers what is inside. */
static unsigned long *blocks;
static size_t levels;
static struct seen *seen;
static size_t seenCount, seenCapacity;

static void
show(unsigned long count, const char *path)
{
	printf("%lu\t%s\n", (count + BLOCKS_PER_KBYTE - 1) / BLOCKS_PER_KBYTE, path);
}

static int
wasSeen(const struct stat *status)
{
	size_t i;

	if (status->st_nlink < 2 || S_ISDIR(status->st_mode))
		return 0;
	for (i = 0; i < seenCount; i++)
		if (seen[i].domain == status->st_dev && seen[i].number == status->st_ino)
			return 1;
	seen = growArray(seen, &seenCapacity, seenCount, sizeof *seen);
	seen[seenCount].domain = status->st_dev;
	seen[seenCount++].number = status->st_ino;
	return 0;
}

static unsigned long *
sumAt(int level)
{
	while ((size_t)level >= levels) {
		blocks = reallocate(blocks, (levels + 16) * sizeof *blocks);
		memset(blocks + levels, 0, 16 * sizeof *blocks);
		levels += 16;
	}
	return &blocks[level];
}

static int
count(const struct visit *visit)
{
	unsigned long sum = wasSeen(&visit->status) ? 0 : (unsigned long)visit->status.st_blocks;
	int isDir = S_ISDIR(visit->status.st_mode);

	if (isDir) {
		sum += *sumAt(visit->level + 1);
		*sumAt(visit->level + 1) = 0;
	}
	*sumAt(visit->level) += sum;
	if (visit->level == 0 || (!sumsOnly && (isDir || showAll)))
		show(sum, visit->path);
	return WALK_ON;
}

int
main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	struct walkRules rules = {0, 0, 0, 0, 1, count};
	int letter, grandTotal = 0;

	begin(argv);
	while ((letter = nextOption(argc, argv, "acksLx", USAGE)) != -1) {
		switch (letter) {
		case 'a': showAll = 1; break;
		case 'c': grandTotal = 1; break;
		case 's': sumsOnly = 1; break;
		case 'L': rules.followAll = 1; break;
		case 'x': rules.oneDomain = 1; break;
		}
	}
	if (showAll && sumsOnly)
		usageError(USAGE);
	for (argv = optind < argc ? argv + optind : here; *argv != NULL; argv++)
		walkTree(*argv, &rules);
	if (grandTotal)
		show(*sumAt(0), "total");
	finish();
}
