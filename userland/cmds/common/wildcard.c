/*
 * Shell patterns, matched as a whole. When a star fails it is tried one
 * character longer; only the last star needs that, so no pattern is slow.
 */
#include <stddef.h>
#include "wildcard.h"

/* The set at pattern ("[...]"): behind it, or NULL if it is not closed. */
static const char *
inSet(const char *pattern, unsigned char c, int *fits)
{
	const char *p = pattern + 1;
	int inverse = *p == '!' || *p == '^', found = 0;

	p += inverse;
	for (;;) {
		unsigned char first, last;

		if (*p == '\\' && p[1] != '\0')
			p++;
		if (*p == '\0')
			return NULL;
		first = last = (unsigned char)*p++;
		if (p[0] == '-' && p[1] != ']' && p[1] != '\0') {
			p++;
			if (*p == '\\' && p[1] != '\0')
				p++;
			last = (unsigned char)*p++;
		}
		found |= c >= first && c <= last;
		if (*p == ']')
			break;
	}
	*fits = found != inverse;
	return p + 1;
}

/* One character against one element: behind the element, or NULL. */
static const char *
fitsOne(const char *pattern, unsigned char c)
{
	const char *behind;
	int fits = 0;

	switch (*pattern) {
	case '\0':
		return NULL;
	case '?':
		return pattern + 1;
	case '[':
		behind = inSet(pattern, c, &fits);
		if (behind != NULL)
			return fits ? behind : NULL;
		break;
	case '\\':
		if (pattern[1] != '\0')
			pattern++;
		break;
	}
	return (unsigned char)*pattern == c ? pattern + 1 : NULL;
}

int
fitsWildcard(const char *pattern, const char *name)
{
	const char *star = NULL, *resume = NULL, *behind;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = name;
			continue;
		}
		if (*name == '\0' && *pattern == '\0')
			return 1;
		behind = *name == '\0' ? NULL : fitsOne(pattern, (unsigned char)*name);
		if (behind != NULL) {
			pattern = behind;
			name++;
		} else if (star == NULL || *resume == '\0') {
			return 0;
		} else {
			pattern = star;
			name = ++resume;
		}
	}
}
