/*
 * comm: the lines of two sorted files in three columns: only in the first,
 * only in the second, in both. -1 -2 -3 leave a column out.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-123] file1 file2"

struct side {
	struct lineReader reader;
	const char *name, *line;
	size_t length;
};

static int hidden[4]; /* by column */

static void
advance(struct side *side)
{
	side->line = nextLine(&side->reader, &side->length);
}

static void
start(struct side *side, const char *name)
{
	int stream = openOperand(name);

	if (stream < 0)
		finish();
	side->name = name;
	openLines(&side->reader, stream);
	advance(side);
}

static void
put(const struct side *side, int column)
{
	int before;

	if (hidden[column])
		return;
	for (before = 1; before < column; before++)
		if (!hidden[before])
			putchar('\t');
	putBytes(side->line, side->length);
	putchar('\n');
}

/* A side that has ended comes behind every line. */
static int
compare(const struct side *one, const struct side *other)
{
	size_t shorter = one->length < other->length ? one->length : other->length;
	int order;

	if (one->line == NULL || other->line == NULL)
		return one->line == NULL ? 1 : -1;
	order = memcmp(one->line, other->line, shorter);
	return order != 0 ? order : one->length < other->length ? -1 : one->length > other->length;
}

int
main(int argc, char **argv)
{
	struct side one, other;
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "123", USAGE)) != -1)
		hidden[letter - '0'] = 1;
	if (argc - optind != 2)
		usageError(USAGE);
	start(&one, argv[optind]);
	start(&other, argv[optind + 1]);
	while (one.line != NULL || other.line != NULL) {
		int order = compare(&one, &other);

		put(order <= 0 ? &one : &other, order == 0 ? 3 : order < 0 ? 1 : 2);
		if (order <= 0)
			advance(&one);
		if (order >= 0)
			advance(&other);
	}
	endLines(&one.reader, one.name);
	endLines(&other.reader, other.name);
	finish();
}
