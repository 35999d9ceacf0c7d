/*
 * From the text of a script to a list of commands. Scripts given one after the
 * other are joined by newlines; a { in one may be closed in the next.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "sed.h"

#define NESTED_MAX 100

struct output *outputs;

static struct command *first, **last = &first;
static struct command *open[NESTED_MAX];
static int depth;
static const char *at, *end, *scriptName;

static void
wrong(const char *why)
{
	die(scriptName, why);
}

static void
skipBlanks(void)
{
	while (at < end && isspace((unsigned char)*at) && *at != '\n')
		at++;
}

static unsigned long
readNumber(void)
{
	unsigned long number = 0;

	while (at < end && isdigit((unsigned char)*at))
		number = number * 10 + (unsigned long)(*at++ - '0');
	return number;
}

/* --- Addresses and patterns --- */

/* NULL for an empty one, which stands for the last one used. */
static regex_t *
compile(struct text *pattern, int flags)
{
	regex_t *regex;
	const char *why;

	if (pattern->length == 0)
		return NULL;
	regex = allocate(sizeof *regex);
	why = compilePattern(regex, stringOf(pattern), flags | (extended ? REG_EXTENDED : REG_BASIC));
	if (why != NULL)
		die(stringOf(pattern), why);
	return regex;
}

static void
readPatternAddress(struct address *address, int delimiter)
{
	struct text pattern = NO_TEXT;
	int flags = 0;

	at = readPattern(at, end, delimiter, &pattern);
	if (at == NULL)
		wrong("a pattern is not closed");
	if (at < end && *at == 'I') {
		at++;
		flags = REG_ICASE;
	}
	address->kind = PATTERN;
	address->regex = compile(&pattern, flags);
	free(pattern.bytes);
}

static void
readAddress(struct address *address)
{
	if (at == end)
		return;
	if (isdigit((unsigned char)*at)) {
		address->kind = LINE;
		address->line = readNumber();
		if (at < end && *at == '~') {
			at++;
			address->kind = STEP;
			address->step = readNumber();
		}
	} else if (*at == '$') {
		at++;
		address->kind = LAST;
	} else if (*at == '/') {
		at++;
		readPatternAddress(address, '/');
	} else if (*at == '\\' && at + 1 < end) {
		at += 2;
		readPatternAddress(address, (unsigned char)at[-1]);
	}
}

static void
readAddresses(struct command *command)
{
	readAddress(&command->from);
	skipBlanks();
	if (command->from.kind != NO_ADDRESS && at < end && *at == ',') {
		at++;
		skipBlanks();
		if (at < end && *at == '+') {
			at++;
			command->to.kind = RELATIVE;
			command->to.line = readNumber();
		} else {
			readAddress(&command->to);
		}
		if (command->to.kind == NO_ADDRESS)
			wrong("an address is missing behind the comma");
	}
	skipBlanks();
	while (at < end && (*at == '!' || *at == ' ')) {
		command->inverse |= *at == '!';
		at++;
	}
}

/* --- What stands behind the letters --- */

/* a, i, c: text on the lines that follow, or on this one. */
static void
readText(struct command *command)
{
	skipBlanks();
	if (at < end && *at == '\\') {
		const char *text = ++at;

		/* Blanks behind the backslash belong to the text, if it begins there. */
		skipBlanks();
		at = at < end && *at == '\n' ? at + 1 : text;
	}
	for (; at < end && *at != '\n'; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
		appendByte(&command->text, *at);
	}
	appendByte(&command->text, '\n');
}

/* A label or file name: the rest of the line; labels also end at a semicolon or brace. */
static void
readName(struct command *command, const char *enders)
{
	skipBlanks();
	while (at < end && *at != '\n' && strchr(enders, *at) == NULL)
		appendByte(&command->text, *at++);
	while (enders[0] != '\0' && command->text.length > 0 && command->text.bytes[command->text.length - 1] == ' ')
		command->text.length--;
	stringOf(&command->text);
}

static struct output *
findOutput(struct command *command)
{
	struct output *output;
	const char *name;

	readName(command, "");
	name = stringOf(&command->text);
	if (*name == '\0')
		wrong("a file name is missing");
	for (output = outputs; output != NULL; output = output->next)
		if (strcmp(output->name, name) == 0)
			return output;
	output = allocate(sizeof *output);
	output->name = copyString(name);
	output->file = strcmp(name, "/dev/stdout") == 0 ? stdout : fopen(name, "w");
	if (output->file == NULL)
		dieErrno(name);
	output->next = outputs;
	return outputs = output;
}

