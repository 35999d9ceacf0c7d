/*
 * text.h: bytes of any value in a buffer that grows.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

struct text {
	char *bytes;
	size_t length, capacity;
};

#define NO_TEXT {NULL, 0, 0}

void appendBytes(struct text *text, const char *bytes, size_t count);
void appendByte(struct text *text, int byte);
void appendString(struct text *text, const char *string);
/* Takes the place of `gone` bytes from `at` on. */
void replaceBytes(struct text *text, size_t at, size_t gone, const char *bytes, size_t count);
/* As a C string; the NUL is not counted. Valid until the text changes. */
char *stringOf(struct text *text);

#endif
