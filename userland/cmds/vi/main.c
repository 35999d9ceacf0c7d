/*
 * vi: the editor of screens, for a VT100. vi [+command] [file ...]; +N begins at
 * line N, +/pattern at a match, + at the end.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/time.h>
#include "screen.h"
#include "vi.h"

#define USAGE "[+command] [file ...]"
#define SEQUENCE_USEC 100000 /* within which the rest of a key's sequence comes */

long column, wantedColumn;

/* Keys that are to be read before those of the terminal: of . and what was read too much. */
static struct text queued;
static size_t queuedAt;
static struct text typed; /* since the command began */
static struct text lastCommand;
static int replaying;
static const struct line *placeholder; /* of a text without lines: never changed, for a change makes another */
static volatile int resized, waiting;

/* --- Keys --- */

static void
adaptScreen(void)
{
	if (!resized)
		return;
	resized = 0;
	measureScreen();
	paint();
}

static void
noteResize(int signal)
{
	(void)signal;
	resized = 1;
	/* read is not ended by a signal: whoever waits for a key sees the new screen at once. */
	if (waiting)
		adaptScreen();
}

static int
keyWaits(void)
{
	struct timeval limit = {0, SEQUENCE_USEC};
	fd_set ready;

	FD_ZERO(&ready);
	FD_SET(0, &ready);
	return select(1, &ready, NULL, NULL, &limit) > 0;
}

static int
readByte(void)
{
	unsigned char byte;
	ssize_t got;

	if (queuedAt < queued.length)
		return (unsigned char)queued.bytes[queuedAt++];
	replaying = 0;
	waiting = 1;
	adaptScreen();
	got = read(0, &byte, 1);
	waiting = 0;
	/* The terminal is gone. */
	if (got != 1)
		leave();
	return byte;
}

/* Behind ESC [ or ESC O; 0 if it is no key we know. */
static int
readSequence(void)
{
	static const struct {
		int last, key;
	} keys[] = {
	    {'A', KEY_UP}, {'B', KEY_DOWN}, {'C', KEY_RIGHT}, {'D', KEY_LEFT}, {'H', KEY_HOME}, {'F', KEY_END},
	};
	int byte = readByte(), digit = 0;
	size_t i;

	for (; byte >= '0' && byte <= '9'; byte = readByte())
		digit = byte;
	if (byte == '~')
		return digit == '1' ? KEY_HOME : digit == '4' ? KEY_END : digit == '3' ? KEY_DELETE : digit == '5' ? KEY_PAGE_UP
		    : digit == '6' ? KEY_PAGE_DOWN : 0;
	for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].last == byte)
			return keys[i].key;
	return 0;
}

int
readKey(void)
{
	int byte = readByte(), next;

	appendByte(&typed, byte);
	if (byte != ESCAPE || replaying || queuedAt < queued.length || !keyWaits())
		return byte;
	next = readByte();
	if (next == '[' || next == 'O') {
		/* Arrows are no part of what . repeats. */
		typed.length--;
		return readSequence();
	}
	queued.length = queuedAt = 0;
	appendByte(&queued, next);
	return byte;
}

void
startCommand(void)
{
	typed.length = 0;
}

void
keepCommand(void)
{
	if (replaying)
		return;
	lastCommand.length = 0;
	appendBytes(&lastCommand, typed.bytes, typed.length);
}

/* . with a count of its own replaces the command's. */
void
repeatCommand(long count)
{
	char digits[NUMBER_BYTES + 12];
	const char *p = lastCommand.bytes;
	size_t length = lastCommand.length;

	if (length == 0) {
		refuse();
		return;
	}
	queued.length = queuedAt = 0;
	if (count > 0) {
		sprintf(digits, "%ld", count);
		appendString(&queued, digits);
		while (length > 0 && *p >= '0' && *p <= '9') {
			p++;
			length--;
		}
	}
	appendBytes(&queued, p, length);
	replaying = 1;
	while (replaying && queuedAt < queued.length)
		obeyKey();
	replaying = 0;
}

/* --- Messages --- */

void
say(const char *text)
{
	putMessage(text);
}

void
complainOf(const char *text)
{
	putText("\a");
	putMessage(text);
}

void
refuse(void)
{
	putText("\a");
	/* What stood behind a command that failed is not done. */
	queued.length = queuedAt = 0;
}

int
fileFailure(const char *name, const char *why)
{
	static char text[200];

	sprintf(text, "%.100s: %.80s", name, why);
	return failure(text);
}

/* The text that commands behind the colon take comes with them. */
char *
readCommandLine(size_t *length)
{
	return readScriptLine(length);
}

void
leave(void)
{
	closeScreen();
	finish();
}

void
suspend(void)
{
	closeScreen();
	kill(0, SIGTSTP);
	openScreen();
}

/* --- Lines --- */

const char *
textAt(long line, size_t *length)
{
	const struct text *text = &lineAt(line)->text;

	*length = text->length;
	return text->length == 0 ? "" : text->bytes;
}

long
lengthOf(long line)
{
	return (long)lineAt(line)->text.length;
}

void
ensureLine(void)
{
	int before = changed;

	if (lineCount > 0)
		return;
	insertLine(0, "", 0);
	placeholder = lineAt(1);
	changed = before;
}

int
isEmptyText(void)
{
	return lineCount == 1 && lineAt(1) == placeholder;
}

void
fixCursor(int inserting)
{
	long end;

	ensureLine();
	current = current < 1 ? 1 : current > lineCount ? lineCount : current;
	end = lengthOf(current) - !inserting;
	column = column > end ? end : column;
	column = column < 0 ? 0 : column;
}

int
main(int argc, char **argv)
{
	const char *command = NULL;

	begin(argv);
	(void)argc;
	if (!isatty(0) || !isatty(1))
		die("standard input and output", "must be a terminal");
	for (argv++; *argv != NULL && (**argv == '+' || **argv == '-') && (*argv)[1] != '-'; argv++) {
		if (**argv != '+')
			usageError(USAGE);
		command = (*argv)[1] == '\0' ? "$" : *argv + 1;
	}
	silent = hushed = 1;
	signal(SIGINT, SIG_IGN);
	signal(SIGWINCH, noteResize);
	openScreen();
	nextFiles = *argv == NULL ? argv : argv + 1;
	if (*argv != NULL)
		openFile(*argv);
	ensureLine();
	current = 1;
	if (command != NULL)
		obeyColon(command);
	for (;;) {
		fixCursor(0);
		paint();
		obeyKey();
	}
}
