/*
 * sin, cos, tan and atan by their series. An angle is brought into an eighth of
 * the circle first, with pi/2 in three parts, so that angles up to some 2^20
 * lose nothing; of larger ones the remainder is as good as the angle itself.
 */
#include <math.h>
#include "bits.h"

#define SERIES_TERMS 10
#define ATAN_TERMS 24
/* pi/2: two parts of 33 bits, whose multiples are exact, and the rest. */
#define PI_2_FIRST 1.57079632673412561417e+00
#define PI_2_SECOND 6.07710050630396597660e-11
#define PI_2_THIRD 2.02226624879595063154e-21
#define TAN_PI_12 0.26794919243112270647
#define SQRT_3 1.73205080756887729353
#define PI_6 0.52359877559829887308

/* The quarter of the circle (0 to 3), and the angle from its nearest axis. */
static int reduce(double x, double *rest)
{
	double count = floor(x / M_PI_2 + 0.5);

	*rest = ((x - count * PI_2_FIRST) - count * PI_2_SECOND) - count * PI_2_THIRD;
	return (int)(count - 4 * floor(count / 4));
}

/* What sin x / x (first 1) or cos x (first 0) is more than 1. */
static double series(double x, int first)
{
	double square = x * x, result = 0;
	int term;

	for (term = SERIES_TERMS; term >= 1; term--)
		result = -(result + 1) * square / ((2 * term + first) * (2 * term + first - 1));
	return result;
}

static double sinSmall(double x)
{
	return x + x * series(x, 1);
}

static double cosSmall(double x)
{
	return 1 + series(x, 0);
}

static double byQuarter(double x, int shift)
{
	double rest;
	int quarter;

	if (x - x != 0)
		return (x - x) / (x - x);
	quarter = (reduce(x, &rest) + shift) & 3;
	rest = quarter & 1 ? cosSmall(rest) : sinSmall(rest);
	return quarter & 2 ? -rest : rest;
}

double sin(double x)
{
	return byQuarter(x, 0);
}

double cos(double x)
{
	return byQuarter(x, 1);
}

double tan(double x)
{
	return sin(x) / cos(x);
}

double atan(double x)
{
	double a = fabs(x), square, result = 0, base = 0;
	int inverse = a > 1, term;

	if (x != x)
		return x;
	if (inverse)
		a = 1 / a;
	if (a > TAN_PI_12) {
		a = (a * SQRT_3 - 1) / (a + SQRT_3);
		base = PI_6;
	}
	square = a * a;
	for (term = ATAN_TERMS; term >= 1; term--)
		result = (1.0 / (2 * term + 1) - result) * square;
	result = base + (a - a * result);
	if (inverse)
		result = M_PI_2 - result;
	return x < 0 ? -result : result;
}

double atan2(double y, double x)
{
	double angle;

	if (x != x || y != y)
		return x + y;
	if (y == 0)
		return (bitsOf(x) & SIGN_BIT) == 0 ? y : (bitsOf(y) & SIGN_BIT) ? -M_PI : M_PI;
	if (x == 0)
		return y > 0 ? M_PI_2 : -M_PI_2;
	if (x - x != 0 && y - y != 0)
		angle = x > 0 ? M_PI_2 / 2 : 3 * M_PI_2 / 2;
	else
		angle = x > 0 ? atan(fabs(y / x)) : M_PI - atan(fabs(y / x));
	return y > 0 ? angle : -angle;
}
