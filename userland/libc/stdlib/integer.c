/* Integers from text, and small arithmetic. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include "integer.h"

int abs(int value)
{
	return value < 0 ? -value : value;
}

long labs(long value)
{
	return value < 0 ? -value : value;
}

div_t div(int numerator, int denominator)
{
	div_t result;

	result.quot = numerator / denominator;
	result.rem = numerator % denominator;
	return result;
}

ldiv_t ldiv(long numerator, long denominator)
{
	ldiv_t result;

	result.quot = numerator / denominator;
	result.rem = numerator % denominator;
	return result;
}

const char *__startOfDigits(const char *text, int *base, int *negative)
{
	*negative = 0;
	while (isspace((unsigned char)*text))
		text++;
	if (*text == '+' || *text == '-')
		*negative = *text++ == '-';
	if ((*base == 0 || *base == 16) && text[0] == '0' && (text[1] == 'x' || text[1] == 'X') &&
	    isxdigit((unsigned char)text[2])) {
		*base = 16;
		return text + 2;
	}
	if (*base == 0)
		*base = *text == '0' ? 8 : 10;
	return text;
}

int __digitOf(int c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return INT_MAX;
}

/*
 * The magnitude of the number at `text`; *negative tells its sign, *end where
 * it stops (`text` itself when there is none), *over whether it is too great.
 */
static unsigned long magnitude(const char *text, char **end, int base, int *negative, int *over)
{
	const char *first = __startOfDigits(text, &base, negative), *at;
	unsigned long value = 0, most = ULONG_MAX / (unsigned long)base;

	*over = 0;
	for (at = first;; at++) {
		int digit = __digitOf((unsigned char)*at);

		if (digit >= base)
			break;
		if (value > most || (value == most && (unsigned long)digit > ULONG_MAX % (unsigned long)base))
			*over = 1;
		value = value * (unsigned long)base + (unsigned long)digit;
	}
	if (end != 0)
		*end = (char *)(at > first ? at : text);
	return value;
}

long strtol(const char *text, char **end, int base)
{
	int negative, over;
	unsigned long value = magnitude(text, end, base, &negative, &over);

	if (over || value > (unsigned long)LONG_MAX + (unsigned long)negative) {
		errno = ERANGE;
		return negative ? LONG_MIN : LONG_MAX;
	}
	return (long)(negative ? -value : value);
}

unsigned long strtoul(const char *text, char **end, int base)
{
	int negative, over;
	unsigned long value = magnitude(text, end, base, &negative, &over);

	if (over) {
		errno = ERANGE;
		return ULONG_MAX;
	}
	return negative ? -value : value;
}

int atoi(const char *text)
{
	return (int)strtol(text, (char **)0, 10);
}

long atol(const char *text)
{
	return strtol(text, (char **)0, 10);
}
