/*
 * Bytes in a buffer that grows.
 */
#include <string.h>
#include "common.h"
#include "text.h"

#define FIRST_BYTES 64

/* Room for `count` more, and for a NUL. */
static void
makeRoom(struct text *text, size_t count)
{
	size_t needed = text->length + count + 1;

	if (needed <= text->capacity)
		return;
	text->capacity = needed < FIRST_BYTES ? FIRST_BYTES : needed + needed / 2;
	text->bytes = reallocate(text->bytes, text->capacity);
}

void
appendBytes(struct text *text, const char *bytes, size_t count)
{
	makeRoom(text, count);
	if (count > 0)
		memcpy(text->bytes + text->length, bytes, count);
	text->length += count;
}

void
appendByte(struct text *text, int byte)
{
	makeRoom(text, 1);
	text->bytes[text->length++] = (char)byte;
}

void
appendString(struct text *text, const char *string)
{
	appendBytes(text, string, strlen(string));
}

void
replaceBytes(struct text *text, size_t at, size_t gone, const char *bytes, size_t count)
{
	makeRoom(text, count);
	memmove(text->bytes + at + count, text->bytes + at + gone, text->length - at - gone);
	if (count > 0)
		memcpy(text->bytes + at, bytes, count);
	text->length += count - gone;
}

char *
stringOf(struct text *text)
{
	makeRoom(text, 0);
	text->bytes[text->length] = '\0';
	return text->bytes;
}
