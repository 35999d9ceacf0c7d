/* Sign, exponent, whole part and remainder: all exact. */
#include <math.h>
#include "bits.h"

double fabs(double x)
{
	return fromBits(bitsOf(x) & ~SIGN_BIT);
}

double frexp(double x, int *exponent)
{
	uint64_t bits = bitsOf(x);
	int shift = 0;

	*exponent = 0;
	if (x == 0 || exponentOf(bits) == EXPONENT_MAX)
		return x;
	/* Denormals are made normal first. */
	if (exponentOf(bits) == 0) {
		shift = 64;
		bits = bitsOf(x * 18446744073709551616.0);
	}
	*exponent = exponentOf(bits) - (EXPONENT_BIAS - 1) - shift;
	return fromBits((bits & (SIGN_BIT | FRACTION_MASK)) | (uint64_t)(EXPONENT_BIAS - 1) << FRACTION_BITS);
}

double ldexp(double x, int exponent)
{
	/* In steps that are powers of two themselves; the last one rounds. */
	for (; exponent > 1000; exponent -= 1000) {
		x *= fromBits((uint64_t)(EXPONENT_BIAS + 1000) << FRACTION_BITS);
		if (x == 0 || x - x != 0)
			return x;
	}
	if (exponent < -1000) {
		/* Down to the edge of the normal numbers, so that only one step can round. */
		int now;

		x = frexp(x, &now);
		exponent += now;
		if (exponent < -1200)
			exponent = -1200;
		if (exponent < -1000) {
			x *= fromBits((uint64_t)(EXPONENT_BIAS - 1000) << FRACTION_BITS);
			exponent += 1000;
		}
	}
	return x * fromBits((uint64_t)(EXPONENT_BIAS + exponent) << FRACTION_BITS);
}

/* Towards zero. */
static double whole(double x)
{
	uint64_t bits = bitsOf(x);
	int places = exponentOf(bits) - EXPONENT_BIAS; /* of the whole part, less one */

	if (places < 0)
		return fromBits(bits & SIGN_BIT);
	if (places >= FRACTION_BITS)
		return x;
	return fromBits(bits & ~(FRACTION_MASK >> places));
}

double modf(double x, double *wholePart)
{
	*wholePart = whole(x);
	return x - x != 0 ? 0 : x - *wholePart;
}

double floor(double x)
{
	double part = whole(x);

	return part > x ? part - 1 : part;
}

double ceil(double x)
{
	double part = whole(x);

	return part < x ? part + 1 : part;
}

double fmod(double x, double y)
{
	double left = fabs(x), divisor = fabs(y), scaled;
	int leftExponent, divisorExponent;

	if (divisor == 0 || left - left != 0 || y != y)
		return (x * y) / (x * y);
	if (divisor - divisor != 0)
		return x;
	frexp(divisor, &divisorExponent);
	/* Long division: each step takes the divisor, shifted as far as it goes, away. */
	while (left >= divisor) {
		frexp(left, &leftExponent);
		scaled = ldexp(divisor, leftExponent - divisorExponent);
		if (scaled > left)
			scaled = ldexp(divisor, leftExponent - divisorExponent - 1);
		left -= scaled;
	}
	return x < 0 ? -left : left;
}
