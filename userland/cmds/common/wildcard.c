/*
 * Patterns: * ? [a-z] [!x] [[:alpha:]], and backslash before a character that
 * stands for itself (so are quoted characters written by expand.c). Matching
 * remembers only the latest *, which is enough: an earlier one has already
 * matched as little as it can.
 */
#include <ctype.h>
#include <string.h>
#include "wildcard.h"

static const struct {
	const char *name;
	int (*contains)(int);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "cntrl", iscntrl }, { "digit", isdigit },
	{ "graph", isgraph }, { "lower", islower }, { "print", isprint }, { "punct", ispunct },
	{ "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};
#define CLASSES (sizeof classes / sizeof classes[0])

/* At "[:name:]": its end, or NULL if it is no class. */
static const char *
matchClass(const char *p, int c, bool *found)
{
	size_t i;

	for (i = 0; i < CLASSES; i++) {
		size_t length = strlen(classes[i].name);

		if (strncmp(p + 2, classes[i].name, length) == 0 && p[2 + length] == ':' && p[3 + length] == ']') {
			*found |= classes[i].contains(c) != 0;
			return p + 4 + length;
		}
	}
	return NULL;
}

static const char *
oneChar(const char *p, int *c)
{
	if (*p == '\\' && p[1] != '\0')
		p++;
	*c = (unsigned char)*p;
	return *p == '\0' ? p : p + 1;
}

/* After "[": the end of the set, or NULL if it has none. */
static const char *
matchSet(const char *p, int c, bool *found)
{
	bool negated = *p == '!' || *p == '^';
	const char *first = p += negated;

	*found = false;
	while (*p != '\0' && (*p != ']' || p == first)) {
		int low, high;
		const char *end = *p == '[' && p[1] == ':' ? matchClass(p, c, found) : NULL;

		if (end != NULL) {
			p = end;
			continue;
		}
		p = oneChar(p, &low);
		high = low;
		if (*p == '-' && p[1] != ']' && p[1] != '\0')
			p = oneChar(p + 1, &high);
		*found |= low <= c && c <= high;
	}
	if (*p == '\0')
		return NULL;
	*found ^= negated;
	return p + 1;
}

/* The pattern after what matches the character c; NULL if nothing does. */
static const char *
matchOne(const char *p, int c)
{
	bool found;
	int literal;

	if (*p == '\0')
		return NULL;
	if (*p == '?')
		return p + 1;
	if (*p == '[') {
		const char *end = matchSet(p + 1, c, &found);

		if (end != NULL)
			return found ? end : NULL;
	}
	p = oneChar(p, &literal);
	return literal == c ? p : NULL;
}

bool
fitsWildcard(const char *pattern, const char *text, size_t length)
{
	const char *end = text + length;
	const char *star = NULL; /* after the latest * */
	const char *resume = NULL; /* where it stops matching for now */

	for (;;) {
		const char *next;

		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
			if (*pattern == '\0')
				return true;
			continue;
		}
		if (text == end && *pattern == '\0')
			return true;
		next = text == end ? NULL : matchOne(pattern, (unsigned char)*text);
		if (next != NULL) {
			pattern = next;
			text++;
		} else {
			if (star == NULL || resume == end)
				return false;
			pattern = star;
			text = ++resume;
		}
	}
}

/* Whether it can match anything but itself: the command "[" cannot. */
bool
hasMagic(const char *pattern)
{
	bool open = false; /* after a [ */

	for (; *pattern != '\0'; pattern++)
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
		else if (*pattern == '*' || *pattern == '?' || (*pattern == ']' && open))
			return true;
		else if (*pattern == '[')
			open = true;
	return false;
}
