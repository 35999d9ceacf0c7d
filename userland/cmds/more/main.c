/*
 * more: shows text a screen at a time. Space shows the next screen, return the
 * next line; h lists the keys. If standard output is no terminal, it copies.
 * -s several empty lines are one, -N rows at a time, +N begins at a line,
 * +/pattern at a match, -c paints over the screen (always done on going back).
 */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"
#include "more.h"
#include "screen.h"
#include "text.h"

#define USAGE "[-s] [-rows] [+line | +/pattern] [file ...]"

static int keyboard, quitting, rowsAtATime;
static long top; /* the row behind the last one shown */
static struct text pattern;
static const char *fileName;
static long startLine;
static const char *startPattern;

static const char *const help[] = {
    "space     next screen           return, j  next line (N of them)",
    "d, ^D     half a screen         b, ^B, u   back a screen, half a screen",
    "g, G      to line N, the end    k, y       back a line",
    "/text     search (a pattern)    n          search again",
    "=         line number           !command   run a command",
    ":n        next file             v          edit with $EDITOR or vi",
    "q         quit                  h          this text",
};

static void
restore(int signal)
{
	(void)signal;
	setKeys(keyboard, KEYS_PLAIN);
	putText("\r\033[K");
	fflush(stdout);
	_exit(exitStatus);
}

/* What is asked while a key is waited for, or NULL. */
static const char *asked;

/* The shell has its terminal while this one is stopped. A signal ends no read: what was asked is asked again here. */
static void
stop(int number)
{
	setKeys(keyboard, KEYS_PLAIN);
	putText("\r\033[K");
	fflush(stdout);
	signal(number, SIG_DFL);
	sigsetmask(sigblock(0) & ~sigmask(number));
	kill(getpid(), number);
	signal(number, stop);
	setKeys(keyboard, KEYS_CBREAK);
	screenSize(keyboard, &screenRows, &screenColumns);
	if (asked != NULL)
		putStandout(asked);
}

static void
noteResize(int signal)
{
	(void)signal;
	screenSize(keyboard, &screenRows, &screenColumns);
}

static int
readKey(void)
{
	unsigned char key;

	return read(keyboard, &key, 1) == 1 ? key : 'q';
}

static int
ask(const char *text)
{
	int key;

	asked = text;
	putStandout(text);
	key = readKey();
	asked = NULL;
	return key;
}

static void
clearPrompt(void)
{
	putText("\r\033[K");
}

static void
showRows(long rows)
{
	size_t length;

	clearPrompt();
	for (; rows > 0 && hasRow(top); rows--, top++) {
		const char *text = rowText(top, &length);

		putRow(text, length);
	}
}

/* Paints the screen anew so that `row` is its first. */
static void
showFrom(long row)
{
	putText("\033[H\033[J");
	top = row < 0 ? 0 : row;
	showRows(screenRows - 1);
}

static long
firstShown(void)
{
	long first = top - (screenRows - 1);

	return first < 0 ? 0 : first;
}

static void
say(const char *text)
{
	ask(text);
	clearPrompt();
}

/* A line typed at the bottom of the screen; NULL if it was given up. */
static const char *
readAnswer(const char *prompt, struct text *answer)
{
	int key;

	clearPrompt();
	putText(prompt);
	for (answer->length = 0;;) {
		fflush(stdout);
		key = readKey();
		if (key == '\r' || key == '\n')
			return stringOf(answer);
		if (key == '\b' || key == 0x7f) {
			if (answer->length == 0)
				return NULL;
			answer->length--;
			putText("\b \b");
		} else if (key == 0x15 || key == 0x03 || key == 0x1b) {
			return NULL;
		} else {
			appendByte(answer, key);
			putchar(key);
		}
	}
}

static int
rowMatches(const regex_t *regex, long row)
{
	struct text plain = NO_TEXT;
	size_t length, i;
	const char *text = rowText(row, &length);
	regmatch_t match;
	int found;

	for (i = 0; i < length; i++) {
		if (text[i] == '\b' && plain.length > 0)
			plain.length--;
		else
			appendByte(&plain, text[i]);
	}
	match.rm_so = 0;
	match.rm_eo = (regoff_t)plain.length;
	found = regexec(regex, stringOf(&plain), 1, &match, REG_STARTEND) == 0;
	free(plain.bytes);
	return found;
}

static void
search(long from, long times)
{
	regex_t regex;
	long row;

	if (pattern.length == 0 || regcomp(&regex, stringOf(&pattern), REG_NOSUB) != 0) {
		say("There is no such pattern");
		return;
	}
	for (row = from; hasRow(row); row++)
		if (rowMatches(&regex, row) && --times <= 0)
			break;
	regfree(&regex);
	if (!hasRow(row))
		say("Pattern not found");
	else
		showFrom(row);
}

static void
runCommand(const char *command)
{
	setKeys(keyboard, KEYS_PLAIN);
	putchar('\n');
	runShell(command);
	setKeys(keyboard, KEYS_CBREAK);
	say("--press a key--");
}

static void
edit(void)
{
	struct text command = NO_TEXT;
	const char *editor = getenv("EDITOR");

	if (strcmp(fileName, "-") == 0) {
		say("A pipe cannot be edited");
		return;
	}
	appendString(&command, editor != NULL ? editor : "vi");
	appendByte(&command, ' ');
	appendString(&command, fileName);
	runCommand(stringOf(&command));
	free(command.bytes);
	showFrom(firstShown());
}

