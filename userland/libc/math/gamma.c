/*
 * The logarithm of the gamma function; the function's sign is in signgam.
 * Stirling's series for large numbers, to which smaller ones are moved by the
 * recurrence; near 1 and 2, where the result is small, the series in powers of
 * the distance. Abramowitz and Stegun, 6.1.
 */
#include <math.h>
#include "pair.h"

#define FIRST_STIRLING 14
#define NEAR 0.3
#define EULER 0.5772156649015329 /* Euler's constant, and what it lacks; 1 less it */
#define EULER_LOW (-4.942915152430645e-18)
#define EULER_LESS_1 0.42278433509846713
#define EULER_LESS_1_LOW 4.942915152430645e-18
#define HALF_LOG_2_PI 0.9189385332046728
#define HALF_LOG_2_PI_LOW -3.8782941580672414e-17
#define LOG_PI 1.1447298858494002
#define LOG_PI_LOW 1.0265951162707826e-17

int signgam;

/* The zeta function of 2, 3, ... less 1. */
static const double zeta[] = {
	0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
	0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
	0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
	6.124813505870483e-05, 3.058823630702049e-05, 1.528225940865187e-05, 7.637197637899763e-06,
	3.81729326499984e-06, 1.908212716553939e-06, 9.539620338727962e-07, 4.769329867878064e-07,
	2.38450502727733e-07, 1.1921992596531106e-07, 5.960818905125948e-08, 2.980350351465228e-08,
	1.4901554828365043e-08, 7.45071178983543e-09, 3.725334024788457e-09, 1.862659723513049e-09,
	9.313274324196682e-10, 4.656629065033784e-10, 2.3283118336765053e-10, 1.164155017270052e-10,
	5.820772087902701e-11, 2.9103850444971e-11, 1.4551921891041985e-11, 7.275959835057482e-12,
	3.637979547378651e-12, 1.818989650307066e-12, 9.094947840263888e-13, 4.547473783042154e-13,
	2.2737368458246524e-13, 1.136868407680228e-13,
};
#define ZETAS ((int)(sizeof zeta / sizeof zeta[0]))

/* Of 2 + x, x between -0.3 and 0.3: x (1 - C) + sum of (-x)^k (zeta(k) - 1)/k; of 1 + x log(1 + x) less. */
static struct pair nearTwo(double x, double first, double firstLow)
{
	double tail = 0;
	struct pair result;
	int k;

	for (k = ZETAS + 1; k >= 3; k--)
		tail = (tail + zeta[k - 2] / k) * -x;
	result = pairScaled(product(x, x), zeta[0] / 2);
	result = pairSum(result, pairOf(x * x * tail, 0));
	return pairSum(pairScaled(pairOf(first, firstLow), x), result);
}

static struct pair nearOne(double x)
{
	return pairSum(nearTwo(x, -EULER, -EULER_LOW), pairOf(__lessLog1p(x), 0));
}

/* (x - 1/2) log x - x + half of log 2 pi + 1/(12 x) - 1/(360 x^3) + ... */
static struct pair stirling(struct pair moved)
{
	double x = moved.high, inverse = 1 / (x * x), tail;
	struct pair result, logarithm;

	tail = 1.0 / 156 - 3617.0 / 122400 * inverse;
	tail = -691.0 / 360360 + tail * inverse;
	tail = 1.0 / 1188 + tail * inverse;
	tail = -1.0 / 1680 + tail * inverse;
	tail = 1.0 / 1260 + tail * inverse;
	tail = (1.0 / 12 + (-1.0 / 360 + tail * inverse) * inverse) / x;
	logarithm = __logPair(x);
	result = pairTimes(logarithm, sum(x, -0.5));
	/* What the number lacks counts with the derivative, nearly the logarithm. */
	result = pairSum(result, pairOf(moved.low * (logarithm.high - 1 / (2 * x)), 0));
	result = pairSum(result, pairOf(-x, 0));
	return pairSum(result, pairSum(pairOf(HALF_LOG_2_PI, HALF_LOG_2_PI_LOW), pairOf(tail, 0)));
}

static struct pair positive(double x)
{
	struct pair factors = {1, 0}, moved = {x, 0}, logarithm;
	int steps;

	if (fabs(x - 1) < NEAR)
		return nearOne(x - 1);
	if (fabs(x - 2) < NEAR)
		return nearTwo(x - 2, EULER_LESS_1, EULER_LESS_1_LOW);
	if (x > 1e17)
		return pairTimes(pairOf(x, 0), pairSum(__logPair(x), pairOf(-1, 0)));
	for (steps = 1; moved.high < FIRST_STIRLING; steps++) {
		factors = pairTimes(factors, moved);
		moved = sum(x, steps);
	}
	if (steps == 1)
		return stirling(moved);
	logarithm = pairSum(__logPair(factors.high), pairOf(factors.low / factors.high, 0));
	return pairSum(stirling(moved), pairNegative(logarithm));
}

double lgamma(double x)
{
	struct pair result, sine, cosine;
	double rest;

	signgam = 1;
	if (x - x != 0)
		return x * x;
	if (x > 0) {
		if (x < 1e-17)
			return -log(x);
		return positive(x).high;
	}
	rest = x - floor(x);
	if (rest == 0)
		return HUGE_VAL;
	/* Gamma(x) gamma(1 - x) is pi / sin(pi x); gamma(1 - x) is -x gamma(-x). */
	__sinCosPair(rest * M_PI, &sine, &cosine);
	if (fmod(floor(x), 2) != 0)
		signgam = -1;
	if (x > -1e-17)
		return -log(-x);
	result = pairSum(__logPair(fabs(sine.high)), __logPair(-x));
	result = pairSum(pairOf(LOG_PI, LOG_PI_LOW), pairNegative(result));
	return pairSum(result, pairNegative(positive(-x))).high;
}

/* Berkeley's name for the logarithm. */
double gamma(double x)
{
	return lgamma(x);
}
