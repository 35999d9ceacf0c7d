/* The 68881, the coprocessor of a Sun. */
#ifdef __m68k__
#include "fputest.h"

/* By vector: a branch on unordered, inexact, division by zero, underflow, operand, overflow, signalling NaN. */
#define BSUN 48
#define INEX 49
#define DZ 50
#define UNFL 51
#define OPERR 52
#define OVFL 53
#define SNAN 54

int status(void)
{
	int value;

	__asm__ volatile("fmovel %%fpsr, %0" : "=d"(value));
	return value;
}

/* The control register: what is enabled, and how to round. */
void setStatus(int value)
{
	__asm__ volatile("fmovel %0, %%fpcr\n\tfmovel %1, %%fpsr" : : "d"(value), "d"(0));
}

/* The status, which every instruction changes, as the operation has left it. */
static int after;

#define BINARY(name, instruction)                                                                   \
	static double name(double a, double b)                                                      \
	{                                                                                           \
		__asm__ volatile(instruction "x %2, %0\n\tfmovel %%fpsr, %1\n\tfnop"                \
				 : "+f"(a), "=d"(after)                                             \
				 : "f"(b));                                                         \
		return a;                                                                           \
	}
BINARY(add, "fadd")
BINARY(sub, "fsub")
BINARY(mul, "fmul")
BINARY(divide, "fdiv")

static double bitsOf(unsigned high, unsigned low)
{
	Double d;

	d.bits.high = high;
	d.bits.low = low;
	return d.value;
}

static double infinity(void)
{
	return bitsOf(0x7ff00000, 0);
}

static void arithmetic(void)
{
	static const unsigned modes[] = {0x80, 0x90, 0xb0, 0xa0}; /* double precision */
	static const unsigned third[] = {0x55555555, 0x55555555, 0x55555556, 0x55555555};
	Double d;
	int mode;

	for (mode = NEAREST; mode <= DOWN; mode++) {
		setStatus(modes[mode]);
		d.value = divide(1, 3);
		CHECK(d.bits.high == 0x3fd55555 && d.bits.low == third[mode] && (after & 0xff00) == 0x0200);
		setStatus(modes[mode]);
		d.value = divide(-1, 0);
		CHECK(d.bits.high == 0xfff00000 && (after & 0xff00) == 0x0400 && (after & 0xf8) == 0x10);
	}
	setStatus(0);
	CHECK(sub(infinity(), infinity()) != 1 && (after & 0xff00) == 0x2000);
	CHECK(add(1, 2) == 3 && (after & 0xff00) == 0 && (after & 0x0f000000) == 0);
}

static void conversions(void)
{
	static const unsigned modes[] = {0x00, 0x10, 0x30, 0x20};
	static const int byMode[4][4] = {{2, 2, 3, 2}, {4, 3, 4, 3}, {-2, -2, -2, -3}, {0, 0, 1, 0}};
	static const double values[4] = {2.5, 3.5, -2.5, 0.25};
	int i, mode, word;

	for (i = 0; i < 4; i++)
		for (mode = NEAREST; mode <= DOWN; mode++) {
			setStatus(modes[mode]);
			__asm__ volatile("fmovel %2, %0\n\tfmovel %%fpsr, %1" : "=d"(word), "=d"(after) : "f"(values[i]));
			CHECK(word == byMode[i][mode] && (after & 0xff00) == 0x0200);
		}
	setStatus(0);
	__asm__ volatile("fmovel %2, %0\n\tfmovel %%fpsr, %1" : "=d"(word), "=d"(after) : "f"(3e9));
	CHECK(word == 0x7fffffff && (after & 0xff00) == 0x2000);
}

static void expectSignal(int line, double (*operation)(double, double), double a, double b, int enabled, int vector)
{
	caught = 0;
	setStatus(enabled);
	operation(a, b);
	if (caught == SIGFPE && caughtCode == vector)
		return;
	failures++;
	printf("%d: signal %d code %d\n", line, caught, caughtCode);
}
#define RAISE(operation, a, b, enabled, vector) expectSignal(__LINE__, operation, a, b, enabled, vector)

static void exceptions(void)
{
	catchSignal(SIGFPE);
	RAISE(divide, 1, 3, 0x0200, INEX);
	RAISE(divide, 1, 0, 0x0400, DZ);
	RAISE(sub, infinity(), infinity(), 0x2000, OPERR);
	RAISE(add, bitsOf(0x7ff40000, 0), 1, 0x4000, SNAN);
	RAISE(mul, bitsOf(0x7fe00000, 0), 4, 0x1080, OVFL);
	RAISE(mul, bitsOf(0x00100000, 0), 0.25, 0x0880, UNFL);
	/* This one is told before its instruction, which would be done again. */
	caught = 0;
	isAway = 1;
	if (setjmp(away) == 0) {
		setStatus(0x8000);
		__asm__ volatile("fcmpx %0, %0\n\tfbgt 1f\n1:\tnop" : : "f"(bitsOf(0x7ff80000, 0)));
	}
	isAway = 0;
	CHECK(caught == SIGFPE && caughtCode == BSUN);
	caught = 0;
	setStatus(0x0400);
	CHECK(divide(1, 3) > 0.33 && caught == 0);
	setStatus(0);
}

int chipTests(void)
{
	arithmetic();
	conversions();
	exceptions();
	return failures;
}

#endif
