/* What the IEEE standard recommends beside arithmetic: signs, classes, neighbours, exponents, rounding. */
#include <math.h>
#include "bits.h"

#define WHOLE 4503599627370496.0 /* 2^52: from here on all doubles are whole */

double copysign(double x, double y)
{
	return fromBits((bitsOf(x) & ~SIGN_BIT) | (bitsOf(y) & SIGN_BIT));
}

int finite(double x)
{
	return exponentOf(bitsOf(x)) != EXPONENT_MAX;
}

int isnan(double x)
{
	return exponentOf(bitsOf(x)) == EXPONENT_MAX && (bitsOf(x) & FRACTION_MASK) != 0;
}

/* -1 for the negative one. */
int isinf(double x)
{
	if (exponentOf(bitsOf(x)) != EXPONENT_MAX || (bitsOf(x) & FRACTION_MASK) != 0)
		return 0;
	return bitsOf(x) & SIGN_BIT ? -1 : 1;
}

int signbit(double x)
{
	return (bitsOf(x) & SIGN_BIT) != 0;
}

/* To the nearest whole number, halves to the even one. */
double rint(double x)
{
	double below, rest;

	if (fabs(x) >= WHOLE || x != x)
		return x;
	below = floor(fabs(x));
	rest = fabs(x) - below;
	if (rest > 0.5 || (rest == 0.5 && fmod(below, 2) != 0))
		below += 1;
	return copysign(below, x);
}

/* x less the multiple of y nearest to it. */
double drem(double x, double y)
{
	double left, divisor = fabs(y), quotientOdd;

	if (y == 0 || x - x != 0 || y != y)
		return (x * y) / (x * y);
	if (divisor - divisor != 0)
		return x;
	/* Twice the divisor, so that it is seen whether the quotient is odd. */
	left = divisor < 8e307 ? fmod(fabs(x), 2 * divisor) : fabs(x);
	quotientOdd = 0;
	if (left >= divisor) {
		left -= divisor;
		quotientOdd = 1;
	}
	if (left > divisor - left || (left == divisor - left && quotientOdd))
		left -= divisor;
	return bitsOf(x) & SIGN_BIT ? -left : left;
}

double remainder(double x, double y)
{
	return drem(x, y);
}

double logb(double x)
{
	int exponent;

	if (x == 0)
		return -HUGE_VAL;
	if (x - x != 0)
		return x * x;
	frexp(x, &exponent);
	return exponent - 1;
}

int ilogb(double x)
{
	int exponent;

	if (x == 0 || x - x != 0)
		return x == 0 || x != x ? -2147483647 - 1 : 2147483647;
	frexp(x, &exponent);
	return exponent - 1;
}

double scalb(double x, double exponent)
{
	if (x != x || exponent != exponent)
		return x + exponent;
	if (exponent > 5000 || exponent < -5000)
		exponent = exponent > 0 ? 5000 : -5000;
	return x == 0 || x - x != 0 ? x : ldexp(x, (int)exponent);
}

double significand(double x)
{
	int exponent;

	return x == 0 || x - x != 0 ? x : 2 * frexp(x, &exponent);
}

double nextafter(double x, double y)
{
	if (x != x || y != y)
		return x + y;
	if (x == y)
		return y;
	if (x == 0)
		return copysign(fromBits(1), y);
	return fromBits(bitsOf(x) + ((x < y) == (x > 0) ? 1 : -(uint64_t)1));
}
