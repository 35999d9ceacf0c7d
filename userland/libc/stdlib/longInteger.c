/* 64-bit integers from text. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include "integer.h"

static unsigned long long magnitude(const char *text, char **end, int base, int *negative, int *over)
{
	const char *first = __startOfDigits(text, &base, negative), *at;
	unsigned long long value = 0;

	*over = 0;
	for (at = first;; at++) {
		int digit = __digitOf((unsigned char)*at);
		unsigned long long low, high;

		if (digit >= base)
			break;
		/* Upper and lower half apart: no 64-bit division. */
		low = (value & 0xffffffffu) * (unsigned)base + (unsigned)digit;
		high = (value >> 32) * (unsigned)base + (low >> 32);
		if (high >> 32)
			*over = 1;
		value = high << 32 | (low & 0xffffffffu);
	}
	if (end != 0)
		*end = (char *)(at > first ? at : text);
	return value;
}

unsigned long long strtoull(const char *text, char **end, int base)
{
	int negative, over;
	unsigned long long value = magnitude(text, end, base, &negative, &over);

	if (over) {
		errno = ERANGE;
		return ULLONG_MAX;
	}
	return negative ? -value : value;
}

long long strtoll(const char *text, char **end, int base)
{
	int negative, over;
	unsigned long long value = magnitude(text, end, base, &negative, &over);

	if (over || value > (unsigned long long)LLONG_MAX + (unsigned)negative) {
		errno = ERANGE;
		return negative ? LLONG_MIN : LLONG_MAX;
	}
	return (long long)(negative ? -value : value);
}
