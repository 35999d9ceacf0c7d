/*
 * Replacing what a pattern matches. An empty match right behind another match
 * does not count, so that replacing "x*" by "-" in "abxc" puts a dash in each gap.
 */
#include <stdlib.h>
#include <string.h>
#include "common.h"
#include "substitute.h"

#define WHY_BYTES 80

/* Behind a bracket expression that begins at `from`; `end` if it is not closed. */
static const char *
behindBrackets(const char *from, const char *end)
{
	const char *p = from + 1;

	if (p < end && *p == '^')
		p++;
	if (p < end && *p == ']')
		p++;
	while (p < end && *p != ']') {
		if (p + 1 < end && *p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=')) {
			int kind = p[1];

			for (p += 2; p + 1 < end && !(p[0] == kind && p[1] == ']'); p++)
				continue;
			p++;
		}
		p++;
	}
	return p < end ? p + 1 : end;
}

const char *
readPattern(const char *from, const char *end, int delimiter, struct text *pattern)
{
	const char *p = from;

	while (p < end && *p != delimiter && *p != '\n') {
		if (*p == '[') {
			const char *behind = behindBrackets(p, end);

			appendBytes(pattern, p, (size_t)(behind - p));
			p = behind;
			continue;
		}
		if (*p == '\\' && p + 1 < end) {
			p++;
			if (*p != delimiter && *p != 'n')
				appendByte(pattern, '\\');
			appendByte(pattern, *p == 'n' ? '\n' : *p);
			p++;
			continue;
		}
		appendByte(pattern, *p++);
	}
	return p < end && *p == delimiter ? p + 1 : NULL;
}

static void
addPiece(struct replacement *replacement, int group, size_t start)
{
	struct piece *piece;

	replacement->pieces = growArray(replacement->pieces, &replacement->capacity, replacement->count, sizeof *piece);
	piece = &replacement->pieces[replacement->count++];
	piece->group = group;
	piece->start = start;
	piece->length = replacement->literal.length - start;
}

static void
addGroup(struct replacement *replacement, size_t *start, int group)
{
	if (replacement->literal.length > *start)
		addPiece(replacement, -1, *start);
	*start = replacement->literal.length;
	addPiece(replacement, group, *start);
}

const char *
readReplacement(const char *from, const char *end, int delimiter, struct replacement *replacement)
{
	const char *p = from;
	size_t start = replacement->literal.length;

	for (; p < end && *p != delimiter && *p != '\n'; p++) {
		if (*p == '&') {
			addGroup(replacement, &start, 0);
		} else if (*p != '\\' || p + 1 == end) {
			appendByte(&replacement->literal, *p);
		} else {
			p++;
			if (*p >= '1' && *p <= '9' && *p != delimiter)
				addGroup(replacement, &start, *p - '0');
			else
				appendByte(&replacement->literal, *p == 'n' && delimiter != 'n' ? '\n' : *p);
		}
	}
	if (replacement->literal.length > start)
		addPiece(replacement, -1, start);
	return p < end && *p == delimiter ? p + 1 : NULL;
}

void
freeReplacement(struct replacement *replacement)
{
	free(replacement->literal.bytes);
	free(replacement->pieces);
	memset(replacement, 0, sizeof *replacement);
}

const char *
compilePattern(regex_t *regex, const char *pattern, int flags)
{
	static char why[WHY_BYTES];
	int error = regcomp(regex, pattern, flags);

	if (error == 0)
		return NULL;
	regerror(error, NULL, why, sizeof why);
	return why;
}

int
findMatch(const regex_t *regex, const char *line, size_t length, size_t from, regmatch_t *matches)
{
	matches[0].rm_so = (regoff_t)from;
	matches[0].rm_eo = (regoff_t)length;
	return regexec(regex, length == 0 ? "" : line, GROUPS, matches, REG_STARTEND | (from > 0 ? REG_NOTBOL : 0)) == 0;
}

static void
appendReplacement(const struct replacement *replacement, const char *line, const regmatch_t *matches, struct text *out)
{
	size_t i;

	for (i = 0; i < replacement->count; i++) {
		const struct piece *piece = &replacement->pieces[i];

		if (piece->group < 0)
			appendBytes(out, replacement->literal.bytes + piece->start, piece->length);
		else if (matches[piece->group].rm_so >= 0)
			appendBytes(out, line + matches[piece->group].rm_so,
			    (size_t)(matches[piece->group].rm_eo - matches[piece->group].rm_so));
	}
}

long
substitute(const regex_t *regex, const struct replacement *replacement, const char *line, size_t length,
    long first, int all, struct text *out)
{
	regmatch_t matches[GROUPS];
	size_t copied = 0, from = 0, start, end;
	long met = 0, done = 0;
	int behindMatch = 0;

	while (from <= length && findMatch(regex, line, length, from, matches)) {
		start = (size_t)matches[0].rm_so;
		end = (size_t)matches[0].rm_eo;
		if (start == end && behindMatch && start == from) {
			from++;
			behindMatch = 0;
			continue;
		}
		if (++met >= first) {
			appendBytes(out, line + copied, start - copied);
			appendReplacement(replacement, line, matches, out);
			copied = end;
			done++;
			if (!all)
				break;
		}
		behindMatch = end > start;
		from = end > start ? end : end + 1;
	}
	appendBytes(out, line + copied, length - copied);
	return done;
}
