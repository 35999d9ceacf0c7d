/*
 * exp, log and pow. The logarithm is 2 atanh((m-1)/(m+1)) of the fraction m,
 * by its series; exp is its series on the part that remains below half of
 * ln 2. Power series: Abramowitz and Stegun, 4.1.27 and 4.2.1.
 */
#include <math.h>
#include "pair.h"

#define LN2_HIGH 6.93147180369123816490e-01 /* so few bits that its multiples are exact */
#define LN2_LOW 1.90821492927058770002e-10
#define LOG10_E 0.43429448190325182
#define LOG10_E_LOW 1.0983196502167651e-17
#define THIRD 0.33333333333333331
#define THIRD_LOW 1.8503717077085943e-17
#define LOG_TERMS 12
#define EXP_TERMS 14
#define EXP_MAX 709.79
#define EXP_MIN (-745.14)

struct pair __logPair(double x)
{
	int exponent, term;
	double m = frexp(x, &exponent), tail = 0;
	struct pair ratio, square, cube;

	if (m < 0.70710678118654752440) {
		m *= 2;
		exponent--;
	}
	ratio = pairQuotient(sum(m, -1), sum(m, 1));
	square = pairTimes(ratio, ratio);
	cube = pairTimes(ratio, square);
	for (term = LOG_TERMS; term >= 2; term--)
		tail = (tail + 1.0 / (2 * term + 1)) * square.high;
	/* ratio + cube/3 + cube tail, twice; 1/3 in two parts. */
	cube = pairSum(pairTimes(cube, pairOf(THIRD, THIRD_LOW)), pairOf(cube.high * tail, 0));
	ratio = pairScaled(pairSum(ratio, cube), 2);
	return pairSum(pairSum(pairOf(exponent * LN2_HIGH, 0), ratio), pairOf(exponent * LN2_LOW, 0));
}

double log(double x)
{
	if (x != x || (x > 0 && x - x != 0))
		return x;
	if (x == 0)
		return -HUGE_VAL;
	if (x < 0)
		return (x - x) / (x - x);
	return __logPair(x).high;
}

double log10(double x)
{
	double whole = log(x);

	if (x != x || x <= 0 || x - x != 0)
		return whole;
	return pairTimes(__logPair(x), pairOf(LOG10_E, LOG10_E_LOW)).high;
}

/* e to the high + low, divided by 2 to the power of the exponent; between 0.7 and 1.42. */
struct pair __expPair(double high, double low, int *exponent)
{
	double count = floor(high / M_LN2 + 0.5), rest = high - count * LN2_HIGH, more, series = 0;
	struct pair r, square;
	int term;

	more = low - count * LN2_LOW;
	r = sum(rest, more);
	for (term = EXP_TERMS; term >= 4; term--)
		series = (series + 1) * r.high / term;
	square = pairScaled(pairTimes(r, r), 0.5);
	*exponent = (int)count;
	return pairSum(pairOf(1, r.high * r.high * r.high * (series + 1) / 6),
		       pairSum(r, square));
}

static double expOf(double high, double low)
{
	struct pair result;
	int exponent;

	if (high > EXP_MAX)
		return HUGE_VAL;
	if (high < EXP_MIN)
		return 0;
	result = __expPair(high, low, &exponent);
	return ldexp(result.high, exponent);
}

double exp(double x)
{
	return x != x ? x : expOf(x, 0);
}

/* exp(x) - 1, also of small x. */
double expm1(double x)
{
	double series = 0;
	struct pair result;
	int exponent, term;

	if (x != x || x == 0)
		return x;
	if (fabs(x) < 0.25) {
		for (term = EXP_TERMS; term >= 3; term--)
			series = (series + 1) * x / term;
		result = pairScaled(product(x, x), 0.5);
		result = pairSum(pairOf(x, 0), pairOf(result.high, result.low + result.high * series));
		return result.high;
	}
	if (x > 40 || x < -40)
		return x > 40 ? exp(x) : -1;
	result = __expPair(x, 0, &exponent);
	result = pairOf(ldexp(result.high, exponent), ldexp(result.low, exponent));
	return pairSum(result, pairOf(-1, 0)).high;
}

/* x - log(1 + x) of a small x: the ratio of the series is x / (2 + x), and twice it is x less x times it. */
double __lessLog1p(double x)
{
	double ratio = x / (2 + x), square = ratio * ratio, tail = 0;
	int term;

	for (term = LOG_TERMS; term >= 1; term--)
		tail = (tail + 1.0 / (2 * term + 1)) * square;
	return ratio * (x - 2 * tail);
}

/* log(1 + x), also of small x. */
double log1p(double x)
{
	struct pair whole, logarithm;

	if (x != x || x == 0 || x - x != 0)
		return x > 0 || x == 0 || x != x ? x : (x - x) / (x - x);
	if (x <= -1)
		return x == -1 ? -HUGE_VAL : (x - x) / (x - x);
	if (fabs(x) < 0.125)
		return x - __lessLog1p(x);
	whole = sum(1, x);
	logarithm = __logPair(whole.high);
	return logarithm.high + (logarithm.low + whole.low / whole.high);
}

double pow(double x, double y)
{
	double result, half;
	struct pair logarithm, exponent;
	int isWhole = floor(y) == y, isOdd;

	if (y == 0 || x == 1)
		return 1;
	if (x != x || y != y)
		return x + y;
	isOdd = isWhole && fmod(y, 2) != 0 && fabs(y) < 9007199254740992.0;
	if (x == 0 || x - x != 0) {
		half = (x == 0) == (y > 0) ? 0 : HUGE_VAL;
		return isOdd && (bitsOf(x) & SIGN_BIT) != 0 ? -half : half;
	}
	if (y - y != 0)
		return fabs(x) == 1 ? 1 : (fabs(x) > 1) == (y > 0) ? HUGE_VAL : 0;
	if (x < 0 && !isWhole)
		return (x - x) / (x - x);
	logarithm = __logPair(fabs(x));
	if (fabs(y * logarithm.high) > 800)
		result = y * logarithm.high > 0 ? HUGE_VAL : 0;
	else {
		exponent = product(y, logarithm.high);
		result = expOf(exponent.high, exponent.low + y * logarithm.low);
	}
	return x < 0 && isOdd ? -result : result;
}
