/*
 * strtod: the nearest double, ties to even, for any number of digits. The
 * decimal is scaled by powers of two into [1/2, 1), exactly, and its first 53
 * bits (fewer for a denormal) are read off. Numbers as people write them need
 * one multiplication or division instead.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "decimal.h"

#define BIAS 1023
#define MANTISSA_BITS 53
#define MIN_EXPONENT (-1021) /* of a normal number m * 2^e with m in [1/2, 1) */
#define MAX_EXPONENT 1024
#define MAX_DIGIT_EXPONENT 100000 /* far beyond any double, far from overflow */

typedef union {
	double value;
	unsigned long long bits;
} Double;

/* The digits at `at` as a decimal times 10^exponent; returns where they end, or 0. */
static const char *readDigits(const char *at, struct decimal *number, int *exponent)
{
	int digits = 0, kept = 0, seenPoint = 0, seenDigit = 0, scale = 0;
	unsigned limb = 0;

	number->count = number->point = number->sticky = 0;
	for (;; at++) {
		if (*at == '.' && !seenPoint) {
			seenPoint = 1;
			continue;
		}
		if (!isdigit((unsigned char)*at))
			break;
		seenDigit = 1;
		if (seenPoint)
			scale--;
		if (kept == 0 && *at == '0')
			continue;
		if (number->count == DECIMAL_LIMBS) {
			number->sticky |= *at != '0';
			scale++;
			continue;
		}
		limb = limb * 10 + (unsigned)(*at - '0');
		kept++;
		if (++digits == 4) {
			number->limb[number->count++] = (unsigned short)limb;
			limb = 0;
			digits = 0;
		}
	}
	if (!seenDigit)
		return 0;
	for (; digits != 0 && digits < 4; digits++) {
		limb *= 10;
		scale--;
		if (digits == 3)
			number->limb[number->count++] = (unsigned short)limb;
	}
	*exponent = scale;
	return at;
}

static const char *readExponent(const char *at, int *exponent)
{
	const char *digits = at + 1;
	int negative = 0, value = 0;

	if (*at != 'e' && *at != 'E')
		return at;
	if (*digits == '+' || *digits == '-')
		negative = *digits++ == '-';
	if (!isdigit((unsigned char)*digits))
		return at;
	for (; isdigit((unsigned char)*digits); digits++)
		if (value < MAX_DIGIT_EXPONENT)
			value = value * 10 + (*digits - '0');
	*exponent += negative ? -value : value;
	return digits;
}

/* Multiplies by 10^0..3 so that what is left of the exponent is whole limbs. */
static void placePoint(struct decimal *number, int exponent)
{
	int limbs = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4), factor = 1, i;
	unsigned carry = 0;

	for (i = exponent - 4 * limbs; i > 0; i--)
		factor *= 10;
	for (i = number->count; i-- > 0;) {
		unsigned value = number->limb[i] * (unsigned)factor + carry;

		carry = value / DECIMAL_BASE;
		number->limb[i] = (unsigned short)(value % DECIMAL_BASE);
	}
	number->point = number->count + limbs;
	if (carry != 0) {
		int last = number->count < DECIMAL_LIMBS ? number->count++ : DECIMAL_LIMBS - 1;

		if (last == DECIMAL_LIMBS - 1)
			number->sticky |= number->limb[last] != 0;
		memmove(number->limb + 1, number->limb, last * sizeof number->limb[0]);
		number->limb[0] = (unsigned short)carry;
		number->point++;
	}
	__decimalShift(number, 0);
}

/* Scales the number into [1/2, 1); returns the power of two that was taken out. */
static int normalise(struct decimal *number)
{
	int exponent = 0;

	while (number->point > 1) {
		__decimalShift(number, -13);
		exponent += 13;
	}
	while (number->point < 0) {
		__decimalShift(number, 13);
		exponent -= 13;
	}
	while (number->point == 1) {
		int bits = 1;

		while (number->limb[0] >> bits != 0)
			bits++;
		__decimalShift(number, -bits);
		exponent += bits;
	}
	while (number->point < 0 || number->limb[0] < DECIMAL_BASE / 2) {
		__decimalShift(number, 1);
		exponent--;
	}
	return exponent;
}

