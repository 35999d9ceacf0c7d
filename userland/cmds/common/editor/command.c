/*
 * One command: its addresses, its letter, and what stands behind.
 */
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "editor.h"

#define SCREEN_LINES 22

int silent, hushed, prompting, quitting;
const char *prompt = "*", *globalScript, *lastError;

static int explaining; /* H */
static int warned; /* about changes that would be lost */

int
failure(const char *why)
{
	lastError = why;
	return 0;
}

char *
readScriptLine(size_t *length)
{
	static struct text line;
	const char *newline;

	if (globalScript == NULL)
		return NULL;
	newline = strchr(globalScript, '\n');
	*length = newline == NULL ? strlen(globalScript) : (size_t)(newline - globalScript);
	line.length = 0;
	appendBytes(&line, globalScript, *length);
	globalScript = newline == NULL ? NULL : newline + 1;
	return stringOf(&line);
}

static int
atEnd(const char *p)
{
	while (isblank((unsigned char)*p))
		p++;
	return *p == '\0' || failure("there is more behind the command than it takes");
}

/* p, n or l behind a command: shows the line at which it leaves. */
static int
finishCommand(const char *p)
{
	int how = 0;

	while (strchr("pnl", *p) != NULL && *p != '\0')
		how = *p++;
	if (!atEnd(p))
		return 0;
	if (how != 0 && current > 0)
		printLines(current, current, how);
	return 1;
}

/* The address that m and t need behind them. */
static int
readTarget(const char **p, long *target)
{
	struct addresses addresses;

	if (!readAddresses(p, &addresses))
		return 0;
	if (addresses.count == 0)
		return failure("m and t need an address behind them");
	*target = addresses.to;
	return 1;
}

/* A file's name behind a command; the remembered one if there is none. */
static const char *
readName(const char *p)
{
	if (*p != '\0' && !isblank((unsigned char)*p)) {
		failure("a blank is missing before the name");
		return NULL;
	}
	while (isblank((unsigned char)*p))
		p++;
	if (*p == '\0' && fileName == NULL)
		failure("there is no file name");
	return *p != '\0' ? p : fileName;
}

static void
rememberName(const char *name)
{
	char *copy;

	if (*name == '!' || name == fileName)
		return;
	copy = copyString(name);
	free(fileName);
	fileName = copy;
}

/* Changes not written: said once, done the second time. */
static int
mayForget(void)
{
	if (changed && !warned && lineCount > 0) {
		warned = 1;
		return failure("the changes are not written; once more to forget them");
	}
	return 1;
}

static int
editFile(const char *p, int force)
{
	const char *name = readName(p);

	if (name == NULL || (!force && !mayForget()))
		return 0;
	rememberName(name);
	clearBuffer();
	readFileInto(*name == '!' ? name : fileName, 0);
	changed = 0;
	return 1;
}

static int
writeLines(const char *p, const struct addresses *addresses, int append)
{
	int quits = *p == 'q';
	const char *name = readName(p + quits);
	long from = addresses->count == 0 ? lineCount > 0 : addresses->from;
	long to = addresses->count == 0 ? lineCount : addresses->to;

	if (name == NULL)
		return 0;
	if (fileName == NULL)
		rememberName(name);
	if (!writeFile(name, from, to, append))
		return 0;
	if (from <= 1 && to == lineCount && *name != '!')
		changed = 0;
	quitting |= quits;
	return 1;
}

/* The commands behind g, over several lines if they end in backslashes. */
static char *
gatherScript(const char *p)
{
	struct text script = NO_TEXT;
	char *line;
	size_t length;

	appendString(&script, *p == '\0' ? "p" : p);
	while (script.length > 0 && script.bytes[script.length - 1] == '\\' && (line = readCommandLine(&length)) != NULL) {
		script.bytes[script.length - 1] = '\n';
		appendBytes(&script, line, length);
	}
	return stringOf(&script);
}

static int
doGlobally(const char *p, const struct addresses *addresses, int inverse)
{
	regmatch_t matches[GROUPS];
	long from = addresses->count == 0 ? lineCount > 0 : addresses->from;
	long to = addresses->count == 0 ? lineCount : addresses->to, i;
	int delimiter = *p++, done = 1;
	const regex_t *regex;
	char *script;

	if (delimiter == '\0' || delimiter == ' ')
		return failure("g needs a pattern");
	regex = readRegex(&p, delimiter);
	if (regex == NULL)
		return 0;
	for (i = 1; i <= lineCount; i++) {
		struct line *line = lineAt(i);

		line->marked = i >= from && i <= to && from > 0
		    && findMatch(regex, line->text.bytes, line->text.length, 0, matches) != inverse;
	}
	script = gatherScript(p);
	for (i = 1; i <= lineCount && done; i++) {
		if (!lineAt(i)->marked)
			continue;
		lineAt(i)->marked = 0;
		current = i;
		globalScript = script;
		while (done && globalScript != NULL) {
			size_t length;
			char *command = copyString(readCommandLine(&length));

			done = doCommand(command, 1);
			free(command);
		}
		/* Lines may have come and gone: look from the beginning. */
		i = 0;
	}
	globalScript = NULL;
	free(script);
	return done;
}

