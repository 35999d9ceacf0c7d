/*
 * pair.h: numbers as the sum of two doubles, the first being the sum rounded:
 * some 100 bits, where arithmetic rounds each result to a double. (T. J.
 * Dekker, A floating-point technique for extending the available precision,
 * Numerische Mathematik 18, 1971.) On the 68881, which keeps 64 bits within
 * an expression, the errors are computed with those, and are as good as they.
 */
#ifndef MATH_PAIR_H
#define MATH_PAIR_H

#include "bits.h"

#define SPLITTER 134217729.0 /* 2^27 + 1 */

static inline struct pair pairOf(double high, double low)
{
	struct pair result;

	result.high = high;
	result.low = low;
	return result;
}

static inline struct pair sum(double a, double b)
{
	double high = a + b, part = high - a, rest = high - part, first = a - rest, second = b - part;

	return pairOf(high, first + second);
}

/* The same where |a| >= |b|. */
static inline struct pair quickSum(double a, double b)
{
	double high = a + b, part = high - a;

	return pairOf(high, b - part);
}

/* Exact: the halves of each factor have 26 bits. */
static inline struct pair product(double a, double b)
{
	double t = a * SPLITTER, tRest = t - a, aHigh = t - tRest, aLow = a - aHigh;
	double u = b * SPLITTER, uRest = u - b, bHigh = u - uRest, bLow = b - bHigh;
	double high = a * b, first = aHigh * bHigh, error = first - high;

	return pairOf(high, ((error + aHigh * bLow) + aLow * bHigh) + aLow * bLow);
}

static inline struct pair pairSum(struct pair a, struct pair b)
{
	struct pair high = sum(a.high, b.high);

	return quickSum(high.high, high.low + (a.low + b.low));
}

static inline struct pair pairTimes(struct pair a, struct pair b)
{
	struct pair high = product(a.high, b.high);

	return quickSum(high.high, high.low + (a.high * b.low + a.low * b.high));
}

static inline struct pair pairScaled(struct pair a, double factor)
{
	struct pair high = product(a.high, factor);

	return quickSum(high.high, high.low + a.low * factor);
}

static inline struct pair pairNegative(struct pair a)
{
	return pairOf(-a.high, -a.low);
}

static inline struct pair pairQuotient(struct pair a, struct pair b)
{
	double first = a.high / b.high;
	struct pair rest = pairSum(a, pairNegative(pairScaled(b, first)));

	return quickSum(first, (rest.high + rest.low) / b.high);
}

/* Of a positive number. */
static inline struct pair pairRoot(struct pair a)
{
	double root = sqrt(a.high);
	struct pair rest = pairSum(a, pairNegative(product(root, root)));

	return quickSum(root, rest.high / (2 * root));
}

#endif