/* The integer part, rounded to nearest even. */
static unsigned long long roundedInteger(const struct decimal *number)
{
	unsigned long long value = 0;
	int i, up = 0;

	for (i = 0; i < number->point; i++)
		value = value * DECIMAL_BASE + (i < number->count ? number->limb[i] : 0);
	if (number->point >= 0 && number->point < number->count) {
		unsigned next = number->limb[number->point];

		up = next > DECIMAL_BASE / 2 ||
		     (next == DECIMAL_BASE / 2 && (number->count > number->point + 1 || number->sticky || (value & 1)));
	}
	return value + (unsigned)up;
}

static unsigned long long toBits(struct decimal *number)
{
	const unsigned long long infinity = 0x7ffULL << 52;
	int exponent, keep = MANTISSA_BITS;
	unsigned long long mantissa;

	if (number->count == 0)
		return 0;
	/* Beyond these no number of digits can help. */
	if (number->point > 80)
		exponent = MAX_EXPONENT + 1;
	else if (number->point < -85)
		exponent = MIN_EXPONENT - 2 * MANTISSA_BITS;
	else
		exponent = normalise(number);
	if (exponent > MAX_EXPONENT) {
		errno = ERANGE;
		return infinity;
	}
	if (exponent < MIN_EXPONENT)
		keep -= MIN_EXPONENT - exponent;
	if (keep < 0) {
		errno = ERANGE;
		return 0;
	}
	__decimalShift(number, keep);
	mantissa = roundedInteger(number);
	/* A carry out of the mantissa adds to the exponent by itself. */
	if (keep == MANTISSA_BITS)
		mantissa += (unsigned long long)(unsigned)(exponent + BIAS - 2) << 52;
	if (mantissa == 0 || mantissa >= infinity)
		errno = ERANGE;
	return mantissa >= infinity ? infinity : mantissa;
}

static int named(const char *text, const char *name)
{
	return (*text | 0x20) == *name && strncasecmp(text, name, strlen(name)) == 0;
}

#define MOST_SHORT_LIMBS 3 /* twelve digits are a double */
#define MOST_SHORT_POWER 22
static const double powerOfTen[MOST_SHORT_POWER + 1] = {
	1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/*
 * The digits and the power of ten are doubles, so that one operation gives the
 * nearest; 0 if they are not. Wider registers round twice: 0, too, when the
 * first time has left a half, for it may not have been one.
 */
static int readShort(const struct decimal *number, int exponent, double *nearest)
{
	long double value = 0, rest;
	int i;

	if (number->count > MOST_SHORT_LIMBS || exponent > MOST_SHORT_POWER || exponent < -MOST_SHORT_POWER)
		return 0;
	for (i = 0; i < number->count; i++)
		value = value * DECIMAL_BASE + number->limb[i];
	if (exponent >= 0)
		value *= powerOfTen[exponent];
	else
		value /= powerOfTen[-exponent];
	*nearest = (double)value;
	rest = value - *nearest;
	return rest == 0 || (double)(value + rest) != value + rest;
}

double strtod(const char *text, char **end)
{
	const char *at = text, *after;
	struct decimal number;
	int negative = 0, exponent = 0;
	Double result;

	while (isspace((unsigned char)*at))
		at++;
	if (*at == '+' || *at == '-')
		negative = *at++ == '-';
	if (named(at, "inf")) {
		result.bits = 0x7ffULL << 52;
		at += named(at, "infinity") ? 8 : 3;
	} else if (named(at, "nan")) {
		result.value = __builtin_nan("");
		at += 3;
	} else if ((after = readDigits(at, &number, &exponent)) != 0) {
		at = readExponent(after, &exponent);
		if (!readShort(&number, exponent, &result.value)) {
			placePoint(&number, exponent);
			result.bits = toBits(&number);
		}
	} else {
		result.bits = 0;
		negative = 0;
		at = text;
	}
	if (end != 0)
		*end = (char *)at;
	if (negative)
		result.bits |= 1ULL << 63;
	return result.value;
}

double atof(const char *text)
{
	return strtod(text, (char **)0);
}
