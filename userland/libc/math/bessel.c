/*
 * Bessel functions of whole order: power series with pairs of doubles up to
 * 25, the asymptotic series of Hankel beyond; other orders by recurrence, in
 * the direction in which it is stable. Abramowitz and Stegun, 9.1.10-13, 9.2.5
 * and 9.1.27. The error is some 1e-16 of the larger of the result and 1.
 */
#include <math.h>
#include "pair.h"

#define EULER 0.57721566490153287
#define EULER_LOW (-4.942915152430649e-18)
#define SERIES_END 25.0
#define MOST_TERMS 90
#define TWO_BY_PI 0.63661977236758138
#define TWO_BY_PI_LOW (-3.9357353350364972e-17)

/* The series of order 0 or 1 without its first factor; `harmonic` gets that with the sums that Y needs. */
static struct pair powers(double x, int order, struct pair *harmonic)
{
	struct pair quarter = pairScaled(product(x, x), -0.25), term = pairOf(1, 0), total = term;
	struct pair first = pairOf(0, 0), second = pairOf(order, 0);
	int k;

	*harmonic = second;
	for (k = 1; k < MOST_TERMS; k++) {
		term = pairQuotient(pairTimes(term, quarter), pairOf((double)k * (k + order), 0));
		total = pairSum(total, term);
		first = pairSum(first, pairQuotient(pairOf(1, 0), pairOf(k, 0)));
		second = order == 0 ? first : pairSum(first, pairQuotient(pairOf(1, 0), pairOf(k + 1, 0)));
		*harmonic = pairSum(*harmonic, pairTimes(term, order == 0 ? first : pairSum(first, second)));
		if (fabs(term.high) < 1e-34 && k > x)
			break;
	}
	return total;
}

/* Hankel's P and Q. */
static void hankel(double x, int order, double *p, double *q)
{
	double mu = 4.0 * order * order, term = 1, size = 1;
	int k;

	*p = 1;
	*q = 0;
	for (k = 1; k < 100; k++) {
		double next = term * (mu - (2 * k - 1) * (2 * k - 1)) / (k * 8 * x);

		if (fabs(next) > size || fabs(next) < 1e-18)
			break;
		size = fabs(term = next);
		if (k & 1)
			*q += (k & 2) ? -term : term;
		else
			*p += (k & 2) ? -term : term;
	}
}

/* Sine and cosine of x - pi/4, or of x - 3 pi/4. */
static void phase(double x, int order, double *sine, double *cosine)
{
	struct pair s, c, other;

	__sinCosPair(x, &s, &c);
	other = pairSum(s, c);
	*sine = pairSum(s, pairNegative(c)).high * M_SQRT1_2;
	*cosine = other.high * M_SQRT1_2;
	if (order == 1) {
		double before = *sine;

		*sine = -*cosine;
		*cosine = before;
	}
}

static double large(double x, int order, int second)
{
	double p, q, sine, cosine, scale = sqrt(TWO_BY_PI / x);

	hankel(x, order, &p, &q);
	phase(x, order, &sine, &cosine);
	return second ? scale * (p * sine + q * cosine) : scale * (p * cosine - q * sine);
}

static double firstKind(double x, int order)
{
	double size = fabs(x), result;
	struct pair harmonic, total;

	if (x != x)
		return x;
	if (size - size != 0)
		return 0;
	if (size > SERIES_END) {
		result = large(size, order, 0);
	} else {
		total = powers(size, order, &harmonic);
		result = order == 0 ? total.high : pairScaled(total, size / 2).high;
	}
	return order == 1 && x < 0 ? -result : result;
}

double j0(double x)
{
	return firstKind(x, 0);
}

double j1(double x)
{
	return firstKind(x, 1);
}

static double secondKind(double x, int order)
{
	struct pair harmonic, total, logarithm, result, twoByPi = {TWO_BY_PI, TWO_BY_PI_LOW};

	if (x != x || x < 0)
		return (x - x) / (x - x);
	if (x == 0)
		return -HUGE_VAL;
	if (x - x != 0)
		return 0;
	if (x > SERIES_END)
		return large(x, order, 1);
	total = powers(x, order, &harmonic);
	logarithm = pairSum(__logPair(x / 2), pairOf(EULER, EULER_LOW));
	if (order == 0) {
		result = pairSum(pairTimes(logarithm, total), pairNegative(harmonic));
		return pairTimes(result, twoByPi).high;
	}
	/* 2/pi (log(x/2) + C) J1 - 2/(pi x) - x/(2 pi) times the sums */
	result = pairScaled(pairTimes(logarithm, total), x / 2);
	result = pairSum(result, pairNegative(pairScaled(harmonic, x / 4)));
	result = pairSum(result, pairNegative(pairQuotient(pairOf(1, 0), pairOf(x, 0))));
	return pairTimes(result, twoByPi).high;
}

double y0(double x)
{
	return secondKind(x, 0);
}

double y1(double x)
{
	return secondKind(x, 1);
}

double jn(int order, double x)
{
	double size = fabs(x), before, now, next, wanted = 0, total = 0;
	int sign = 1, k, start;

	if (x != x || size - size != 0)
		return x != x ? x : 0;
	if (order < 0) {
		order = -order;
		sign = order & 1 ? -1 : 1;
	}
	if (x < 0 && (order & 1))
		sign = -sign;
	if (order < 2)
		return sign * firstKind(size, order);
	if (size == 0)
		return 0;
	if (size > order) {
		before = j0(size);
		now = j1(size);
		for (k = 1; k < order; k++) {
			next = 2 * k / size * now - before;
			before = now;
			now = next;
		}
		return sign * now;
	}
	/* Downwards from where it is as good as nothing; the sum J0 + 2 J2 + 2 J4 + ... is 1. */
	start = 2 * ((order + 20 + (int)(3 * sqrt((double)order * 4))) / 2);
	next = 0;
	now = 1e-300;
	for (k = start; k >= 0; k--) {
		if (k == order)
			wanted = now;
		if ((k & 1) == 0)
			total += k == 0 ? now : 2 * now;
		before = 2 * k / size * now - next;
		next = now;
		now = before;
		if (fabs(now) > 1e250) {
			now *= 1e-250;
			next *= 1e-250;
			wanted *= 1e-250;
			total *= 1e-250;
		}
	}
	return sign * (wanted / total);
}

double yn(int order, double x)
{
	double before, now, next;
	int sign = 1, k;

	if (order < 0) {
		order = -order;
		sign = order & 1 ? -1 : 1;
	}
	if (order < 2)
		return sign * secondKind(x, order);
	before = y0(x);
	now = y1(x);
	for (k = 1; k < order && now - now == 0; k++) {
		next = 2 * k / x * now - before;
		before = now;
		now = next;
	}
	return sign * now;
}
