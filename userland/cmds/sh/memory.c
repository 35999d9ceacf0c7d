/*
 * Memory: regions that are given back as a whole, growing strings, growing
 * arrays. There is no memory left to go on with when malloc fails, so nothing
 * here returns that.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

#define CHUNK_BYTES 2000
#define LEAST_TEXT_BYTES 48
#define ALIGNMENT 8 /* of a double, the strictest type */

struct chunk {
	struct chunk *previous;
	size_t used, size;
	double bytes[]; /* double: aligned for anything */
};

struct region scratch;

static void *
orExit(void *memory)
{
	static const char complaint[] = "sh: memory: exhausted\n";

	if (memory == NULL) {
		writeAll(2, complaint, sizeof complaint - 1);
		_exit(2);
	}
	return memory;
}

void *
allocate(size_t bytes)
{
	return orExit(malloc(bytes));
}

void *
reallocate(void *old, size_t bytes)
{
	return orExit(old == NULL ? malloc(bytes) : realloc(old, bytes));
}

char *
copyString(const char *text)
{
	size_t bytes = strlen(text) + 1;

	return memcpy(allocate(bytes), text, bytes);
}

struct region *
regionNew(void)
{
	struct region *region = allocate(sizeof *region);

	region->top = NULL;
	region->holders = 1;
	return region;
}

void
regionHold(struct region *region)
{
	region->holders++;
}

void
regionDrop(struct region *region)
{
	if (--region->holders == 0) {
		regionRelease(region, (struct mark){ NULL, 0 });
		free(region);
	}
}

void *
regionAllocate(struct region *region, size_t bytes)
{
	struct chunk *chunk = region->top;
	size_t start = chunk == NULL ? 0 : (chunk->used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

	if (chunk == NULL || start > chunk->size || bytes > chunk->size - start) {
		size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;

		chunk = allocate(sizeof *chunk + size);
		chunk->previous = region->top;
		chunk->size = size;
		region->top = chunk;
		start = 0;
	}
	chunk->used = start + bytes;
	return (char *)chunk->bytes + start;
}

char *
regionCopy(struct region *region, const char *text, size_t length)
{
	char *copy = regionAllocate(region, length + 1);

	if (length > 0)
		memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

struct mark
regionMark(struct region *region)
{
	struct chunk *chunk = region->top;

	return (struct mark){ chunk, chunk == NULL ? 0 : chunk->used };
}

void
regionRelease(struct region *region, struct mark mark)
{
	while (region->top != mark.chunk) {
		struct chunk *chunk = region->top;

		region->top = chunk->previous;
		free(chunk);
	}
	if (mark.chunk != NULL)
		mark.chunk->used = mark.used;
}

static void
textRoom(struct text *text, size_t more)
{
	if (text->capacity - text->length <= more) {
		text->capacity = (text->length + more + 1) * 2;
		if (text->capacity < LEAST_TEXT_BYTES)
			text->capacity = LEAST_TEXT_BYTES;
		text->bytes = reallocate(text->bytes, text->capacity);
	}
}

void
textAdd(struct text *text, const char *bytes, size_t length)
{
	textRoom(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void
textAddChar(struct text *text, int c)
{
	textRoom(text, 1);
	text->bytes[text->length++] = c;
	text->bytes[text->length] = '\0';
}

void
textAddString(struct text *text, const char *string)
{
	textAdd(text, string, strlen(string));
}

static void
addDigits(struct text *text, unsigned long number, unsigned base)
{
	char digits[24];
	char *p = digits + sizeof digits;

	do
		*--p = "0123456789abcdef"[number % base];
	while ((number /= base) > 0);
	textAdd(text, p, digits + sizeof digits - p);
}

void
textAddNumber(struct text *text, long number)
{
	if (number < 0)
		textAddChar(text, '-');
	addDigits(text, number < 0 ? -(unsigned long)number : (unsigned long)number, 10);
}

/* Process ids are written in hexadecimal, without a prefix. */
void
textAddHex(struct text *text, unsigned long number)
{
	addDigits(text, number, 16);
}

void
textCut(struct text *text, size_t length)
{
	text->length = length;
	if (text->bytes != NULL)
		text->bytes[length] = '\0';
}

void
textFree(struct text *text)
{
	free(text->bytes);
	*text = (struct text){ NULL, 0, 0 };
}

const char *
textString(const struct text *text)
{
	return text->bytes == NULL ? "" : text->bytes;
}

void
stringsAdd(struct strings *strings, char *item)
{
	if (strings->count + 1 >= strings->capacity) {
		strings->capacity = strings->capacity == 0 ? 8 : strings->capacity * 2;
		strings->items = reallocate(strings->items, strings->capacity * sizeof *strings->items);
	}
	strings->items[strings->count++] = item;
	strings->items[strings->count] = NULL;
}

void
stringsFree(struct strings *strings)
{
	free(strings->items);
	*strings = (struct strings){ NULL, 0, 0 };
}

int
compareStrings(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}
