/* Cube roots, and the lengths of vectors. */
#include <math.h>
#include "pair.h"

/* Newton's method; the last step with the exact remainder. */
double cbrt(double x)
{
	int exponent, step, shift;
	double part, root;
	struct pair rest, cube;

	if (x == 0 || x - x != 0)
		return x;
	part = frexp(fabs(x), &exponent);
	/* A multiple of three. */
	shift = ((exponent % 3) + 3) % 3;
	part = ldexp(part, shift);
	exponent = (exponent - shift) / 3;
	root = 0.7 + 0.25 * part;
	for (step = 0; step < 5; step++)
		root -= (root - part / (root * root)) / 3;
	cube = pairScaled(product(root, root), root);
	rest = pairSum(pairOf(part, 0), pairNegative(cube));
	root = ldexp(root + rest.high / (3 * root * root), exponent);
	return x < 0 ? -root : root;
}

double hypot(double x, double y)
{
	double larger = fabs(x), smaller = fabs(y), swapped;
	int exponent;
	struct pair square;

	if (larger - larger != 0 && larger == larger)
		return larger;
	if (smaller - smaller != 0 && smaller == smaller)
		return smaller;
	if (x != x || y != y)
		return x + y;
	if (larger < smaller) {
		swapped = larger;
		larger = smaller;
		smaller = swapped;
	}
	if (smaller == 0)
		return larger;
	larger = frexp(larger, &exponent);
	smaller = ldexp(smaller, -exponent);
	if (smaller < 1e-17)
		return ldexp(larger, exponent);
	square = pairSum(product(larger, larger), product(smaller, smaller));
	return ldexp(pairRoot(square).high, exponent);
}

double cabs(struct complex number)
{
	return hypot(number.x, number.y);
}
