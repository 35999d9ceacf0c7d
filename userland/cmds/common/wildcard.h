/*
 * wildcard.h: does a name fit a pattern of the shell?
 */
#ifndef WILDCARD_H
#define WILDCARD_H

/* * ? [...] [!...] and backslash; nothing is special about slashes and dots. */
int fitsWildcard(const char *pattern, const char *name);

#endif
