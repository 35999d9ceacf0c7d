/*
 * ed: the editor of lines. -s (or -) says no counts, -p prompt. After a mistake
 * it says "?"; h tells what was wrong.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "editor/editor.h"

#define USAGE "[-s] [-p prompt] [file]"
#define MISTAKES 1 /* exit status if a command failed and nobody was there to see it */

static struct lineReader input;
static struct text line;

/* The name and the reason, as ed has always said it, before its question mark. */
int
fileFailure(const char *name, const char *why)
{
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", name, why);
	return failure("the file cannot be opened");
}

char *
readCommandLine(size_t *length)
{
	char *text;

	if (globalScript != NULL)
		return readScriptLine(length);
	fflush(stdout);
	text = nextLine(&input, length);
	if (text == NULL)
		return NULL;
	line.length = 0;
	appendBytes(&line, text, *length);
	return stringOf(&line);
}

static void
loop(void)
{
	size_t length;
	char *next, *command;
	int mistakes = 0;

	while (!quitting) {
		if (prompting)
			putText(prompt);
		next = readCommandLine(&length);
		if (next == NULL) {
			/* The end of input is a q that cannot be repeated. */
			if (!doCommand("q", 0))
				puts("?");
			break;
		}
		command = copyString(next);
		if (!doCommand(command, 0)) {
			mistakes = 1;
			globalScript = NULL;
			puts("?");
			if (explains())
				puts(lastError);
		}
		free(command);
	}
	if (mistakes && !isatty(0))
		exitStatus = MISTAKES;
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	failStatus = MISTAKES;
	while ((letter = nextOption(argc, argv, "p:s", USAGE)) != -1) {
		if (letter == 's') {
			silent = 1;
		} else {
			prompt = optarg;
			prompting = 1;
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		silent = 1;
		optind++;
	}
	if (argc - optind > 1)
		usageError(USAGE);
	signal(SIGINT, SIG_IGN);
	openLines(&input, 0);
	if (optind < argc) {
		fileName = copyString(argv[optind]);
		readFileInto(fileName, 0);
		changed = 0;
	}
	loop();
	finish();
}
