/* Strings: length, copying, comparing. */
#include <string.h>
#include <strings.h>

typedef unsigned __attribute__((may_alias)) Word;

#define WORD sizeof(Word)
/* Not 0 when one of the word's bytes is 0 (and never wrong, since only the lowest such bit may be false). */
#define HAS_ZERO(word) (((word) - 0x01010101u) & ~(word) & 0x80808080u)

size_t strlen(const char *string)
{
	const char *at = string;

	for (; (size_t)at % WORD != 0; at++)
		if (*at == 0)
			return (size_t)(at - string);
	while (!HAS_ZERO(*(const Word *)at))
		at += WORD;
	while (*at != 0)
		at++;
	return (size_t)(at - string);
}

size_t strnlen(const char *string, size_t max)
{
	const char *end = memchr(string, 0, max);

	return end == 0 ? max : (size_t)(end - string);
}

char *strcpy(char *to, const char *from)
{
	char *at = to;

	while ((*at++ = *from++) != 0)
		;
	return to;
}

char *strncpy(char *to, const char *from, size_t count)
{
	size_t i;

	for (i = 0; i < count && from[i] != 0; i++)
		to[i] = from[i];
	for (; i < count; i++)
		to[i] = 0;
	return to;
}

char *strcat(char *to, const char *from)
{
	strcpy(to + strlen(to), from);
	return to;
}

char *strncat(char *to, const char *from, size_t count)
{
	char *at = to + strlen(to);

	while (count-- > 0 && *from != 0)
		*at++ = *from++;
	*at = 0;
	return to;
}

int strcmp(const char *one, const char *other)
{
	while (*one == *other) {
		if (*one == 0)
			return 0;
		one++;
		other++;
	}
	return (unsigned char)*one - (unsigned char)*other;
}

int strncmp(const char *one, const char *other, size_t count)
{
	for (; count > 0; count--, one++, other++) {
		if (*one != *other)
			return (unsigned char)*one - (unsigned char)*other;
		if (*one == 0)
			return 0;
	}
	return 0;
}

/* There is only the C locale. */
int strcoll(const char *one, const char *other)
{
	return strcmp(one, other);
}

size_t strxfrm(char *to, const char *from, size_t count)
{
	if (count > 0)
		strncpy(to, from, count);
	return strlen(from);
}
