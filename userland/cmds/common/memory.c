/*
 * Memory that is there or ends the program with a message.
 */
#include <stdlib.h>
#include <string.h>
#include "common.h"

void *
reallocate(void *old, size_t sizeBytes)
{
	void *memory = old == NULL ? malloc(sizeBytes) : realloc(old, sizeBytes);

	if (memory == NULL)
		die("memory", "exhausted");
	return memory;
}

void *
allocate(size_t sizeBytes)
{
	return reallocate(NULL, sizeBytes == 0 ? 1 : sizeBytes);
}

char *
copyString(const char *text)
{
	size_t sizeBytes = strlen(text) + 1;

	return memcpy(allocate(sizeBytes), text, sizeBytes);
}

void *
growArray(void *array, size_t *capacity, size_t count, size_t elementBytes)
{
	if (count < *capacity)
		return array;
	*capacity = *capacity == 0 ? 32 : *capacity * 2;
	return reallocate(array, *capacity * elementBytes);
}
