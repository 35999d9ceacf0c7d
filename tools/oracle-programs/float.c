/* More floating point: elimination, comparisons with NaNs, conversions to small integers, many live doubles. */
#include "program.h"

#define ORDER 8

static double matrix[ORDER][ORDER + 1];
static u32 sum;

static void mix(u32 word)
{
	sum = sum * 31 + word;
}

static void mix_double(double value)
{
	union {
		double d;
		u32 w[2];
	} both;
	both.d = value;
	mix(both.w[0]);
	mix(both.w[1]);
}

static void mix_float(float value)
{
	union {
		float f;
		u32 w;
	} both;
	both.f = value;
	mix(both.w);
}

static void fill(void)
{
	int i, j;
	for (i = 0; i < ORDER; i++)
		for (j = 0; j <= ORDER; j++)
			matrix[i][j] = (double)((int)(next_random() & 0xfffff) - 0x80000) / 1000.0;
}

static void eliminate(void)
{
	int pivot, row, column;
	for (pivot = 0; pivot < ORDER; pivot++)
		for (row = 0; row < ORDER; row++) {
			double factor;
			if (row == pivot || matrix[pivot][pivot] == 0)
				continue;
			factor = matrix[row][pivot] / matrix[pivot][pivot];
			for (column = pivot; column <= ORDER; column++)
				matrix[row][column] -= factor * matrix[pivot][column];
		}
	for (row = 0; row < ORDER; row++)
		mix_double(matrix[row][ORDER] / matrix[row][row]);
}

static volatile double zero;

static int relations(double a, double b)
{
	return (a < b) | (a <= b) << 1 | (a == b) << 2 | (a != b) << 3 | (a > b) << 4 | (a >= b) << 5 |
	       (__builtin_isless(a, b) != 0) << 6 | (__builtin_isgreaterequal(a, b) != 0) << 7 |
	       (__builtin_isunordered(a, b) != 0) << 8 | (__builtin_islessgreater(a, b) != 0) << 9;
}

static void compare(void)
{
	double values[7];
	u32 i, j;
	values[0] = zero;
	values[1] = -zero;
	values[2] = 1.5;
	values[3] = -1e300;
	values[4] = 1 / zero;
	values[5] = -1 / zero;
	values[6] = zero / zero;
	for (i = 0; i < SIZE(values); i++)
		for (j = 0; j < SIZE(values); j++)
			mix((u32)relations(values[i], values[j]));
}

static void convert(void)
{
	int i;
	for (i = 0; i < 40; i++) {
		double value = (double)((int)next_random() - 0x800000) / 65536.0;
		float small = (float)(value / 3);
		signed char byte = (signed char)(small / 2);
		short half = (short)(value * 100);
		mix((u32)(int)(value * 1000));
		mix((u32)byte);
		mix((u32)half);
		mix_float(small);
		mix_float((float)i / 7);
		mix_double((double)half * (double)byte - (double)small);
	}
}

/* Enough doubles at once, across a call, that registers must be saved. */
static double __attribute__((noinline)) tree(int depth, double a, double b)
{
	double left, right, c = a * b, d = a - b, e = a / (b * b + 1), f = c - d;
	if (depth == 0)
		return c + d * e - f;
	left = tree(depth - 1, e + 0.25, d);
	right = tree(depth - 1, left - a, e);
	return left * 0.5 + right * 0.25 + (c - d) / (f * f + e * e + 2) + a - b;
}

#ifdef __m68k__

#define UNARY(name)                                                                                                  \
	static double name##_of(double x)                                                                                  \
	{                                                                                                                  \
		double result;                                                                                                   \
		__asm__(#name "%.x %1,%0" : "=f"(result) : "f"(x));                                                              \
		return result;                                                                                                   \
	}
#define BINARY(name)                                                                                                 \
	static double name##_of(double x, double y)                                                                        \
	{                                                                                                                  \
		__asm__(#name "%.x %1,%0" : "+f"(x) : "f"(y));                                                                   \
		return x;                                                                                                        \
	}

UNARY(fsin) UNARY(fcos) UNARY(ftan) UNARY(fetox) UNARY(flogn) UNARY(fatan) UNARY(fsqrt) UNARY(fint) UNARY(fintrz)
UNARY(fgetexp) UNARY(fgetman) UNARY(ftwotox) UNARY(flog2) BINARY(fmod) BINARY(frem) BINARY(fscale) BINARY(fsglmul)
BINARY(fsgldiv)

static void coprocessor(void)
{
	int i;
	for (i = 0; i < 10; i++) {
		double x = (double)(int)(next_random() & 0xffff) / 16384.0 + 0.25;
		double y = (double)(int)(next_random() & 0xfff) + 3;
		/* qemu's functions are good for a single, not always for the last bit of a double. */
		mix_float((float)fsin_of(x));
		mix_float((float)fcos_of(x));
		mix_float((float)ftan_of(x / 8));
		mix_float((float)fetox_of(x));
		mix_float((float)ftwotox_of(x));
		mix_float((float)flogn_of(y));
		mix_float((float)flog2_of(y));
		mix_float((float)fatan_of(y));
		mix_double(fsqrt_of(y));
		mix_double(fint_of(y / 3));
		mix_double(fintrz_of(-y / 3));
		mix_double(fgetexp_of(y));
		mix_double(fgetman_of(-y));
		mix_double(fmod_of(y, x));
		mix_double(frem_of(y, x));
		mix_double(fscale_of(x, y / 64));
		mix_double(fsglmul_of(x, 1.5));
		mix_double(fsgldiv_of(1.5, x));
	}
}

#else

static void coprocessor(void)
{
}

#endif

static void run(u32 rounds)
{
	while (rounds-- > 0) {
		fill();
		eliminate();
		compare();
		convert();
		mix_double(tree(6, 1.25, (double)(int)(next_random() & 15)));
		coprocessor();
	}
	print("float", sum);
}
