/* Integers from text, and small arithmetic. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

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

static int digitOf(int c)
{
	if (isdigit(c))
		return c - '0';
	if (isalpha(c))
		return tolower(c) - 'a' + 10;
	return INT_MAX;
}

/*
 * The magnitude of the number at `text`; *negative tells its sign, *end where
 * it stops (`text` itself when there is none). Above `limit` it stays there
 * and *over is set.
 */
static unsigned long magnitude(const char *text, char **end, int base, int *negative, int *over)
{
	const char *at = text;
	unsigned long value = 0;
	int digits = 0;

	*negative = *over = 0;
	while (isspace((unsigned char)*at))
		at++;
	if (*at == '+' || *at == '-')
		*negative = *at++ == '-';
	if ((base == 0 || base == 16) && at[0] == '0' && (at[1] == 'x' || at[1] == 'X') &&
	    isxdigit((unsigned char)at[2])) {
		at += 2;
		base = 16;
	}
	if (base == 0)
		base = *at == '0' ? 8 : 10;
	for (;; at++, digits++) {
		int digit = digitOf((unsigned char)*at);

		if (digit >= base)
			break;
		if (value > (ULONG_MAX - (unsigned long)digit) / (unsigned long)base)
			*over = 1;
		value = value * (unsigned long)base + (unsigned long)digit;
	}
	if (end != 0)
		*end = (char *)(digits > 0 ? at : text);
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
