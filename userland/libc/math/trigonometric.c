/*
 * sin, cos, tan, asin, acos, atan and atan2 by their series. An angle is
 * brought into an eighth of the circle first: with pi/2 in three parts, or,
 * where multiples of those would not be exact, with as many bits of 2/pi as
 * it takes (M. Payne, R. Hanek, Radian reduction for trigonometric functions,
 * SIGNUM 18, 1983).
 */
#include <math.h>
#include "pair.h"

#define SERIES_TERMS 11
#define ASIN_TERMS 30
#define ATAN_TERMS 24
/* pi/2: two parts of 33 bits, whose multiples are exact, and the rest. */
#define PI_2_FIRST 1.57079632673412561417e+00
#define PI_2_SECOND 6.07710050630396597660e-11
#define PI_2_THIRD 2.02226624879595063154e-21
#define PI_2_LOW 6.123233995736766e-17 /* what M_PI_2 lacks */
#define EASY 500000.0
#define TAN_PI_12 0.26794919243112270647
#define SQRT_3 1.73205080756887729353
#define SQRT_3_LOW 1.0035084221806903e-16
#define PI_6 0.52359877559829887308
#define PI_6_LOW (-5.360408832255455e-17)

/* 2/pi in words of 32 bits. */
static const uint32_t twoOverPi[] = {
	0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041,
	0xfe5163ab, 0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c,
	0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41,
	0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
	0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d,
	0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08,
	0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d,
};
#define WINDOW 7

/* Quarters of the circle in a large x, modulo 4, and what remains, in quarters: between -1/2 and 1/2. */
static int reduceLarge(double x, struct pair *rest)
{
	uint64_t fraction = (bitsOf(x) & FRACTION_MASK) | ((uint64_t)1 << FRACTION_BITS);
	int exponent = exponentOf(bitsOf(x)) - EXPONENT_BIAS - FRACTION_BITS; /* of the fraction's last bit */
	/* Words of 2/pi that make whole multiples of 4 are left out: the first word that counts, and bits in it. */
	int skip = exponent > 34 ? exponent - 34 : 0, first = skip / 32, i, quarter, shift;
	uint32_t words[WINDOW + 2] = {0}, factor[2], above = 0;
	double scale, part = 0, low = 0;

	factor[0] = (uint32_t)(fraction >> 32);
	factor[1] = (uint32_t)fraction;
	for (i = WINDOW - 1; i >= 0; i--) {
		uint32_t digit = twoOverPi[first + i];
		uint64_t sumLow = (uint64_t)digit * factor[1] + words[i + 2], sumHigh;

		words[i + 2] = (uint32_t)sumLow;
		sumHigh = (uint64_t)digit * factor[0] + words[i + 1] + (sumLow >> 32);
		words[i + 1] = (uint32_t)sumHigh;
		words[i] = (uint32_t)(sumHigh >> 32);
	}
	/* The bits before the point: words[i] has the weight 2 to the 64 - 32(i + 1) - 32 first + exponent. */
	shift = 64 - 32 * first + exponent;
	/* Move the point to the end of word 0: left by shift bits modulo 2 to the 32. */
	while (shift > 32) {
		above = words[0];
		for (i = 0; i < WINDOW + 1; i++)
			words[i] = words[i + 1];
		words[WINDOW + 1] = 0;
		shift -= 32;
	}
	if (shift < 32) {
		for (i = WINDOW + 1; i > 0; i--)
			words[i] = (uint32_t)(((uint64_t)words[i - 1] << 32 | words[i]) >> (32 - shift));
		words[0] = (uint32_t)(((uint64_t)above << 32 | words[0]) >> (32 - shift));
	}
	quarter = (int)(words[0] & 3);
	if (words[1] >> 31) {
		/* Nearer to the next axis. */
		quarter = (quarter + 1) & 3;
		for (i = 1; i < WINDOW; i++)
			words[i] = ~words[i];
		scale = -1;
	} else {
		scale = 1;
	}
	/* Two parts: what begins with the first bits that are set, and the rest. */
	for (i = 1; i < WINDOW && words[i] == 0; i++)
		;
	shift = -32 * i;
	part = ldexp((double)words[i], shift);
	if (i + 1 < WINDOW)
		low = ldexp((double)words[i + 1], shift - 32);
	*rest = sum(part, low);
	if (i + 2 < WINDOW)
		*rest = pairSum(*rest, pairOf(ldexp((double)words[i + 2], shift - 64), 0));
	if (i + 3 < WINDOW)
		*rest = pairSum(*rest, pairOf(ldexp((double)words[i + 3], shift - 96), 0));
	*rest = pairOf(scale * rest->high, scale * rest->low);
	return quarter;
}

