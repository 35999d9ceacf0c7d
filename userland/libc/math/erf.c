/*
 * The error function and its complement: by the series whose terms are all
 * positive, and for larger numbers by the continued fraction of the
 * complement. Abramowitz and Stegun, 7.1.6 and 7.1.14.
 */
#include <math.h>
#include "pair.h"

#define TWO_BY_ROOT_PI 1.1283791670955126
#define TWO_BY_ROOT_PI_LOW 1.533545961316588e-17
#define BY_ROOT_PI 0.56418958354775628
#define BY_ROOT_PI_LOW 7.66772980658294e-18
#define MIDDLE 1.0
#define MOST_TERMS 120

/* e to the -x^2, as a pair and an exponent. */
static struct pair bell(double x, int *exponent)
{
	struct pair square = product(x, x);

	return __expPair(-square.high, -square.low, exponent);
}

static struct pair erfPair(double x)
{
	struct pair square = product(x, x), term = pairOf(x, 0), total = term, factor;
	int n, exponent;

	for (n = 1; n < MOST_TERMS && term.high > total.high * 1e-25; n++) {
		term = pairQuotient(pairScaled(pairTimes(term, square), 2), pairOf(2 * n + 1, 0));
		total = pairSum(total, term);
	}
	factor = bell(x, &exponent);
	total = pairTimes(pairTimes(total, factor), pairOf(TWO_BY_ROOT_PI, TWO_BY_ROOT_PI_LOW));
	return pairOf(ldexp(total.high, exponent), ldexp(total.low, exponent));
}

/* Of the complement of a number that is large enough. */
static double erfcLarge(double x)
{
	struct pair tail = pairOf(x, 0), factor;
	int n, exponent;

	/* The fraction converges the faster the larger x is. */
	for (n = 60 + (int)(220 / (x * x)); n >= 1; n--)
		tail = pairSum(pairOf(x, 0), pairQuotient(pairOf(n / 2.0, 0), tail));
	factor = bell(x, &exponent);
	factor = pairTimes(pairQuotient(factor, tail), pairOf(BY_ROOT_PI, BY_ROOT_PI_LOW));
	return ldexp(factor.high, exponent);
}

double erf(double x)
{
	double size = fabs(x), result;

	if (x != x || x == 0)
		return x;
	if (size > 6)
		return x < 0 ? -1 : 1;
	if (size < 1e-150)
		return x * TWO_BY_ROOT_PI;
	result = size < MIDDLE ? erfPair(size).high : 1 - erfcLarge(size);
	return x < 0 ? -result : result;
}

double erfc(double x)
{
	double size = fabs(x);

	if (x != x)
		return x;
	if (size < 1e-17)
		return 1;
	if (x > 27.3)
		return 0;
	if (x < -6)
		return 2;
	if (size < MIDDLE) {
		struct pair part = erfPair(size);

		return pairSum(pairOf(1, 0), x < 0 ? part : pairNegative(part)).high;
	}
	return x < 0 ? 2 - erfcLarge(size) : erfcLarge(size);
}
