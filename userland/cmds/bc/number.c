/*
 * Arithmetic as on paper.
 */
#include <stdlib.h>
#include <string.h>
#include <limits.h>
#include "bc.h"

struct number *
makeNumber(size_t count, size_t scale)
{
	struct number *number = allocate(sizeof *number + count);

	memset(number, 0, sizeof *number + count);
	number->references = 1;
	number->count = count;
	number->scale = scale;
	return number;
}

struct number *
share(struct number *number)
{
	number->references++;
	return number;
}

void
drop(struct number *number)
{
	if (number != NULL && --number->references == 0)
		free(number);
}

struct number *
trimmed(struct number *number)
{
	while (number->count > number->scale && number->digits[number->count - 1] == 0)
		number->count--;
	if (number->negative && isZero(number))
		number->negative = 0;
	return number;
}

struct number *
wholeNumber(long value)
{
	struct number *number = makeNumber(24, 0);
	unsigned long left = value < 0 ? 0UL - (unsigned long)value : (unsigned long)value;
	size_t i;

	for (i = 0; left > 0; i++, left /= 10)
		number->digits[i] = (unsigned char)(left % 10);
	number->negative = value < 0;
	return trimmed(number);
}

int
isZero(const struct number *number)
{
	size_t i;

	for (i = 0; i < number->count; i++)
		if (number->digits[i] != 0)
			return 0;
	return 1;
}

/* The digit worth 10 to the power of `place`. */
static int
digitAt(const struct number *number, long place)
{
	long at = place + (long)number->scale;

	return at < 0 || at >= (long)number->count ? 0 : number->digits[at];
}

static long
highest(const struct number *number)
{
	return (long)number->count - (long)number->scale;
}

static size_t
larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static int
compareSizes(const struct number *a, const struct number *b)
{
	long place = highest(a) > highest(b) ? highest(a) : highest(b);
	long least = -(long)larger(a->scale, b->scale);

	for (place--; place >= least; place--)
		if (digitAt(a, place) != digitAt(b, place))
			return digitAt(a, place) - digitAt(b, place);
	return 0;
}

int
compare(const struct number *a, const struct number *b)
{
	if (a->negative != b->negative)
		return isZero(a) && isZero(b) ? 0 : a->negative ? -1 : 1;
	return a->negative ? -compareSizes(a, b) : compareSizes(a, b);
}

struct number *
withScale(const struct number *a, size_t scale)
{
	size_t whole = a->count - a->scale;
	struct number *result = makeNumber(whole + scale, scale);
	long place;

	result->negative = a->negative;
	for (place = -(long)scale; place < (long)whole; place++)
		result->digits[place + (long)scale] = (unsigned char)digitAt(a, place);
	return trimmed(result);
}

struct number *
negate(const struct number *a)
{
	struct number *result = withScale(a, a->scale);

	if (!isZero(result))
		result->negative = !result->negative;
	return result;
}

/* Sizes added, or the smaller taken from the larger. */
static struct number *
combine(const struct number *a, const struct number *b, int sign, int negative)
{
	size_t scale = larger(a->scale, b->scale), whole = (size_t)(highest(a) > highest(b) ? highest(a) : highest(b)) + 1, i;
	struct number *result = makeNumber(whole + scale, scale);
	int carry = 0;

	for (i = 0; i < result->count; i++) {
		long place = (long)i - (long)scale;
		int digit = digitAt(a, place) + sign * digitAt(b, place) + carry;

		carry = digit > 9 ? 1 : digit < 0 ? -1 : 0;
		result->digits[i] = (unsigned char)(digit - 10 * carry);
	}
	result->negative = negative;
	return trimmed(result);
}

static struct number *
addSigned(const struct number *a, const struct number *b, int bNegative)
{
	if (a->negative == bNegative)
		return combine(a, b, 1, a->negative);
	return compareSizes(a, b) >= 0 ? combine(a, b, -1, a->negative) : combine(b, a, -1, bNegative);
}

struct number *
add(const struct number *a, const struct number *b)
{
	return addSigned(a, b, b->negative);
}

struct number *
subtract(const struct number *a, const struct number *b)
{
	return addSigned(a, b, !b->negative);
}

/* The whole product. */
static struct number *
product(const struct number *a, const struct number *b)
{
	struct number *result = makeNumber(a->count + b->count, a->scale + b->scale);
	size_t i, j;

	for (i = 0; i < a->count; i++) {
		int carry = 0;

		if (a->digits[i] == 0)
			continue;
		for (j = 0; j < b->count || carry > 0; j++) {
			int digit = result->digits[i + j] + carry + (j < b->count ? a->digits[i] * b->digits[j] : 0);

			carry = digit / 10;
			result->digits[i + j] = (unsigned char)(digit % 10);
		}
	}
	result->negative = a->negative != b->negative;
	return trimmed(result);
}

