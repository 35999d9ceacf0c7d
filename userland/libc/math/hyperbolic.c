/*
 * sinh, cosh, tanh and their inverses: from e to the x as a pair of doubles,
 * near zero by their series. Abramowitz and Stegun, 4.5 and 4.6.
 */
#include <math.h>
#include "pair.h"

#define SMALL 0.25
#define TERMS 10
#define ASINH_TERMS 14
#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10

/* Half of e to the |x|, and of e to the -|x|; both 0 or infinite where they must be. */
static void halves(double x, struct pair *growing, struct pair *falling)
{
	int exponent;
	struct pair power = __expPair(x, 0, &exponent), inverse = pairQuotient(pairOf(1, 0), power);

	*growing = pairOf(ldexp(power.high, exponent - 1), ldexp(power.low, exponent - 1));
	*falling = pairOf(ldexp(inverse.high, -exponent - 1), ldexp(inverse.low, -exponent - 1));
}

/* sinh x / x - 1 */
static double sinhSeries(double x)
{
	double square = x * x, result = 0;
	int term;

	for (term = TERMS; term >= 1; term--)
		result = (result + 1) * square / ((2 * term + 1) * (2 * term));
	return result;
}

double sinh(double x)
{
	double size = fabs(x);
	struct pair growing, falling;

	if (x != x || x - x != 0)
		return x;
	if (size < SMALL)
		return x + x * sinhSeries(x);
	if (size > 711)
		return x > 0 ? HUGE_VAL : -HUGE_VAL;
	halves(size, &growing, &falling);
	size = pairSum(growing, pairNegative(falling)).high;
	return x < 0 ? -size : size;
}

double cosh(double x)
{
	struct pair growing, falling;

	if (x != x)
		return x;
	if (fabs(x) > 711)
		return HUGE_VAL;
	halves(fabs(x), &growing, &falling);
	return pairSum(growing, falling).high;
}

double tanh(double x)
{
	double size = fabs(x), square;
	struct pair growing, falling;
	int term;

	if (x != x)
		return x;
	if (size < SMALL) {
		/* By its continued fraction x / (1 + x^2/(3 + x^2/(5 + ...))). */
		double tail = 0;

		square = x * x;
		for (term = TERMS; term >= 1; term--)
			tail = square / (2 * term + 1 + tail);
		return x - x * tail / (1 + tail);
	}
	if (size > 22)
		return x < 0 ? -1 : 1;
	halves(size, &growing, &falling);
	size = pairQuotient(pairSum(growing, pairNegative(falling)), pairSum(growing, falling)).high;
	return x < 0 ? -size : size;
}

/* Of a number that is not negative. */
static struct pair asinhPair(struct pair x)
{
	struct pair square, whole, logarithm;
	double tail = 0;
	int term;

	square = pairTimes(x, x);
	if (x.high < SMALL) {
		for (term = ASINH_TERMS; term >= 2; term--)
			tail = -(tail + 1.0 / (2 * term + 1)) * square.high * (2 * term - 1) / (2 * term);
		tail = -(tail + 1.0 / 3) * square.high / 2;
		return pairSum(x, pairOf(x.high * tail, -x.low * square.high / 2));
	}
	whole = pairSum(x, pairRoot(pairSum(square, pairOf(1, 0))));
	logarithm = __logPair(whole.high);
	return pairSum(logarithm, pairOf(whole.low / whole.high, 0));
}

/* log 2x, for numbers whose square is too large. */
static double logTwice(double x)
{
	return pairSum(__logPair(x), pairOf(LN2_HIGH, LN2_LOW)).high;
}

double asinh(double x)
{
	double result;

	if (x != x || x == 0 || x - x != 0)
		return x;
	if (fabs(x) < 1e-9)
		return x;
	result = fabs(x) > 1e9 ? logTwice(fabs(x)) : asinhPair(pairOf(fabs(x), 0)).high;
	return x < 0 ? -result : result;
}

/* Twice the inverse sinh of the root of (x - 1)/2. */
double acosh(double x)
{
	if (x != x || x < 1)
		return (x - x) / (x - x);
	if (x == 1)
		return 0;
	if (x - x != 0 || x > 1e9)
		return x - x != 0 ? x : logTwice(x);
	return 2 * asinhPair(pairRoot(pairScaled(sum(x, -1), 0.5))).high;
}

double atanh(double x)
{
	double size = fabs(x), square = x * x, tail = 0;
	struct pair ratio;
	int term;

	if (x != x || size > 1)
		return (x - x) / (x - x);
	if (size == 1)
		return x < 0 ? -HUGE_VAL : HUGE_VAL;
	if (size < SMALL) {
		for (term = ASINH_TERMS; term >= 1; term--)
			tail = (tail + 1.0 / (2 * term + 1)) * square;
		return x + x * tail;
	}
	ratio = pairQuotient(sum(1, size), sum(1, -size));
	size = (__logPair(ratio.high).high + (__logPair(ratio.high).low + ratio.low / ratio.high)) / 2;
	return x < 0 ? -size : size;
}
