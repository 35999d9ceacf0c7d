/*
 * printf(1): a format applied to strings. Shared by the command and the
 * shell's builtin.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct formatter {
	void (*put)(const char *bytes, size_t length);
	void (*problem)(const char *what, const char *why);
};

/* The format is used again until no argument is left; missing arguments are
 * empty or 0. False if there was a problem. */
bool formatArguments(const struct formatter *formatter, const char *format, char **arguments);

#endif
