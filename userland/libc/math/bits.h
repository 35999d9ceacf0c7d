/* The bits of a double: sign, 11 of exponent, 52 of fraction. A 64-bit integer lies in memory in the same order. */
#ifndef MATH_BITS_H
#define MATH_BITS_H

#include <stdint.h>
#include <string.h>

#define EXPONENT_BIAS 1023
#define EXPONENT_MAX 0x7ff
#define FRACTION_BITS 52
#define FRACTION_MASK (((uint64_t)1 << FRACTION_BITS) - 1)
#define SIGN_BIT ((uint64_t)1 << 63)

static inline uint64_t bitsOf(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

static inline double fromBits(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static inline int exponentOf(uint64_t bits)
{
	return (int)(bits >> FRACTION_BITS) & EXPONENT_MAX;
}

/* A number as the sum of two, the first being the sum rounded. */
struct pair {
	double high, low;
};

/* Natural logarithm of a positive number, some ten bits better than a double. */
struct pair __logPair(double x);
/* x - log(1 + x) of a small x */
double __lessLog1p(double x);
struct pair __expPair(double high, double low, int *exponent);
/* Sine and cosine of a number that is not too large for its remainder to be known, so any. */
void __sinCosPair(double x, struct pair *sine, struct pair *cosine);

#endif
