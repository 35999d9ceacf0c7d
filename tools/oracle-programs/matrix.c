/* Doubles and singles: a matrix product, a series, conversions both ways, compares. */
#include "program.h"

static double a[24][24], b[24][24], c[24][24];

static u32 bits(double value)
{
	union {
		double d;
		u32 w[2];
	} both;
	both.d = value;
	return both.w[0] * 31 + both.w[1];
}

static double root(double value)
{
	double guess = value > 1 ? value / 2 : 1;
	int i;
	for (i = 0; i < 8; i++)
		guess = (guess + value / guess) * 0.5;
	return guess;
}

static float series(int terms)
{
	float sum = 0;
	float sign = 1;
	int i;
	for (i = 0; i < terms; i++) {
		sum += sign / (float)(2 * i + 1);
		sign = -sign;
	}
	return sum;
}

static void run(u32 rounds)
{
	u32 sum = 0;
	while (rounds-- > 0) {
		int i, j, k;
		for (i = 0; i < 24; i++)
			for (j = 0; j < 24; j++) {
				a[i][j] = (double)(int)next_random() / 4096;
				b[i][j] = (double)(int)(next_random() & 0xffff) - 32768.5;
			}
		for (i = 0; i < 24; i++)
			for (j = 0; j < 24; j++) {
				double dot = 0;
				for (k = 0; k < 24; k++)
					dot += a[i][k] * b[k][j];
				c[i][j] = dot;
			}
		for (i = 0; i < 24; i++)
			for (j = 0; j < 24; j++) {
				double size = c[i][j] < 0 ? -c[i][j] : c[i][j];
				sum = sum * 5 + bits(c[i][j]) + (u32)(int)root(size);
			}
		sum ^= (u32)(int)(series(300) * 1000000);
	}
	print("matrix", sum);
}