static void
showHelp(void)
{
	size_t i;

	clearPrompt();
	for (i = 0; i < sizeof help / sizeof help[0]; i++)
		puts(help[i]);
}

/* One key and what belongs to it. 0: this file has been seen enough. */
static int
obey(void)
{
	struct text answer = NO_TEXT;
	long count = 0, screen;
	char where[60];
	int key = ask("--More--");

	for (; isdigit(key); key = readKey())
		if (count < 1000000)
			count = count * 10 + (key - '0');
	screen = rowsAtATime > 0 ? rowsAtATime : screenRows - 1;
	switch (key) {
	case ' ': case 'f': case 0x06: showRows(count > 0 ? count : screen); break;
	case 'z':
		if (count > 0)
			rowsAtATime = (int)count;
		showRows(count > 0 ? count : screen);
		break;
	case '\r': case '\n': case 'j': case 'e': showRows(count > 0 ? count : 1); break;
	case 'd': case 0x04: showRows(count > 0 ? count : screenRows / 2); break;
	case 'b': case 0x02: showFrom(firstShown() - screen * (count > 0 ? count : 1)); break;
	case 'u': case 0x15: showFrom(firstShown() - screenRows / 2); break;
	case 'k': case 'y': showFrom(firstShown() - (count > 0 ? count : 1)); break;
	case 's': top += count > 0 ? count : 1; showRows(screen); break;
	case 'g': showFrom(count > 0 ? rowOfLine(count) : 0); break;
	case 'G': showFrom(count > 0 ? rowOfLine(count) : rowCount() - (screenRows - 1)); break;
	case '/':
		if (readAnswer("/", &answer) != NULL) {
			if (answer.length > 0) {
				pattern.length = 0;
				appendBytes(&pattern, answer.bytes, answer.length);
			}
			search(firstShown() + 1, count);
		}
		break;
	case 'n': search(firstShown() + 1, count); break;
	case '=':
		sprintf(where, "line %ld", lineOfRow(top > 0 ? top - 1 : 0));
		say(where);
		break;
	case '!':
		if (readAnswer("!", &answer) != NULL)
			runCommand(stringOf(&answer));
		break;
	case 'v': edit(); break;
	case ':':
		key = readKey();
		quitting = key == 'q' || key == 'Q';
		if (key == 'n' || quitting)
			return 0;
		if (key == 'f')
			say(fileName);
		break;
	case 'h': case '?': showHelp(); break;
	case 'q': case 'Q': case 0x03: quitting = 1; return 0;
	case 0x0c: showFrom(firstShown()); break;
	}
	free(answer.bytes);
	return 1;
}

static void
showFile(int stream, int isLast)
{
	openText(stream, fileName);
	top = 0;
	if (startPattern != NULL) {
		appendString(&pattern, startPattern);
		search(0, 1);
		startPattern = NULL;
	} else {
		top = startLine > 0 ? rowOfLine(startLine) : 0;
		showRows(screenRows - 1);
	}
	while (hasRow(top))
		if (!obey())
			break;
	clearPrompt();
	if (!quitting && !isLast && !hasRow(top)) {
		quitting = strchr("qQ\003", ask("--Next file--")) != NULL;
		clearPrompt();
	}
	closeText();
}

static void
copy(int stream, const char *name)
{
	static char buffer[8192];
	ssize_t got;

	while ((got = read(stream, buffer, sizeof buffer)) > 0)
		putBytes(buffer, (size_t)got);
	if (got < 0)
		complainErrno(name);
}

static void
heading(const char *name)
{
	printf("::::::::::::::\n%s\n::::::::::::::\n", name);
}

static void
readOptions(char ***argv)
{
	for (++*argv; **argv != NULL && (***argv == '-' || ***argv == '+') && (**argv)[1] != '\0'; ++*argv) {
		const char *p = **argv;

		if (p[0] == '+' && p[1] == '/')
			startPattern = p + 2;
		else if (p[0] == '+')
			startLine = parseCount(p + 1, "is no line number");
		else if (isdigit((unsigned char)p[1]))
			rowsAtATime = (int)parseCount(p + 1, "is no number of rows");
		else if (strspn(p + 1, "cdflsu") == strlen(p + 1))
			squeezing |= strchr(p, 's') != NULL;
		else
			usageError(USAGE);
	}
}

int
main(int argc, char **argv)
{
	static char *standardInput[] = {"-", NULL};
	int several, onTerminal = isatty(1);

	begin(argv);
	(void)argc;
	readOptions(&argv);
	several = *argv != NULL && argv[1] != NULL;
	if (*argv == NULL) {
		if (isatty(0))
			usageError(USAGE);
		argv = standardInput;
	}
	keyboard = onTerminal ? openKeyboard() : -1;
	if (keyboard >= 0) {
		screenSize(keyboard, &screenRows, &screenColumns);
		signal(SIGINT, restore);
		signal(SIGTSTP, stop);
		signal(SIGWINCH, noteResize);
		setKeys(keyboard, KEYS_CBREAK);
	}
	for (; *argv != NULL && !quitting; argv++) {
		int stream;

		if (isDirectory(*argv)) {
			complain(*argv, strerror(EISDIR));
			continue;
		}
		stream = openOperand(*argv);
		if (stream < 0)
			continue;
		fileName = *argv;
		if (several)
			heading(*argv);
		if (keyboard >= 0) {
			showFile(stream, argv[1] == NULL);
		} else {
			copy(stream, *argv);
			closeOperand(stream);
		}
	}
	if (keyboard >= 0)
		setKeys(keyboard, KEYS_PLAIN);
	finish();
}
