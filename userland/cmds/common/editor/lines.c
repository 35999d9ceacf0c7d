/*
 * Commands that change or show lines: a i c d j m t s p n l =
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "editor.h"

#define LIST_WIDTH 72

/* Lines of text up to a dot alone, put behind a line. */
void
readText(long after)
{
	char *line;
	size_t length;

	while ((line = readCommandLine(&length)) != NULL) {
		if (length == 1 && line[0] == '.')
			break;
		insertLine(after++, line, length);
	}
	current = after;
}

static void
list(const struct text *text)
{
	static const char escapes[] = "\\\a\b\f\n\r\t\v$", letters[] = "\\abfnrtv$";
	size_t i;
	int column = 0;

	for (i = 0; i < text->length; i++) {
		unsigned char c = (unsigned char)text->bytes[i];
		const char *found = c == 0 ? NULL : strchr(escapes, c);
		char piece[5];

		if (found != NULL)
			sprintf(piece, "\\%c", letters[found - escapes]);
		else
			sprintf(piece, isprint(c) ? "%c" : "\\%03o", c);
		if (column + (int)strlen(piece) >= LIST_WIDTH) {
			puts("\\");
			column = 0;
		}
		putText(piece);
		column += (int)strlen(piece);
	}
	puts("$");
}

void
printLines(long from, long to, int how)
{
	for (; from <= to; from++) {
		const struct text *text = &lineAt(from)->text;

		current = from;
		if (hushed)
			continue;
		if (how == 'n')
			printf("%ld\t", from);
		if (how == 'l') {
			list(text);
		} else {
			putBytes(text->bytes == NULL ? "" : text->bytes, text->length);
			putchar('\n');
		}
	}
}

void
joinLines(long from, long to)
{
	struct text all = NO_TEXT;
	long i;

	for (i = from; i <= to; i++)
		appendBytes(&all, lineAt(i)->text.bytes, lineAt(i)->text.length);
	replaceLine(from, all.bytes, all.length);
	deleteLines(from + 1, to);
	current = from;
	free(all.bytes);
}

void
copyLines(long from, long to, long after)
{
	long i, count = to - from + 1;

	for (i = 0; i < count; i++) {
		/* What is copied moves away in front of the copies. */
		const struct text *text = &lineAt(from + (from + i > after + i ? 2 * i : i))->text;
		struct text copy = NO_TEXT;

		appendBytes(&copy, text->bytes, text->length);
		insertLine(after + i, copy.bytes, copy.length);
		free(copy.bytes);
	}
	current = after + count;
}

/* --- s --- */

static const regex_t *lastRegex;
static struct replacement lastReplacement;
static long lastWhich = 1;
static int lastAll, lastPrint, hasLast;

/* A replacement may go on behind a backslash at the end of a line. */
static char *
gatherLines(const char *p)
{
	struct text whole = NO_TEXT;
	char *line;
	size_t length;

	appendString(&whole, p);
	for (;;) {
		size_t slashes = 0;

		while (slashes < whole.length && whole.bytes[whole.length - 1 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0 || (line = readCommandLine(&length)) == NULL)
			return stringOf(&whole);
		appendByte(&whole, '\n');
		appendBytes(&whole, line, length);
	}
}

/* Behind the s: everything, into what is remembered. */
static int
readSubstitution(const char *text)
{
	struct replacement replacement;
	const char *p = text + 1, *end = text + strlen(text), *behind;
	int delimiter = *text;

	memset(&replacement, 0, sizeof replacement);
	lastRegex = readRegex(&p, delimiter);
	if (lastRegex == NULL)
		return 0;
	if (p[0] == '%' && (p[1] == delimiter || p[1] == '\0') && hasLast) {
		behind = p[1] == '\0' ? NULL : p + 2;
		p = end;
	} else {
		behind = readReplacement(p, end, delimiter, &replacement);
		freeReplacement(&lastReplacement);
		lastReplacement = replacement;
	}
	hasLast = 1;
	lastAll = 0;
	lastWhich = 1;
	lastPrint = behind == NULL ? 'p' : 0;
	for (p = behind == NULL ? end : behind; *p != '\0'; p++) {
		if (*p == 'g')
			lastAll = 1;
		else if (strchr("pnl", *p) != NULL)
			lastPrint = *p;
		else if (isdigit((unsigned char)*p)) {
			lastWhich = strtol(p, (char **)&p, 10);
			p--;
		} else {
			return failure("behind s stand g, p, n, l or a number");
		}
	}
	return 1;
}

/* "s", "sg", "s3", "sp": the last one again. */
static int
repeatSubstitution(const char *p)
{
	if (!hasLast)
		return failure("there was no substitution yet");
	for (; *p != '\0'; p++) {
		if (*p == 'g')
			lastAll = !lastAll;
		else if (*p == 'p')
			lastPrint = lastPrint == 0 ? 'p' : 0;
		else if (*p != 'r')
			return failure("behind s stand g, p, n, l or a number");
	}
	return 1;
}

/* The result, which newlines in the replacement may have cut into several lines. Returns the last one. */
static long
putResult(long number, const struct text *result)
{
	const char *p = result->bytes, *end = p + result->length, *newline;
	long last = number;

	while ((newline = result->length == 0 ? NULL : memchr(p, '\n', (size_t)(end - p))) != NULL) {
		if (last == number && p == result->bytes)
			replaceLine(number, p, (size_t)(newline - p));
		else
			insertLine(last++, p, (size_t)(newline - p));
		p = newline + 1;
	}
	if (p == result->bytes)
		replaceLine(number, p, result->length);
	else
		insertLine(last++, p, (size_t)(end - p));
	return last;
}

int
substituteLines(const char *arguments, long from, long to, int inGlobal)
{
	char *text = gatherLines(arguments);
	struct text result = NO_TEXT;
	int found = 0, read;
	long last = 0;

	read = *text == '\0' || strchr("gpr", *text) != NULL ? repeatSubstitution(text) : readSubstitution(text);
	free(text);
	if (!read)
		return 0;
	while (from <= to) {
		const struct text *line = &lineAt(from)->text;

		result.length = 0;
		if (substitute(lastRegex, &lastReplacement, line->bytes, line->length, lastWhich, lastAll, &result) > 0) {
			found = 1;
			last = putResult(from, &result);
			to += last - from;
			from = last;
		}
		from++;
	}
	free(result.bytes);
	if (!found)
		return inGlobal || failure("nothing matches");
	current = last;
	if (lastPrint != 0)
		printLines(current, current, lastPrint);
	return 1;
}
