/*
 * wildcard.h: patterns of the shell.
 */
#ifndef WILDCARD_H
#define WILDCARD_H

#include <stdbool.h>
#include <stddef.h>

/* Does the whole text fit * ? [...] and backslashes? Nothing is special about slashes and dots. */
bool fitsWildcard(const char *pattern, const char *text, size_t length);
/* Can the pattern fit anything but itself? */
bool hasMagic(const char *pattern);

#endif
