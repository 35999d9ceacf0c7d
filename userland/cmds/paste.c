/*
 * paste: lines of several files side by side; -s the lines of each file one
 * behind the other. -d lists what stands between them, in turn; \n \t \\ and \0
 * (nothing) in the list. Every "-" takes its turn at standard input.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-s] [-d list] [file ...]"

static unsigned char *separators;
static int *isNothing; /* by separator: \0 */
static size_t separatorCount;
static struct lineReader standardInput;

struct column {
	struct lineReader own, *reader;
	const char *name;
	int open;
};

static void
readSeparators(const char *list)
{
	static const char names[] = "nt\\0", values[] = "\n\t\\";

	separators = allocate(strlen(list) + 1);
	isNothing = allocate((strlen(list) + 1) * sizeof *isNothing);
	for (; *list != '\0'; list++) {
		const char *name = list[0] == '\\' && list[1] != '\0' ? strchr(names, list[1]) : NULL;

		isNothing[separatorCount] = name != NULL && *name == '0';
		separators[separatorCount++] = (unsigned char)(name == NULL ? *list : values[name - names]);
		list += name != NULL;
	}
	if (separatorCount == 0)
		isNothing[separatorCount++] = 1;
}

static void
putSeparator(size_t number)
{
	number %= separatorCount;
	if (!isNothing[number])
		putchar(separators[number]);
}

static void
openColumn(struct column *column, const char *name)
{
	int stream = openOperand(name);

	if (stream < 0)
		finish();
	column->name = name;
	column->open = 1;
	column->reader = stream == 0 ? &standardInput : &column->own;
	if (stream != 0)
		openLines(&column->own, stream);
}

static const char *
readColumn(struct column *column, size_t *length)
{
	const char *line = column->open ? nextLine(column->reader, length) : NULL;

	if (line == NULL && column->open) {
		column->open = 0;
		if (column->reader != &standardInput) {
			endLines(column->reader, column->name);
			closeOperand(column->reader->stream);
		}
	}
	return line;
}

static void
pasteSerial(const char *name)
{
	struct column column;
	const char *line;
	size_t length, count;

	openColumn(&column, name);
	for (count = 0; (line = readColumn(&column, &length)) != NULL; count++) {
		if (count > 0)
			putSeparator(count - 1);
		putBytes(line, length);
	}
	putchar('\n');
}

/* One line of output: 0 if all columns have ended. */
static int
pasteLine(struct column *columns, size_t count)
{
	size_t i, length, waiting = 0;
	int any = 0;

	for (i = 0; i < count; i++) {
		const char *line = readColumn(&columns[i], &length);

		if (line != NULL) {
			for (any = 1; waiting < i; waiting++)
				putSeparator(waiting);
			putBytes(line, length);
		}
	}
	for (; any && waiting + 1 < count; waiting++)
		putSeparator(waiting);
	if (any)
		putchar('\n');
	return any;
}

int
main(int argc, char **argv)
{
	static char *dash[] = {"-", NULL};
	struct column *columns;
	const char *list = "\t";
	size_t count = 0, i;
	int serial = 0, letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "d:s", USAGE)) != -1) {
		if (letter == 's')
			serial = 1;
		else
			list = optarg;
	}
	readSeparators(list);
	openLines(&standardInput, 0);
	argv = optind < argc ? argv + optind : dash;
	if (serial) {
		for (; *argv != NULL; argv++)
			pasteSerial(*argv);
		finish();
	}
	while (argv[count] != NULL)
		count++;
	columns = allocate(count * sizeof *columns);
	for (i = 0; i < count; i++)
		openColumn(&columns[i], argv[i]);
	while (pasteLine(columns, count))
		continue;
	finish();
}
