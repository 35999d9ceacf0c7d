/* The square root, bit by bit, rounded to nearest. */
#include <math.h>
#include "bits.h"

double sqrt(double x)
{
	uint64_t radicand, root = 0, rest = 0;
	int exponent, bit;

	if (x != x || x == 0)
		return x;
	if (x < 0)
		return (x - x) / (x - x);
	if (x - x != 0)
		return x;
	x = frexp(x, &exponent);
	/* A whole number of 53 or 54 bits, so that the exponent that remains is even. */
	exponent -= 53;
	radicand = (uint64_t)(x * 9007199254740992.0);
	if (exponent & 1) {
		radicand <<= 1;
		exponent--;
	}
	/* 54 bits of root: two bits of the radicand for each, zeros behind its end. */
	for (bit = 0; bit < 54; bit++) {
		int shift = 52 - 2 * bit;

		rest = rest << 2 | (shift >= 0 ? radicand >> shift & 3 : 0);
		root <<= 1;
		if (rest >= (root << 1 | 1)) {
			rest -= root << 1 | 1;
			root |= 1;
		}
	}
	/* The last bit says how to round; halves do not occur. */
	root = (root >> 1) + (root & 1);
	return ldexp((double)root, exponent / 2 - 26);
}
