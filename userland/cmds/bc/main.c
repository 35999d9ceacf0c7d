/*
 * bc: a calculator with numbers of any length. bc [-l] [file ...]: -l defines
 * sine and the like, and sets scale to 20. After the files it reads standard
 * input.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bc.h"

#define USAGE "[-l] [file ...]"

static struct lineReader input;

static int
readMore(struct text *text)
{
	size_t length;
	const char *line = nextLine(&input, &length);

	if (line == NULL)
		return 0;
	appendBytes(text, line, length);
	appendByte(text, '\n');
	return 1;
}

static void
runAll(const char *name, const char *text, int (*more)(struct text *))
{
	struct node *statement;

	setSource(name, text, more);
	while ((statement = parseStatement()) != NULL)
		runTop(statement);
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "l", USAGE)) != -1)
		runAll("library", library, NULL);
	for (argv += optind; *argv != NULL; argv++) {
		size_t length;
		char *bytes = readFile(*argv, &length);
		struct text text = NO_TEXT;

		appendBytes(&text, bytes, length);
		appendByte(&text, '\n');
		runAll(*argv, stringOf(&text), NULL);
		free(text.bytes);
		free(bytes);
	}
	openLines(&input, 0);
	runAll("standard input", "", readMore);
	finish();
}