static void
readSubstitution(struct command *command)
{
	struct text pattern = NO_TEXT;
	int delimiter, flags = 0;
	size_t i, groups = 0;

	if (at == end || *at == '\n' || *at == '\\')
		wrong("s needs a delimiter");
	delimiter = (unsigned char)*at++;
	at = readPattern(at, end, delimiter, &pattern);
	if (at != NULL)
		at = readReplacement(at, end, delimiter, &command->replacement);
	if (at == NULL)
		wrong("s is not closed");
	command->which = 1;
	for (; at < end && strchr("gpiIw0123456789", *at) != NULL && *at != '\0'; at++) {
		if (*at == 'g')
			command->all = 1;
		else if (*at == 'p')
			command->printing = 1;
		else if (*at == 'i' || *at == 'I')
			flags = REG_ICASE;
		else if (*at != 'w') {
			command->which = (long)readNumber();
			at--;
			if (command->which == 0)
				wrong("matches count from 1");
		} else {
			at++;
			command->output = findOutput(command);
			break;
		}
	}
	command->regex = compile(&pattern, flags);
	for (i = 0; i < command->replacement.count; i++)
		if (command->replacement.pieces[i].group > (int)groups)
			groups = (size_t)command->replacement.pieces[i].group;
	if (command->regex != NULL && groups > command->regex->re_nsub)
		wrong("s refers to a group that is not there");
	free(pattern.bytes);
}

/* One side of y: its bytes, escapes done. */
static void
readSide(int delimiter, struct text *side)
{
	for (; at < end && *at != delimiter; at++) {
		if (*at != '\\' || at + 1 == end) {
			appendByte(side, *at);
			continue;
		}
		at++;
		if (*at != delimiter && *at != 'n' && *at != '\\')
			appendByte(side, '\\');
		appendByte(side, *at == 'n' && delimiter != 'n' ? '\n' : *at);
	}
	if (at == end)
		wrong("y is not closed");
	at++;
}

static void
readTable(struct command *command)
{
	struct text from = NO_TEXT, to = NO_TEXT;
	int delimiter, i;

	if (at == end)
		wrong("y needs a delimiter");
	delimiter = (unsigned char)*at++;
	readSide(delimiter, &from);
	readSide(delimiter, &to);
	if (from.length != to.length)
		wrong("the two sides of y differ in length");
	for (i = 0; i < 256; i++)
		appendByte(&command->text, i);
	for (i = 0; i < (int)from.length; i++)
		command->text.bytes[(unsigned char)from.bytes[i]] = to.bytes[i];
	free(from.bytes);
	free(to.bytes);
}

static void
readRest(struct command *command)
{
	switch (command->letter) {
	case '{':
		if (depth == NESTED_MAX)
			wrong("braces are nested too deep");
		open[depth++] = command;
		return;
	case '}':
		if (depth == 0)
			wrong("a } closes nothing");
		open[--depth]->target = command;
		break;
	case 'a': case 'i': case 'c': readText(command); return;
	case ':': readName(command, ";"); return;
	case 'b': case 't': readName(command, ";}"); break;
	case 'r': readName(command, ""); break;
	case 'w': command->output = findOutput(command); break;
	case 's': readSubstitution(command); break;
	case 'y': readTable(command); break;
	case 'q': case 'l':
		skipBlanks();
		command->number = at < end && isdigit((unsigned char)*at) ? (long)readNumber() : -1;
		break;
	case 'd': case 'D': case 'g': case 'G': case 'h': case 'H': case 'n': case 'N': case 'p': case 'P': case 'x':
	case '=': break;
	default: wrong("there is no such command");
	}
	skipBlanks();
	if (at < end && *at == '#')
		return;
	if (at < end && *at != ';' && *at != '\n' && *at != '}')
		wrong("more text than the command takes");
}

void
addScript(const char *text, size_t length, const char *name)
{
	at = text;
	end = text + length;
	scriptName = name;
	for (;;) {
		struct command *command;

		while (at < end && (isspace((unsigned char)*at) || *at == ';'))
			at++;
		if (at == end)
			return;
		if (*at == '#') {
			while (at < end && *at != '\n')
				at++;
			continue;
		}
		command = allocate(sizeof *command);
		memset(command, 0, sizeof *command);
		readAddresses(command);
		if (at == end)
			wrong("an address without a command");
		command->letter = *at++;
		if (command->to.kind != NO_ADDRESS && command->letter == 'q')
			wrong("q takes one address at most");
		if (command->from.kind != NO_ADDRESS && strchr(":}", command->letter) != NULL)
			wrong("no address may stand before : or }");
		readRest(command);
		*last = command;
		last = &command->next;
	}
}

struct command *
finishScript(void)
{
	struct command *command, *label;

	if (depth > 0)
		wrong("a { is not closed");
	for (command = first; command != NULL; command = command->next) {
		const char *name;

		if ((command->letter != 'b' && command->letter != 't') || command->text.length == 0)
			continue;
		name = stringOf(&command->text);
		for (label = first; label != NULL; label = label->next)
			if (label->letter == ':' && strcmp(stringOf(&label->text), name) == 0)
				break;
		if (label == NULL)
			die(name, "there is no such label");
		command->target = label;
	}
	return first;
}
