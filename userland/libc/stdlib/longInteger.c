/* 64-bit integers from text. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

static unsigned long long magnitude(const char *text, char **end, int base, int *negative, int *over)
{
	const char *at = text;
	unsigned long long value = 0;
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
		int c = (unsigned char)*at;
		int digit = isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : INT_MAX;
		unsigned long long larger;

		if (digit >= base)
			break;
		/* Upper and lower half apart: no 64-bit division. */
		{
			unsigned long long low = (value & 0xffffffffu) * (unsigned)base + (unsigned)digit;
			unsigned long long high = (value >> 32) * (unsigned)base + (low >> 32);

			if (high >> 32)
				*over = 1;
			larger = high << 32 | (low & 0xffffffffu);
		}
		value = larger;
	}
	if (end != 0)
		*end = (char *)(digits > 0 ? at : text);
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