/* The quarter of the circle (0 to 3), and the angle from its nearest axis. */
static int reduce(double x, struct pair *rest)
{
	double count;
	int quarter;

	if (fabs(x) >= EASY) {
		quarter = reduceLarge(fabs(x), rest);
		*rest = pairTimes(*rest, pairOf(M_PI_2, PI_2_LOW));
		if (x < 0) {
			*rest = pairNegative(*rest);
			quarter = -quarter & 3;
		}
		return quarter;
	}
	count = floor(x / M_PI_2 + 0.5);
	*rest = pairSum(sum(x - count * PI_2_FIRST, -count * PI_2_SECOND), product(-count, PI_2_THIRD));
	return (int)(count - 4 * floor(count / 4));
}

/* What the series of sin x / x (first 1) or cos x (first 0) has from the given term on, divided by that term. */
static double series(double square, int first, int from)
{
	double result = 0;
	int term;

	for (term = SERIES_TERMS; term > from; term--)
		result = -(result + 1) * square / ((2 * term + first) * (2 * term + first - 1));
	return result + 1;
}

static struct pair sinSmall(struct pair x)
{
	double square = x.high * x.high;

	return pairSum(x, pairOf(-square * x.high / 6 * series(square, 1, 1), -square / 2 * x.low));
}

static struct pair cosSmall(struct pair x)
{
	struct pair half = pairScaled(pairTimes(x, x), -0.5);

	return pairSum(pairSum(pairOf(1, 0), half), pairOf(half.high * half.high / 6 * series(x.high * x.high, 0, 2), 0));
}

void __sinCosPair(double x, struct pair *sine, struct pair *cosine)
{
	struct pair rest, swapped;
	int quarter = reduce(x, &rest);

	*sine = sinSmall(rest);
	*cosine = cosSmall(rest);
	if (quarter & 1) {
		swapped = *sine;
		*sine = *cosine;
		*cosine = pairNegative(swapped);
	}
	if (quarter & 2) {
		*sine = pairNegative(*sine);
		*cosine = pairNegative(*cosine);
	}
}

double sin(double x)
{
	struct pair sine, cosine;

	if (x == 0 || x - x != 0)
		return x == 0 ? x : x - x;
	__sinCosPair(x, &sine, &cosine);
	return sine.high;
}

double cos(double x)
{
	struct pair sine, cosine;

	if (x - x != 0)
		return x - x;
	__sinCosPair(x, &sine, &cosine);
	return cosine.high;
}

double tan(double x)
{
	struct pair sine, cosine;

	if (x == 0 || x - x != 0)
		return x == 0 ? x : x - x;
	__sinCosPair(x, &sine, &cosine);
	return pairQuotient(sine, cosine).high;
}

/* The angle of a sine up to some 0.5. */
static struct pair asinSmall(struct pair x)
{
	double square = x.high * x.high, tail = 0;
	int term;

	for (term = ASIN_TERMS; term >= 2; term--)
		tail = (tail + 1.0 / (2 * term + 1)) * square * (2 * term - 1) / (2 * term);
	tail = (tail + 1.0 / 3) * square / 2;
	return pairSum(x, pairOf(x.high * tail, x.low * square / 2));
}

