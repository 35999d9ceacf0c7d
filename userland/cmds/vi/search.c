/*
 * Searching: patterns, characters in a line, brackets.
 */
#include <stdlib.h>
#include <string.h>
#include "vi.h"

static int lastDirection; /* / or ?; 0: nothing was searched */
static int findKey, findCharacter;

static const struct motion nowhere;

static struct motion
charwise(long line, long at, int inclusive)
{
	struct motion motion = nowhere;

	motion.to.line = line;
	motion.to.column = at;
	motion.inclusive = inclusive;
	motion.found = 1;
	return motion;
}

/* The next match in a line behind a byte, or the last one before it; -1: none. */
static long
matchIn(const regex_t *regex, long line, long behind, int backwards)
{
	regmatch_t matches[GROUPS];
	size_t length, from = 0;
	const char *text = textAt(line, &length);
	long found = -1;

	if (!backwards)
		from = (size_t)(behind + 1);
	while (from <= length && findMatch(regex, text, length, from, matches)) {
		if (!backwards)
			return (long)matches[0].rm_so;
		if ((long)matches[0].rm_so >= behind)
			break;
		found = (long)matches[0].rm_so;
		from = (size_t)matches[0].rm_so + 1;
	}
	return found;
}

static int
searchOnce(const regex_t *regex, struct place *place, int backwards)
{
	long line = place->line, at, i;

	at = matchIn(regex, line, place->column, backwards);
	for (i = 0; at < 0 && i < lineCount; i++) {
		line += backwards ? -1 : 1;
		line = line < 1 ? lineCount : line > lineCount ? 1 : line;
		at = matchIn(regex, line, backwards ? LINE_END : -1, backwards);
	}
	place->line = line;
	place->column = at;
	return at >= 0;
}

struct motion
searchMotion(int key, long count)
{
	char prompt[2];
	struct place place = {current, column};
	const regex_t *regex;
	const char *p = "";
	char *pattern = NULL;
	int backwards;

	if (key == '/' || key == '?') {
		prompt[0] = (char)key;
		prompt[1] = '\0';
		pattern = readBottomLine(prompt);
		if (pattern == NULL)
			return nowhere;
		p = pattern;
		lastDirection = key;
	}
	if (lastDirection == 0) {
		complainOf("There is no pattern yet");
		return nowhere;
	}
	regex = readRegex(&p, lastDirection);
	free(pattern);
	if (regex == NULL) {
		complainOf(lastError);
		return nowhere;
	}
	backwards = (lastDirection == '?') != (key == 'N');
	for (; count > 0; count--) {
		if (!searchOnce(regex, &place, backwards)) {
			complainOf("Pattern not found");
			return nowhere;
		}
	}
	jumpedFrom.line = current;
	jumpedFrom.column = column;
	return charwise(place.line, place.column, 0);
}

struct motion
findInLine(int key, long count)
{
	size_t length;
	const char *text = textAt(current, &length);
	long at = column;
	int direction, wanted = key, till;

	if (key == ';' || key == ',') {
		if (findKey == 0)
			return nowhere;
		wanted = findKey;
		if (key == ',')
			wanted = strchr("fFtT", findKey)[0] ^ 0x20;
	} else {
		findKey = key;
		findCharacter = readKey();
	}
	direction = wanted == 'f' || wanted == 't' ? 1 : -1;
	till = wanted == 't' || wanted == 'T';
	/* ; behind t goes on from the character it stands before. */
	if (till && (key == ';' || key == ','))
		at += direction;
	for (; count > 0; count--) {
		do
			at += direction;
		while (at >= 0 && at < (long)length && (unsigned char)text[at] != findCharacter);
		if (at < 0 || at >= (long)length)
			return nowhere;
	}
	return charwise(current, till ? at - direction : at, direction > 0);
}

struct motion
matchBracket(void)
{
	static const char brackets[] = "([{)]}";
	size_t length;
	const char *text = textAt(current, &length), *found = NULL;
	long line = current, at = column;
	int depth = 0, direction, open, close;

	for (; at < (long)length; at++)
		if (text[at] != '\0' && (found = strchr(brackets, text[at])) != NULL)
			break;
	if (found == NULL || at >= (long)length)
		return nowhere;
	open = *found;
	close = brackets[(found - brackets + 3) % 6];
	direction = found - brackets < 3 ? 1 : -1;
	for (;;) {
		if (at >= 0 && at < (long)length) {
			depth += text[at] == open ? 1 : text[at] == close ? -1 : 0;
			if (depth == 0)
				return charwise(line, at, 1);
			at += direction;
			continue;
		}
		line += direction;
		if (line < 1 || line > lineCount)
			return nowhere;
		text = textAt(line, &length);
		at = direction > 0 ? 0 : (long)length - 1;
	}
}
