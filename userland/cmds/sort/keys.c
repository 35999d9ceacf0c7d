/*
 * Keys. A field is what lies between separators; without -t, blanks belong to
 * the field behind them.
 */
#include <ctype.h>
#include <string.h>
#include "sort.h"

struct key *keys;
struct order globalOrder;
int globalSkipsBlanks, separator = -1;

static int
isBlankByte(char c)
{
	return c == ' ' || c == '\t';
}

static const char *
skipFields(const char *p, const char *end, long count)
{
	for (; count > 0 && p < end; count--) {
		if (separator >= 0) {
			while (p < end && (unsigned char)*p != separator)
				p++;
			if (p < end)
				p++;
		} else {
			while (p < end && isBlankByte(*p))
				p++;
			while (p < end && !isBlankByte(*p))
				p++;
		}
	}
	return p;
}

static const char *
position(const char *p, const char *end, long field, long chars, int skipBlanks)
{
	p = skipFields(p, end, field);
	if (skipBlanks)
		while (p < end && isBlankByte(*p))
			p++;
	return end - p > chars ? p + chars : end;
}

/* The end of a field, its separator left out. */
static const char *
fieldEnd(const char *p, const char *end, long field)
{
	p = skipFields(p, end, field);
	if (separator < 0)
		return skipFields(p, end, 1);
	while (p < end && (unsigned char)*p != separator)
		p++;
	return p;
}

void
findKey(const struct key *key, const struct line *line, const char **begin, const char **end)
{
	const char *lineEnd = line->text + line->length;

	*begin = position(line->text, lineEnd, key->startField, key->startChar, key->startSkipsBlanks);
	if (key->endField < 0)
		*end = lineEnd;
	else if (key->endChar == 0)
		*end = key->endField == 0 ? line->text : fieldEnd(line->text, lineEnd, key->endField - 1);
	else
		*end = position(line->text, lineEnd, key->endField, key->endChar, key->endSkipsBlanks);
	if (*end < *begin)
		*end = *begin;
}

/* Reads "F[.C][letters]"; returns where it ends. */
static const char *
readPosition(const char *p, struct key *key, long *field, long *chars, int *skipBlanks)
{
	*field = *chars = 0;
	for (; isdigit((unsigned char)*p); p++)
		*field = *field < 100000000 ? *field * 10 + (*p - '0') : *field;
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++)
			*chars = *chars < 100000000 ? *chars * 10 + (*p - '0') : *chars;
	for (;; p++) {
		switch (*p) {
		case 'b': *skipBlanks = 1; break;
		case 'd': key->order.dictionary = 1; break;
		case 'f': key->order.fold = 1; break;
		case 'i': key->order.printable = 1; break;
		case 'n': key->order.numeric = 1; break;
		case 'r': key->order.reverse = 1; break;
		default: return p;
		}
		key->hasOrder = 1;
	}
}

static struct key *
newKey(void)
{
	struct key *key = allocate(sizeof *key), **last = &keys;

	memset(key, 0, sizeof *key);
	key->endField = -1;
	while (*last != NULL)
		last = &(*last)->next;
	return *last = key;
}

/* "-k F.C,F.C": counted from 1; an end without characters is the end of its field. */
void
addKey(const char *text)
{
	struct key *key = newKey();
	const char *p = readPosition(text, key, &key->startField, &key->startChar, &key->startSkipsBlanks);

	if (key->startField == 0 || (strchr(text, '.') != NULL && strchr(text, '.') < p && key->startChar == 0))
		die(text, "fields and characters are counted from 1");
	key->startField--;
	if (key->startChar > 0)
		key->startChar--;
	if (*p == ',') {
		p = readPosition(p + 1, key, &key->endField, &key->endChar, &key->endSkipsBlanks);
		if (key->endField == 0)
			die(text, "fields are counted from 1");
		if (key->endChar > 0)
			key->endField--;
	}
	if (*p != '\0')
		die(text, "is no key");
}

/* "+F.C -F.C": counted from 0; the end is the first character not in the key. */
void
addOldKey(const char *start, const char *end)
{
	struct key *key = newKey();

	if (*readPosition(start + 1, key, &key->startField, &key->startChar, &key->startSkipsBlanks) != '\0')
		die(start, "is no key");
	if (end != NULL && *readPosition(end + 1, key, &key->endField, &key->endChar, &key->endSkipsBlanks) != '\0')
		die(end, "is no key");
}

void
finishKeys(void)
{
	struct key *key;

	for (key = keys; key != NULL; key = key->next) {
		if (key->hasOrder)
			continue;
		key->order = globalOrder;
		key->startSkipsBlanks = key->endSkipsBlanks = globalSkipsBlanks;
	}
	if (keys == NULL && globalSkipsBlanks) {
		key = newKey();
		key->order = globalOrder;
		key->startSkipsBlanks = 1;
	}
}
