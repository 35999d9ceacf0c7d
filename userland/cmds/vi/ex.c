/*
 * What is typed behind a colon. vi's own commands are here; all others (s, g, d,
 * m, t, r, e, k, addresses) are ed's.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "screen.h"
#include "vi.h"

char **nextFiles;

static void
sayFile(const char *name)
{
	char text[200];
	unsigned long bytes = 0;
	long i;

	for (i = 1; i <= lineCount; i++)
		bytes += (unsigned long)lengthOf(i) + 1;
	if (isEmptyText())
		bytes = 0;
	sprintf(text, "\"%.100s\" %ld lines, %lu characters", name, bytes == 0 ? 0 : lineCount, bytes);
	say(text);
}

void
openFile(const char *name)
{
	char text[140];
	char *copy = copyString(name); /* it may be fileName itself, which goes */

	clearBuffer();
	ensureLine();
	free(fileName);
	fileName = copy;
	if (access(fileName, F_OK) != 0) {
		sprintf(text, "\"%.100s\" is new", fileName);
		say(text);
	} else if (readFileInto(fileName, 0)) {
		/* The placeholder has gone behind the text. */
		if (lineCount > 1)
			deleteLines(lineCount, lineCount);
		sayFile(fileName);
	} else {
		complainOf(lastError);
	}
	changed = 0;
	current = 1;
	column = 0;
	ensureLine();
}

int
mayQuit(void)
{
	if (!changed)
		return 1;
	complainOf("The changes are not written (:q! forgets them)");
	return 0;
}

static int
save(const char *name)
{
	int whole = name == NULL || (fileName != NULL && strcmp(name, fileName) == 0);

	if (name == NULL)
		name = fileName;
	if (name == NULL) {
		complainOf("There is no file name");
		return 0;
	}
	if (fileName == NULL) {
		fileName = copyString(name);
		whole = 1;
	}
	if (!writeFile(name, 1, isEmptyText() ? 0 : lineCount, 0)) {
		complainOf(lastError);
		return 0;
	}
	if (whole)
		changed = 0;
	sayFile(name);
	return 1;
}

static void
openNext(int force)
{
	if (!force && !mayQuit())
		return;
	if (*nextFiles == NULL)
		complainOf("There are no more files");
	else
		openFile(*nextFiles++);
}

static void
set(const char *p)
{
	static const struct {
		const char *name, *brief;
		int *value;
	} options[] = {
	    {"number", "nu", &numbering}, {"list", "list", &listing}, {"autoindent", "ai", &autoIndent},
	};
	int on = strncmp(p, "no", 2) != 0 || strncmp(p, "number", 6) == 0;
	size_t i;

	/* "nu" begins with an n, too, but "no" is no option. */
	p += on ? 0 : 2;
	for (i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (strcmp(p, options[i].name) == 0 || strcmp(p, options[i].brief) == 0) {
			*options[i].value = on;
			return;
		}
	}
	complainOf("Options are number, list and autoindent, and these with no before them");
}

/* The terminal is the command's until it is done. */
static void
shell(const char *command)
{
	const char *name = getenv("SHELL");

	closeScreen();
	runShell(*command != '\0' ? command : name != NULL ? name : "sh");
	putText("[Press return]");
	fflush(stdout);
	setKeys(0, KEYS_CBREAK);
	readKey();
	openScreen();
}

static void
doWithEd(const char *line)
{
	struct text command = NO_TEXT;
	long before = lineCount;
	char text[60];

	/* A line alone is gone to, not shown. */
	appendString(&command, line);
	if (strchr("0123456789$./?+-'", line[strlen(line) - 1]) != NULL && strpbrk(line, "sgvmtrwekd") == NULL)
		appendByte(&command, 'p');
	if (!doCommand(stringOf(&command), 0)) {
		globalScript = NULL;
		complainOf(lastError);
	} else if (lineCount - before > 4 || before - lineCount > 4) {
		sprintf(text, lineCount > before ? "%ld more lines" : "%ld fewer lines", labs(lineCount - before));
		say(text);
	}
	free(command.bytes);
}

static const struct word {
	const char *name;
	char does;
} words[] = {
    {"write", 'w'}, {"w", 'w'}, {"wq", 'x'}, {"xit", 'X'}, {"x", 'X'}, {"quit", 'q'}, {"q", 'q'}, {"next", 'n'}, {"n", 'n'},
    {"set", 's'}, {"se", 's'}, {"shell", '!'}, {"sh", '!'}, {"edit", 'e'}, {"e", 'e'}, {"file", 'f'}, {"f", 'f'}, {"undo", 'u'},
    {"u", 'u'}, {"read", 'r'}, {"r", 'r'},
};

static void
doWord(int does, int force, const char *argument)
{
	const char *name = *argument == '\0' ? NULL : argument;

	switch (does) {
	case 'w': save(name); break;
	case 'x':
		if (save(name))
			leave();
		break;
	case 'X':
		if (!changed || save(name))
			leave();
		break;
	case 'q':
		if (force || mayQuit())
			leave();
		break;
	case 'n': openNext(force); break;
	case 's': set(argument); break;
	case '!': shell(argument); break;
	case 'e':
		if (!force && !mayQuit())
			break;
		if (name == NULL && fileName == NULL)
			complainOf("There is no file name");
		else
			openFile(name != NULL ? name : fileName);
		break;
	case 'f':
		if (name != NULL) {
			free(fileName);
			fileName = copyString(name);
		}
		say(fileName != NULL ? fileName : "There is no file name");
		break;
	case 'r':
		keepForUndo();
		if (name == NULL && fileName == NULL)
			complainOf("There is no file name");
		else if (!readFileInto(name != NULL ? name : fileName, isEmptyText() ? 0 : current))
			complainOf(lastError);
		break;
	case 'u':
		if (!undo())
			refuse();
		break;
	}
}

void
obeyColon(const char *line)
{
	size_t length = 0, i;
	const char *argument;
	int force;

	while (*line == ' ' || *line == ':')
		line++;
	if (*line == '\0')
		return;
	if (*line == '!') {
		shell(line + 1);
		return;
	}
	while (isalpha((unsigned char)line[length]))
		length++;
	/* "r !command" is no forced r. */
	force = line[length] == '!' && line[0] != 'r';
	argument = line + length + force;
	while (*argument == ' ')
		argument++;
	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strlen(words[i].name) == length && memcmp(words[i].name, line, length) == 0) {
			doWord(words[i].does, force, argument);
			fixCursor(0);
			return;
		}
	}
	doWithEd(line);
	ensureLine();
	if (quitting)
		leave();
	column = 0;
	fixCursor(0);
	wantedColumn = 0;
}