static int
shell(const char *p)
{
	static char *last;
	struct text command = NO_TEXT;

	if (*p == '!' && last != NULL) {
		appendString(&command, last);
		p++;
	}
	for (; *p != '\0'; p++) {
		if (*p == '%' && fileName != NULL)
			appendString(&command, fileName);
		else
			appendByte(&command, *p);
	}
	free(last);
	last = stringOf(&command);
	fflush(stdout);
	runShell(last);
	if (!silent)
		puts("!");
	return 1;
}

static int
show(const struct addresses *addresses, int how, const char *p)
{
	if (!atEnd(p + strspn(p, "pnl")))
		return 0;
	if (addresses->to == 0)
		return failure("there is no such line");
	printLines(addresses->from, addresses->to, how);
	return 1;
}

/* Return alone shows the next line; z a screen. */
static int
showNext(const struct addresses *addresses)
{
	long line = addresses->count == 0 ? current + 1 : addresses->to;

	if (line > lineCount || line == 0)
		return failure("there is no such line");
	printLines(line, line, 'p');
	return 1;
}

static int
showScreen(const struct addresses *addresses, const char *p)
{
	long from = addresses->count == 0 ? current + 1 : addresses->to, rows = strtol(p, (char **)&p, 10);
	long to = from + (rows > 0 ? rows : SCREEN_LINES) - 1;

	if (from > lineCount)
		return failure("there is no such line");
	printLines(from < 1 ? 1 : from, to > lineCount ? lineCount : to, 'p');
	return 1;
}

/* Commands that change lines; undo returns to where it was before. */
static int
change(const char *p, const struct addresses *addresses, int letter, int inGlobal)
{
	long from = addresses->from, to = addresses->to, target;

	if (strchr("cdjmst", letter) != NULL && from == 0 && !(letter == 'c' && lineCount == 0))
		return failure("there is no such line");
	switch (letter) {
	case 'a': readText(to); break;
	case 'i': readText(to > 0 ? to - 1 : 0); break;
	case 'c':
		if (from > 0)
			deleteLines(from, to);
		readText(from > 0 ? from - 1 : 0);
		if (current == from - 1 && from <= lineCount)
			current = from;
		return 1;
	case 'd':
		deleteLines(from, to);
		current = from > lineCount ? lineCount : from;
		break;
	case 'j':
		if (addresses->count < 2)
			to = from + 1;
		if (to > lineCount)
			return failure("there is no such line");
		if (from < to)
			joinLines(from, to);
		break;
	case 'm':
	case 't':
		if (!readTarget(&p, &target))
			return 0;
		if (letter == 't') {
			copyLines(from, to, target);
		} else if (target >= from && target < to) {
			return failure("lines cannot move into themselves");
		} else {
			moveLines(from, to, target);
			current = target < from ? target + (to - from + 1) : target;
		}
		break;
	case 's': return substituteLines(p, from, to, inGlobal);
	}
	return letter == 'a' || letter == 'i' ? 1 : finishCommand(p);
}

static int
doLetter(int letter, const char *p, struct addresses *addresses, int inGlobal)
{
	switch (letter) {
	case 'p': case 'n': case 'l': return show(addresses, *p != '\0' && strchr("pnl", *p) != NULL ? *p : letter, p);
	case '=': printf("%ld\n", addresses->count == 0 ? lineCount : addresses->to); return atEnd(p);
	case 'k':
		if (!islower((unsigned char)*p) || addresses->to == 0)
			return failure("marks are a to z");
		setMark(*p, addresses->to);
		return finishCommand(p + 1);
	case 'z': return showScreen(addresses, p);
	case 'e': return editFile(p, 0);
	case 'E': return editFile(p, 1);
	case 'f':
		while (isblank((unsigned char)*p))
			p++;
		if (*p != '\0')
			rememberName(p);
		puts(fileName != NULL ? fileName : "");
		return 1;
	case 'r':
		p = readName(p);
		if (p == NULL)
			return 0;
		if (fileName == NULL)
			rememberName(p);
		keepForUndo();
		return readFileInto(p, addresses->count == 0 ? lineCount : addresses->to);
	case 'w': return writeLines(p, addresses, 0);
	case 'W': return writeLines(p, addresses, 1);
	case 'g': case 'v':
		if (inGlobal)
			return failure("g stands not in g");
		keepForUndo();
		return doGlobally(p, addresses, letter == 'v');
	case 'u': return undo() ? finishCommand(p) : failure("there is nothing to undo");
	case 'q':
		if (!mayForget())
			return 0;
		/* FALLTHROUGH */
	case 'Q': quitting = 1; return 1;
	case 'P': prompting = !prompting; return atEnd(p);
	case 'h':
		if (lastError != NULL)
			puts(lastError);
		return atEnd(p);
	case 'H':
		explaining = !explaining;
		if (explaining && lastError != NULL)
			puts(lastError);
		return atEnd(p);
	case '!': return shell(p);
	case '#': return 1;
	}
	return failure("there is no such command");
}

int
doCommand(const char *p, int inGlobal)
{
	struct addresses addresses;
	int letter, wasWarned = warned;

	warned = 0;
	if (!readAddresses(&p, &addresses))
		return 0;
	letter = *p;
	if (letter == '\0')
		return showNext(&addresses);
	p++;
	if (letter == 'q' || letter == 'e')
		warned = wasWarned;
	if (strchr("aicdjmst", letter) == NULL)
		return doLetter(letter, p, &addresses, inGlobal);
	if (!inGlobal)
		keepForUndo();
	return change(p, &addresses, letter, inGlobal);
}

int
explains(void)
{
	return explaining;
}
