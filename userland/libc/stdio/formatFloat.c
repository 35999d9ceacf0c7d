/*
 * Floating point to text, exact: the double's mantissa as a decimal number is
 * multiplied by its power of two, and the digits are rounded half to even at
 * the place asked for. No floating-point arithmetic takes part.
 */
#include <string.h>

#include "../stdlib/decimal.h"
#include "private.h"

#define MANTISSA_BITS 52
#define BIAS 1023
#define SPECIAL 0x7ff /* exponent of infinity and of what is no number */

/* Digit number i of the decimal, 0 being the first of the first limb. */
static int digitAt(const struct decimal *number, int i)
{
	static const unsigned short scale[4] = {1000, 100, 10, 1};

	if (i < 0 || i >= 4 * number->count)
		return 0;
	return number->limb[i / 4] / scale[i % 4] % 10;
}

/* Whether the digits from number i on are more than half, half, or less (1, 0, -1). */
static int compareHalf(const struct decimal *number, int i)
{
	int digit = digitAt(number, i);

	if (digit != 5)
		return digit > 5 ? 1 : -1;
	for (i++; i < 4 * number->count; i++)
		if (digitAt(number, i) != 0)
			return 1;
	return 0;
}

/*
 * Rounds to `count` digits starting at digit number `first` and stores them
 * at `to` as text. TRUE when the rounding carried: the text is then 1000..,
 * one digit longer.
 */
static int roundDigits(const struct decimal *number, int first, int count, char *to)
{
	int i, half = compareHalf(number, first + count);

	for (i = 0; i < count; i++)
		to[i] = (char)('0' + digitAt(number, first + i));
	if (half < 0 || (half == 0 && (count > 0 ? (to[count - 1] & 1) == 0 : 1)))
		return 0;
	for (i = count; i-- > 0;) {
		if (to[i] != '9') {
			to[i]++;
			return 0;
		}
		to[i] = '0';
	}
	memmove(to + 1, to, (size_t)count);
	to[0] = '1';
	return 1;
}

/* Where the first significant digit is, and the power of ten it stands for. */
static int leadingDigit(const struct decimal *number, int *exponent)
{
	int first = 0;

	if (number->count == 0) {
		*exponent = 0;
		return 0;
	}
	while (digitAt(number, first) == 0)
		first++;
	*exponent = 4 * number->point - 1 - first;
	return first;
}

static char *putExponent(char *to, int letter, int exponent)
{
	*to++ = (char)letter;
	*to++ = exponent < 0 ? '-' : '+';
	if (exponent < 0)
		exponent = -exponent;
	if (exponent >= 100)
		*to++ = (char)('0' + exponent / 100);
	*to++ = (char)('0' + exponent / 10 % 10);
	*to++ = (char)('0' + exponent % 10);
	return to;
}

static char *dropZeros(char *start, char *end)
{
	if (memchr(start, '.', (size_t)(end - start)) == 0)
		return end;
	while (end[-1] == '0')
		end--;
	return end[-1] == '.' ? end - 1 : end;
}

/* d.ddde+dd; `strip` takes trailing zeros away. */
static char *scientific(char *to, const struct decimal *number, int letter, int precision, int point, int strip)
{
	int exponent, first = leadingDigit(number, &exponent);
	char *start = to;

	if (roundDigits(number, first, precision + 1, to + 1))
		exponent++;
	to[0] = to[1];
	to[1] = '.';
	to += precision + 2;
	if (precision == 0 && !point)
		to--;
	if (strip)
		to = dropZeros(start, to);
	return putExponent(to, letter, exponent);
}

/* ddd.ddd, with at least one digit before the point. */
static char *positional(char *to, const struct decimal *number, int precision, int point, int strip)
{
	int units = 4 * number->point - 1, first = 0, whole;
	char *start = to;

	while (first < units && digitAt(number, first) == 0)
		first++;
	if (first > units)
		first = units;
	whole = units - first + 1;
	whole += roundDigits(number, first, whole + precision, to);
	to += whole;
	memmove(to + 1, to, (size_t)precision);
	*to++ = '.';
	to += precision;
	if (precision == 0 && !point)
		to--;
	if (strip)
		to = dropZeros(start, to);
	return to;
}

int __formatFloat(char *to, double value, int conversion, int precision, int alternate)
{
	union {
		double value;
		unsigned long long bits;
	} from;
	int upper = conversion < 'a', letter = upper ? 'E' : 'e';
	unsigned long long mantissa;
	struct decimal number;
	char *start = to;
	int exponent;

	from.value = value;
	exponent = (int)(from.bits >> MANTISSA_BITS & SPECIAL);
	mantissa = from.bits & ((1ULL << MANTISSA_BITS) - 1);
	if (from.bits >> 63)
		*to++ = '-';
	if (exponent == SPECIAL) {
		memcpy(to, mantissa != 0 ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf", 3);
		return (int)(to + 3 - start);
	}
	if (exponent != 0)
		mantissa |= 1ULL << MANTISSA_BITS;
	else
		exponent = 1;
	/* 53 bits are at most 16 digits: four limbs. */
	number.count = number.point = 4;
	number.sticky = 0;
	{
		int i;

		for (i = 3; i >= 0; i--) {
			number.limb[i] = (unsigned short)(mantissa % DECIMAL_BASE);
			mantissa /= DECIMAL_BASE;
		}
	}
	__decimalShift(&number, exponent - BIAS - MANTISSA_BITS);

	switch (conversion | 0x20) {
	case 'f':
		to = positional(to, &number, precision, alternate, 0);
		break;
	case 'e':
		to = scientific(to, &number, letter, precision, alternate, 0);
		break;
	default: {
		char trial[FLOAT_BYTES + 64];
		int place;

		/* The exponent after rounding decides which form is taken. */
		if (precision == 0)
			precision = 1;
		{
			int first = leadingDigit(&number, &place);

			if (number.count > 0 && precision <= FLOAT_BYTES && roundDigits(&number, first, precision, trial))
				place++;
		}
		if (place < -4 || place >= precision)
			to = scientific(to, &number, letter, precision - 1, alternate, !alternate);
		else
			to = positional(to, &number, precision - 1 - place, alternate, !alternate);
	}
	}
	return (int)(to - start);
}
