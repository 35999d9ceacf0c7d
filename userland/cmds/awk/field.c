/*
 * The record and its fields. A record is cut when a field or NF is first
 * wanted, and put together again when $0 is wanted after a field has changed.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define FIELDS_MAX 1000000

static struct value record;
static struct value *fields; /* [0] is $1 */
static size_t count, capacity;
static int isCut = 1, isWhole = 1; /* are the fields, is the record what it should be? */

static void
makeRoom(size_t wanted)
{
	if (wanted <= capacity)
		return;
	fields = reallocate(fields, (wanted + 16) * sizeof *fields);
	memset(fields + capacity, 0, (wanted + 16 - capacity) * sizeof *fields);
	capacity = wanted + 16;
}

void
setRecord(const char *bytes, size_t length)
{
	setValue(&record, inputValue(bytes, length));
	isCut = 0;
	isWhole = 1;
}

/* --- Cutting --- */

static void
splitBlanks(const char *p, const char *end, void (*put)(const char *, size_t))
{
	const char *start;

	for (;;) {
		while (p < end && isspace((unsigned char)*p))
			p++;
		if (p == end)
			return;
		for (start = p; p < end && !isspace((unsigned char)*p);)
			p++;
		put(start, (size_t)(p - start));
	}
}

static void
splitByCharacter(const char *p, const char *end, int separator, void (*put)(const char *, size_t))
{
	const char *found;

	while ((found = memchr(p, separator, (size_t)(end - p))) != NULL) {
		put(p, (size_t)(found - p));
		p = found + 1;
	}
	put(p, (size_t)(end - p));
}

static void
splitByPattern(const char *text, size_t length, const regex_t *pattern, void (*put)(const char *, size_t))
{
	regmatch_t matches[GROUPS];
	size_t start = 0, from = 0;

	while (from < length && findMatch(pattern, text, length, from, matches)) {
		if (matches[0].rm_eo == matches[0].rm_so) {
			from++;
			continue;
		}
		put(text + start, (size_t)matches[0].rm_so - start);
		start = from = (size_t)matches[0].rm_eo;
	}
	put(text + start, length - start);
}

void
splitText(const char *text, size_t length, struct string *separator, const regex_t *pattern,
    void (*put)(const char *, size_t))
{
	struct string *records = specialText(V_RS);

	if (length == 0)
		return;
	if (pattern == NULL && separator->length == 1 && separator->bytes[0] == ' ') {
		splitBlanks(text, text + length, put);
	} else if (pattern == NULL && separator->length == 0) {
		for (; length > 0; length--)
			put(text++, 1);
	} else if (pattern == NULL && separator->length == 1 && separator->bytes[0] != '\\' && records->length > 0) {
		splitByCharacter(text, text + length, (unsigned char)separator->bytes[0], put);
	} else if (pattern == NULL && records->length == 0) {
		/* In paragraphs a newline separates fields, too. */
		struct text both = NO_TEXT;

		appendString(&both, separator->length == 1 && separator->bytes[0] != '\\' ? "\n|[" : "\n|(");
		appendBytes(&both, separator->bytes, separator->length);
		appendString(&both, separator->length == 1 && separator->bytes[0] != '\\' ? "]" : ")");
		splitByPattern(text, length, patternFor(both.bytes, both.length), put);
		free(both.bytes);
	} else {
		splitByPattern(text, length, pattern != NULL ? pattern : patternFor(separator->bytes, separator->length), put);
	}
}

static void
putField(const char *piece, size_t length)
{
	makeRoom(count + 1);
	setValue(&fields[count++], inputValue(piece, length));
}

static void
cut(void)
{
	struct string *text;

	if (isCut)
		return;
	isCut = 1;
	count = 0;
	text = toString(&record);
	splitText(text->bytes, text->length, specialText(V_FS), NULL, putField);
	dropString(text);
	setValue(&globals[V_NF]->cell.value, numberValue((double)count));
}

/* --- Putting together --- */

static void
join(void)
{
	struct text text = NO_TEXT;
	struct string *separator = specialText(V_OFS);
	size_t i;

	if (isWhole)
		return;
	isWhole = 1;
	for (i = 0; i < count; i++) {
		struct string *field = toString(&fields[i]);

		if (i > 0)
			appendBytes(&text, separator->bytes, separator->length);
		appendBytes(&text, field->bytes, field->length);
		dropString(field);
	}
	setValue(&record, inputValue(text.bytes, text.length));
	free(text.bytes);
}

static size_t
fieldNumber(double number)
{
	if (number < 0 || number > FIELDS_MAX || number != number)
		fail("$", "there is no field of that number");
	return (size_t)number;
}

struct value
getField(double number)
{
	size_t index = fieldNumber(number);
	struct value unset = {UNSET, 0, NULL};

	if (index == 0) {
		join();
		return copyValue(&record);
	}
	cut();
	return index <= count ? copyValue(&fields[index - 1]) : unset;
}

double
fieldCount(void)
{
	cut();
	return (double)count;
}

void
setFieldCount(double number)
{
	size_t wanted = fieldNumber(number);

	cut();
	makeRoom(wanted);
	for (; count < wanted; count++)
		setValue(&fields[count], inputValue("", 0));
	count = wanted;
	isWhole = 0;
	setValue(&globals[V_NF]->cell.value, numberValue((double)count));
}

void
setField(double number, struct value value)
{
	size_t index = fieldNumber(number);

	if (index == 0) {
		struct string *text = toString(&value);

		setRecord(text->bytes, text->length);
		dropString(text);
		dropValue(&value);
		return;
	}
	cut();
	if (index > count)
		setFieldCount((double)index);
	setValue(&fields[index - 1], value);
	isWhole = 0;
}
