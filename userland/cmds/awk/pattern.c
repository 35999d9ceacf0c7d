/*
 * Regular expressions. awk's backslashes mean more than the library's: they
 * name control characters, and count inside brackets.
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define SLOTS 64

struct compiled {
	struct compiled *next;
	struct string *source;
	regex_t regex;
};

static struct compiled *slots[SLOTS];

/* The character an escape names, or -1. `p` stands behind the backslash and is moved. */
static int
escaped(const char **p, const char *end)
{
	static const char names[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
	const char *name;
	int value = 0, digits;

	for (digits = 0; digits < 3 && *p < end && **p >= '0' && **p <= '7'; digits++)
		value = value * 8 + (*(*p)++ - '0');
	if (digits > 0)
		return value & 0xff;
	name = **p == '\0' ? NULL : strchr(names, **p);
	if (name == NULL)
		return -1;
	++*p;
	return (unsigned char)values[name - names];
}

/* "[:alpha:]" and the like inside brackets; where it ends, or NULL. */
static const char *
classEnd(const char *p, const char *end)
{
	int kind;

	if (end - p < 4 || (p[1] != ':' && p[1] != '.' && p[1] != '='))
		return NULL;
	kind = p[1];
	for (p += 2; p + 1 < end; p++)
		if (p[0] == kind && p[1] == ']')
			return p + 2;
	return NULL;
}

/* A bracket expression from `p` (at the bracket) on: in the library's way ] comes first and - last. */
static const char *
translateBrackets(const char *p, const char *end, struct text *out)
{
	struct text body = NO_TEXT;
	int inverse = 0, hasBracket = 0, hasHyphen = 0, first = 1;
	const char *class;

	p++;
	if (p < end && *p == '^') {
		inverse = 1;
		p++;
	}
	for (; p < end && (*p != ']' || first); first = 0) {
		int c = (unsigned char)*p;

		if (c == '[' && (class = classEnd(p, end)) != NULL) {
			appendBytes(&body, p, (size_t)(class - p));
			p = class;
			continue;
		}
		p++;
		if (c == '\\' && p < end) {
			c = escaped(&p, end);
			if (c < 0)
				c = (unsigned char)*p++;
			hasHyphen |= c == '-';
			if (c == '-')
				continue;
		}
		if (c == ']')
			hasBracket = 1;
		else
			appendByte(&body, c);
	}
	appendByte(out, '[');
	if (inverse)
		appendByte(out, '^');
	if (hasBracket)
		appendByte(out, ']');
	/* A ^ that is meant must not come first. */
	if (!inverse && !hasBracket && body.length > 1 && body.bytes[0] == '^') {
		appendBytes(out, body.bytes + 1, body.length - 1);
		appendByte(out, '^');
	} else {
		appendBytes(out, body.bytes, body.length);
	}
	if (hasHyphen)
		appendByte(out, '-');
	appendByte(out, ']');
	free(body.bytes);
	return p < end ? p + 1 : end;
}

static void
translate(const char *source, size_t length, struct text *out)
{
	const char *p = source, *end = source + length;

	while (p < end) {
		int c;

		if (*p == '[') {
			p = translateBrackets(p, end, out);
			continue;
		}
		if (*p != '\\' || p + 1 == end) {
			appendByte(out, *p++);
			continue;
		}
		p++;
		c = escaped(&p, end);
		if (c < 0) {
			c = (unsigned char)*p++;
			/* Letters would mean something else to the library. */
			if (strchr("\"/&", c) != NULL) {
				appendByte(out, c);
				continue;
			}
			appendByte(out, '\\');
		} else if (strchr(".[]()*+?{}|^$\\", c) != NULL && c != 0) {
			appendByte(out, '\\');
		}
		appendByte(out, c);
	}
}

const regex_t *
patternFor(const char *source, size_t length)
{
	struct compiled *found, **slot;
	struct text translated = NO_TEXT;
	unsigned hash = 0;
	const char *why;
	size_t i;

	for (i = 0; i < length; i++)
		hash = hash * 31 + (unsigned char)source[i];
	slot = &slots[hash % SLOTS];
	for (found = *slot; found != NULL; found = found->next)
		if (found->source->length == length && memcmp(found->source->bytes, source, length) == 0)
			return &found->regex;
	found = allocate(sizeof *found);
	found->source = makeString(source, length);
	translate(source, length, &translated);
	why = compilePattern(&found->regex, stringOf(&translated), REG_EXTENDED);
	if (why != NULL)
		fail(found->source->bytes, why);
	free(translated.bytes);
	found->next = *slot;
	*slot = found;
	return &found->regex;
}

const regex_t *
patternOf(struct node *node)
{
	struct string *source;
	const regex_t *regex;

	if (node->operation == N_PATTERN)
		return node->pattern;
	source = evaluateString(node);
	regex = patternFor(source->bytes, source->length);
	dropString(source);
	return regex;
}
