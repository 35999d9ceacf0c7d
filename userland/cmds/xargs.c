/*
 * xargs: runs a command (echo) with arguments read from standard input, as many
 * as fit. Blanks and newlines separate; quotes and backslashes keep them. -0
 * arguments end with NUL, -n N at most so many, -L N (-l) so many lines, -s N
 * so many bytes, -I TEXT (-i) one line for each run, wherever TEXT stands; -t
 * says what is run, -p asks, -r not at all without arguments, -x ends if -n do
 * not fit, -E TEXT (-e) an argument that ends the input.
 * Exit status: 123 if a run failed, 124 if one ended with 255, 126, 127.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"
#include "common/text.h"

#define USAGE "[-0prtx] [-n args | -L lines | -I text] [-s bytes] [-E text] [command [argument ...]]"
#define SIZE_MAX_BYTES 16384 /* what exec takes, less the environment */
#define FAILED 123
#define GAVE_UP 124

static int withNul, asking, notEmpty, showing, strict;
static long argumentsMax, linesMax, bytesMax = SIZE_MAX_BYTES;
static const char *placeholder, *endText;
static char **command;
static size_t commandCount, commandBytes;
static char **gathered;
static size_t gatheredCount, gatheredCapacity, gatheredBytes;
static int runs;

/* Ends of what was read. */
enum end { ARGUMENT, ARGUMENT_AND_LINE, EMPTY_LINE, INPUT };

static enum end
readToNul(struct text *argument)
{
	int c;

	while ((c = getchar()) != EOF && c != '\0')
		appendByte(argument, c);
	return c == EOF && argument->length == 0 ? INPUT : ARGUMENT_AND_LINE;
}

/* -I: the whole line, without the blanks before it. */
static enum end
readLine(struct text *argument)
{
	int c;

	do
		c = getchar();
	while (c != EOF && isspace(c));
	for (; c != EOF && c != '\n'; c = getchar()) {
		if (c == '\\' && (c = getchar()) == EOF)
			break;
		appendByte(argument, c);
	}
	return c == EOF && argument->length == 0 ? INPUT : ARGUMENT_AND_LINE;
}

static enum end
readWord(struct text *argument)
{
	int c, quote, any = 0;

	do
		c = getchar();
	while (c != EOF && isblank(c));
	if (c == '\n')
		return EMPTY_LINE;
	for (; c != EOF && !isspace(c); c = getchar()) {
		any = 1;
		if (c == '\'' || c == '"') {
			for (quote = c; (c = getchar()) != quote; appendByte(argument, c))
				if (c == EOF || c == '\n')
					die("input", "a quote is not closed");
			continue;
		}
		if (c == '\\' && (c = getchar()) == EOF)
			break;
		appendByte(argument, c);
	}
	if (c == EOF)
		return any ? ARGUMENT_AND_LINE : INPUT;
	if (c == '\n')
		return ARGUMENT_AND_LINE;
	return ARGUMENT;
}

static void
show(char **argv)
{
	char *line = commandLine(argv);

	writeAll(2, line, strlen(line));
	writeAll(2, asking ? " ?..." : "\n", asking ? 5 : 1);
	free(line);
}

/* The person's answer comes from the terminal, not from standard input. */
static int
agreed(void)
{
	char answer = 'n', c = 'n';
	int first = 1;

	while (read(2, &c, 1) == 1 && c != '\n') {
		if (first)
			answer = c;
		first = 0;
	}
	return answer == 'y' || answer == 'Y';
}

static void
run(char **argv)
{
	int status;

	runs++;
	if (showing || asking)
		show(argv);
	if (asking && !agreed())
		return;
	status = runProgram(argv);
	if (status == 126 || status == 127) {
		exitStatus = status;
		finish();
	}
	if (status == 255) {
		failStatus = GAVE_UP;
		complain(argv[0], "ended with status 255");
		finish();
	}
	if (status != 0)
		exitStatus = FAILED;
}

static void
runGathered(void)
{
	char **argv = longerCommand(command, commandCount, gathered, gatheredCount);
	size_t i;

	run(argv);
	free(argv);
	for (i = 0; i < gatheredCount; i++)
		free(gathered[i]);
	gatheredCount = gatheredBytes = 0;
}

static void
gather(char *argument)
{
	size_t bytes = strlen(argument) + 1;

	if (commandBytes + bytes > (size_t)bytesMax)
		die(argument, "is too long an argument");
	if (commandBytes + gatheredBytes + bytes > (size_t)bytesMax) {
		if (strict && (argumentsMax > 0 || linesMax > 0))
			die("arguments", "do not fit");
		runGathered();
	}
	gathered = growArray(gathered, &gatheredCapacity, gatheredCount, sizeof *gathered);
	gathered[gatheredCount++] = copyString(argument);
	gatheredBytes += bytes;
}

static void
runReplaced(const char *argument)
{
	char **argv = filledCommand(command, commandCount, placeholder, argument);

	run(argv);
	freeCommand(argv);
}

static void
readAndRun(void)
{
	struct text argument = NO_TEXT;
	long lines = 0;

	for (;;) {
		enum end end;

		argument.length = 0;
		end = withNul ? readToNul(&argument) : placeholder != NULL ? readLine(&argument) : readWord(&argument);
		/* A blank before the newline: to -L the line goes on. */
		if (end == EMPTY_LINE)
			continue;
		if (end != INPUT) {
			const char *text = stringOf(&argument);

			if (endText != NULL && strcmp(text, endText) == 0)
				end = INPUT;
			else if (placeholder != NULL)
				runReplaced(text);
			else
				gather(stringOf(&argument));
		}
		if (end == INPUT)
			break;
		lines += end == ARGUMENT_AND_LINE;
		if ((argumentsMax > 0 && gatheredCount >= (size_t)argumentsMax) || (linesMax > 0 && lines >= linesMax)) {
			runGathered();
			lines = 0;
		}
	}
	if (gatheredCount > 0 || (runs == 0 && !notEmpty && placeholder == NULL))
		runGathered();
}

static long
positive(const char *text)
{
	long value = parseCount(text, "is no number");

	if (value == 0)
		die(text, "must be more than 0");
	return value;
}

int
main(int argc, char **argv)
{
	static char *echo[] = {"echo", NULL};
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "0E:I:L:in:ps:rtx", USAGE)) != -1) {
		switch (letter) {
		case '0': withNul = 1; break;
		case 'E': endText = optarg; break;
		case 'I': placeholder = optarg; break;
		case 'i': placeholder = "{}"; break;
		case 'L': linesMax = positive(optarg); break;
		case 'n': argumentsMax = positive(optarg); break;
		case 'p': asking = 1; break;
		case 'r': notEmpty = 1; break;
		case 's': bytesMax = positive(optarg); break;
		case 't': showing = 1; break;
		case 'x': strict = 1; break;
		}
	}
	if (bytesMax > SIZE_MAX_BYTES)
		bytesMax = SIZE_MAX_BYTES;
	command = optind < argc ? argv + optind : echo;
	for (; command[commandCount] != NULL; commandCount++)
		commandBytes += strlen(command[commandCount]) + 1;
	readAndRun();
	finish();
}