/* The angle whose sine is the root of (1 - x)/2, x being 0.5 or more. */
static struct pair halfAngle(double x)
{
	double part = (1 - x) / 2;

	return part == 0 ? pairOf(0, 0) : asinSmall(pairRoot(pairOf(part, 0)));
}

double asin(double x)
{
	struct pair angle;

	if (x != x || fabs(x) > 1)
		return (x - x) / (x - x);
	if (fabs(x) < 1e-9)
		return x;
	if (fabs(x) < 0.5)
		return asinSmall(pairOf(x, 0)).high;
	angle = pairSum(pairOf(M_PI_2, PI_2_LOW), pairScaled(halfAngle(fabs(x)), -2));
	return x < 0 ? -angle.high : angle.high;
}

double acos(double x)
{
	struct pair angle;

	if (x != x || fabs(x) > 1)
		return (x - x) / (x - x);
	if (fabs(x) < 0.5)
		return pairSum(pairOf(M_PI_2, PI_2_LOW), pairNegative(asinSmall(pairOf(x, 0)))).high;
	angle = pairScaled(halfAngle(fabs(x)), 2);
	if (x > 0)
		return angle.high;
	return pairSum(pairOf(M_PI, 2 * PI_2_LOW), pairNegative(angle)).high;
}

/* The angle of a positive tangent. */
static struct pair atanPair(struct pair a)
{
	struct pair base = {0, 0}, result;
	int inverse = a.high > 1, term;
	double square, tail = 0;

	if (inverse)
		a = pairQuotient(pairOf(1, 0), a);
	if (a.high > TAN_PI_12) {
		struct pair root = {SQRT_3, SQRT_3_LOW};

		a = pairQuotient(pairSum(pairTimes(a, root), pairOf(-1, 0)), pairSum(a, root));
		base = pairOf(PI_6, PI_6_LOW);
	}
	square = a.high * a.high;
	for (term = ATAN_TERMS; term >= 1; term--)
		tail = (1.0 / (2 * term + 1) - tail) * square;
	result = pairSum(base, pairSum(a, pairOf(-a.high * tail, -a.low * square)));
	return inverse ? pairSum(pairOf(M_PI_2, PI_2_LOW), pairNegative(result)) : result;
}

double atan(double x)
{
	double angle;

	if (x != x || fabs(x) < 1e-9)
		return x;
	angle = fabs(x) > 1e18 ? M_PI_2 : atanPair(pairOf(fabs(x), 0)).high;
	return x < 0 ? -angle : angle;
}

double atan2(double y, double x)
{
	struct pair angle, up, across;
	int distance, yExponent, xExponent;
	double result;

	if (x != x || y != y)
		return x + y;
	if (y == 0)
		return (bitsOf(x) & SIGN_BIT) == 0 ? y : (bitsOf(y) & SIGN_BIT) ? -M_PI : M_PI;
	if (x == 0)
		return y > 0 ? M_PI_2 : -M_PI_2;
	if (x - x != 0 || y - y != 0) {
		if (x - x == 0)
			result = M_PI_2;
		else if (y - y == 0)
			result = x > 0 ? 0 : M_PI;
		else
			result = x > 0 ? M_PI_2 / 2 : 3 * M_PI_2 / 2;
		return y > 0 ? result : -result;
	}
	up = pairOf(frexp(fabs(y), &yExponent), 0);
	across = pairOf(frexp(fabs(x), &xExponent), 0);
	distance = yExponent - xExponent;
	if (distance > 60)
		result = M_PI_2;
	else if (distance < -60)
		/* The tangent is the angle, which may be too small for its fraction. */
		result = x < 0 ? M_PI : fabs(y) / fabs(x);
	else {
		up.high = ldexp(up.high, distance);
		angle = atanPair(pairQuotient(up, across));
		result = x > 0 ? angle.high : pairSum(pairOf(M_PI, 2 * PI_2_LOW), pairNegative(angle)).high;
	}
	return y > 0 ? result : -result;
}
