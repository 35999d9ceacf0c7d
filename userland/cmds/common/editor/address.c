/*
 * Addresses: numbers, . $ 'x /re/ ?re? with + and - behind, joined by commas or
 * semicolons; % is all lines.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "editor.h"

static regex_t regex;
static int hasRegex;

const regex_t *
readRegex(const char **p, int delimiter)
{
	struct text pattern = NO_TEXT;
	const char *end = *p + strlen(*p), *behind = readPattern(*p, end, delimiter, &pattern);
	regex_t compiled;
	const char *why;

	/* The last delimiter may be left out at the end of a line. */
	*p = behind != NULL ? behind : end;
	if (pattern.length == 0) {
		free(pattern.bytes);
		if (!hasRegex)
			failure("there is no pattern yet");
		return hasRegex ? &regex : NULL;
	}
	why = compilePattern(&compiled, stringOf(&pattern), REG_BASIC);
	free(pattern.bytes);
	if (why != NULL) {
		failure(why);
		return NULL;
	}
	if (hasRegex)
		regfree(&regex);
	regex = compiled;
	hasRegex = 1;
	return &regex;
}

long
findLine(const regex_t *wanted, int backwards)
{
	regmatch_t matches[GROUPS];
	long at = current, i;

	for (i = 0; i < lineCount; i++) {
		at += backwards ? -1 : 1;
		if (at > lineCount)
			at = 1;
		if (at < 1)
			at = lineCount;
		if (findMatch(wanted, lineAt(at)->text.bytes, lineAt(at)->text.length, 0, matches))
			return at;
	}
	return 0;
}

static long
readNumber(const char **p)
{
	char *end;
	long number = strtol(*p, &end, 10);

	*p = end;
	return number;
}

static void
skipBlanks(const char **p)
{
	while (isblank((unsigned char)**p))
		++*p;
}

/* One address: 1 if there is one, 0 if not, -1 after an error. */
static int
readAddress(const char **p, long *address)
{
	const regex_t *wanted;
	int any = 1, delimiter;
	long offset;

	skipBlanks(p);
	*address = current;
	switch (**p) {
	case '.': ++*p; break;
	case '$': ++*p; *address = lineCount; break;
	case '\'':
		if (!islower((unsigned char)(*p)[1]))
			return failure("marks are a to z") - 1;
		*address = findMark((*p)[1]);
		if (*address == 0)
			return failure("there is no such mark") - 1;
		*p += 2;
		break;
	case '/':
	case '?':
		delimiter = *(*p)++;
		wanted = readRegex(p, delimiter);
		if (wanted == NULL)
			return -1;
		*address = findLine(wanted, delimiter == '?');
		if (*address == 0)
			return failure("no line matches") - 1;
		break;
	default:
		any = isdigit((unsigned char)**p) != 0;
		if (any)
			*address = readNumber(p);
		break;
	}
	for (;;) {
		skipBlanks(p);
		if (isdigit((unsigned char)**p) && any) {
			*address += readNumber(p);
			continue;
		}
		if (**p != '+' && **p != '-' && **p != '^')
			break;
		offset = *(*p)++ == '+' ? 1 : -1;
		any = 1;
		if (isdigit((unsigned char)**p))
			offset *= readNumber(p);
		*address += offset;
	}
	if (any && (*address < 0 || *address > lineCount))
		return failure("there is no such line") - 1;
	return any;
}

int
readAddresses(const char **p, struct addresses *addresses)
{
	long address = current, first = current, rest = current, outer = current;
	int any, pairs = 0;

	for (;;) {
		int separator;

		any = readAddress(p, &address);
		if (any < 0) {
			current = outer;
			return 0;
		}
		separator = **p;
		if (separator != ',' && separator != ';' && separator != '%')
			break;
		/* "," alone is 1,$ and ";" alone .,$; a right side left out is the left one. */
		if (any)
			rest = first = address;
		else if (pairs == 0) {
			first = separator == ';' ? current : lineCount > 0;
			rest = lineCount;
		} else {
			first = rest;
		}
		pairs++;
		++*p;
		if (separator == ';')
			current = first;
	}
	addresses->count = pairs > 0 ? 2 : any;
	addresses->to = any ? address : rest;
	addresses->from = pairs > 0 ? first : addresses->to;
	return addresses->from <= addresses->to || failure("the lines are in the wrong order");
}