struct number *
multiply(const struct number *a, const struct number *b, size_t scale)
{
	struct number *whole = product(a, b), *result;
	size_t wanted = larger(scale, larger(a->scale, b->scale));

	if (whole->scale <= wanted)
		return whole;
	result = withScale(whole, wanted);
	drop(whole);
	return result;
}

/* Is rest[at .. at + count] at least the divisor? Then takes it away. */
static int
takeAway(unsigned char *rest, const unsigned char *divisor, size_t count)
{
	size_t i;
	int borrow = 0;

	if (rest[count] == 0) {
		for (i = count; i > 0 && rest[i - 1] == divisor[i - 1]; i--)
			continue;
		if (i > 0 && rest[i - 1] < divisor[i - 1])
			return 0;
	}
	for (i = 0; i <= count; i++) {
		int digit = rest[i] - (i < count ? divisor[i] : 0) - borrow;

		borrow = digit < 0;
		rest[i] = (unsigned char)(digit + 10 * borrow);
	}
	return 1;
}

struct number *
divide(const struct number *a, const struct number *b, size_t scale)
{
	/* As whole numbers: a with so many zeros behind that the quotient has the scale. */
	size_t divisorCount = b->count, zeros = scale + b->scale, i;
	size_t cut = a->scale > zeros ? a->scale - zeros : 0;
	size_t restCount;
	struct number *quotient;
	unsigned char *rest;

	while (divisorCount > 1 && b->digits[divisorCount - 1] == 0)
		divisorCount--;
	zeros = a->scale > zeros ? 0 : zeros - a->scale;
	cut = cut > a->count ? a->count : cut;
	restCount = a->count - cut + zeros;
	rest = allocate(restCount + divisorCount + 1);
	memset(rest, 0, restCount + divisorCount + 1);
	memcpy(rest + zeros, a->digits + cut, a->count - cut);
	quotient = makeNumber(larger(restCount, scale) + 1, scale);
	for (i = restCount; i > 0; i--)
		while (takeAway(rest + i - 1, b->digits, divisorCount))
			quotient->digits[i - 1]++;
	free(rest);
	quotient->negative = a->negative != b->negative;
	return trimmed(quotient);
}

struct number *
remainderOf(const struct number *a, const struct number *b, size_t scale)
{
	struct number *quotient = divide(a, b, scale), *back = product(quotient, b), *result = subtract(a, back), *scaled;

	scaled = withScale(result, larger(a->scale, b->scale + scale));
	drop(quotient);
	drop(back);
	drop(result);
	return scaled;
}

struct number *
raise(const struct number *a, long exponent, size_t scale)
{
	unsigned long left = exponent < 0 ? 0UL - (unsigned long)exponent : (unsigned long)exponent;
	struct number *result = wholeNumber(1), *power = withScale(a, a->scale), *next, *one;
	size_t wanted = larger(scale, a->scale);

	if (exponent > 0 && a->scale * left < wanted)
		wanted = a->scale * left;
	for (; left > 0; left >>= 1) {
		if (left & 1) {
			next = product(result, power);
			drop(result);
			result = next;
		}
		if (left > 1) {
			next = product(power, power);
			drop(power);
			power = next;
		}
	}
	drop(power);
	if (exponent < 0) {
		one = wholeNumber(1);
		next = divide(one, result, scale);
		drop(one);
	} else {
		next = withScale(result, wanted < result->scale ? wanted : result->scale);
	}
	drop(result);
	return next;
}

/* Newton's way on whole numbers, from above: it goes down until it would go up. */
struct number *
squareRoot(const struct number *a, size_t scale)
{
	size_t wanted = larger(scale, a->scale);
	struct number *radicand = withScale(a, 2 * wanted), *guess, *next, *sum, *two = wholeNumber(2), *quotient;

	radicand->scale = 0;
	trimmed(radicand);
	guess = makeNumber((radicand->count + 1) / 2 + 1, 0);
	guess->digits[guess->count - 1] = 1;
	for (;;) {
		if (isZero(radicand))
			break;
		quotient = divide(radicand, guess, 0);
		sum = add(guess, quotient);
		next = divide(sum, two, 0);
		drop(quotient);
		drop(sum);
		if (compare(next, guess) >= 0) {
			drop(next);
			break;
		}
		drop(guess);
		guess = next;
	}
	drop(two);
	next = makeNumber(larger(guess->count, wanted), wanted);
	if (!isZero(radicand))
		memcpy(next->digits, guess->digits, guess->count);
	drop(radicand);
	drop(guess);
	return trimmed(next);
}

long
toLong(const struct number *number)
{
	long value = 0;
	size_t i;

	for (i = number->count; i > number->scale; i--) {
		if (value > (LONG_MAX - 9) / 10)
			return number->negative ? -LONG_MAX : LONG_MAX;
		value = value * 10 + number->digits[i - 1];
	}
	return number->negative ? -value : value;
}
