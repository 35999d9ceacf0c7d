/*
 * exp, log and pow. The logarithm is 2 atanh((m-1)/(m+1)) of the fraction m,
 * by its series; exp is its series on the part that remains below half of
 * ln 2. Power series: Abramowitz and Stegun, 4.1.27 and 4.2.1.
 */
#include <math.h>
#include "bits.h"

#define LN2_HIGH 6.93147180369123816490e-01 /* so few bits that its multiples are exact */
#define LN2_LOW 1.90821492927058770002e-10
#define LOG_TERMS 12
#define EXP_TERMS 14
#define EXP_MAX 709.79
#define EXP_MIN (-745.14)
#define SPLITTER 134217729.0 /* 2^27 + 1 */

static struct pair sum(double a, double b)
{
	struct pair result;
	double part;

	result.high = a + b;
	part = result.high - a;
	result.low = (a - (result.high - part)) + (b - part);
	return result;
}

/* Exact: the halves of each factor have 26 bits. */
static struct pair product(double a, double b)
{
	struct pair result;
	double t = a * SPLITTER, aHigh = t - (t - a), aLow = a - aHigh, bHigh, bLow;

	t = b * SPLITTER;
	bHigh = t - (t - b);
	bLow = b - bHigh;
	result.high = a * b;
	result.low = ((aHigh * bHigh - result.high) + aHigh * bLow + aLow * bHigh) + aLow * bLow;
	return result;
}

struct pair __logPair(double x)
{
	int exponent, term;
	double m = frexp(x, &exponent), ratio, ratioLow, square, tail = 0;
	struct pair back, result, divisor, total;

	if (m < 0.70710678118654752440) {
		m *= 2;
		exponent--;
	}
	divisor = sum(m, 1);
	ratio = (m - 1) / divisor.high;
	back = product(ratio, divisor.high);
	ratioLow = (((m - 1) - back.high) - back.low - ratio * divisor.low) / divisor.high;
	square = ratio * ratio;
	for (term = LOG_TERMS; term >= 1; term--)
		tail = (tail + 1.0 / (2 * term + 1)) * square;
	result.high = 2 * ratio;
	result.low = 2 * ratioLow + 2 * ratio * tail;
	total = sum(exponent * LN2_HIGH, result.high);
	total.low += result.low + exponent * LN2_LOW;
	return sum(total.high, total.low);
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
	double guess = log(x) * 0.43429448190325182765;
	double rounded = floor(guess + 0.5);

	/* Powers of ten are exact. */
	return fabs(guess - rounded) < 1e-13 && fabs(rounded) < 22 && pow(10, rounded) == x ? rounded : guess;
}

/* e to the high + low. */
static double expPair(double high, double low)
{
	double count, rest, series = 0;
	int term;

	if (high > EXP_MAX)
		return HUGE_VAL;
	if (high < EXP_MIN)
		return 0;
	count = floor(high / M_LN2 + 0.5);
	rest = (high - count * LN2_HIGH) - (count * LN2_LOW - low);
	for (term = EXP_TERMS; term >= 2; term--)
		series = (series + 1) * rest / term;
	return ldexp(1 + (rest + rest * series), (int)count);
}

double exp(double x)
{
	return x != x ? x : expPair(x, 0);
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
		result = expPair(exponent.high, exponent.low + y * logarithm.low);
	}
	return x < 0 && isOdd ? -result : result;
}
