#include <stdlib.h>
#include <string.h>

char *strndup(const char *string, size_t max)
{
	size_t length = strnlen(string, max);
	char *copy = malloc(length + 1);

	if (copy == 0)
		return 0;
	memcpy(copy, string, length);
	copy[length] = 0;
	return copy;
}

char *strdup(const char *string)
{
	return strndup(string, (size_t)-1);
}
