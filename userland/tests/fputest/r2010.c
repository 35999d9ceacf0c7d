/* The R2010, the coprocessor of a DECstation. */
#ifdef __mips__
#include "fputest.h"

#define V 16 /* invalid */
#define Z 8  /* divide by zero */
#define O 4
#define U 2
#define I 1
#define UNIMPLEMENTED (1 << 17)
#define CONDITION (1 << 23)
#define ENABLE(flags) ((flags) << 7)
#define CAUSE(flags) ((flags) << 12)
#define STICKY(flags) ((flags) << 2)

int status(void)
{
	int value;

	__asm__ volatile("cfc1 %0, $31" : "=r"(value));
	return value;
}

void setStatus(int value)
{
	__asm__ volatile("ctc1 %0, $31" : : "r"(value));
}

/* The result, which is 1.5 where none was written. */
#define BINARY(name, type, instruction)                                                             \
	static type name(type a, type b)                                                            \
	{                                                                                           \
		type result = 1.5;                                                                  \
		__asm__ volatile(instruction " %0, %1, %2" : "+f"(result) : "f"(a), "f"(b)); \
		return result;                                                                      \
	}
#define UNARY(name, from, to, instruction)                                                 \
	static to name(from a)                                                             \
	{                                                                                  \
		to result = 1.5;                                                           \
		__asm__ volatile(instruction " %0, %1" : "+f"(result) : "f"(a)); \
		return result;                                                             \
	}
BINARY(addDouble, double, "add.d")
BINARY(subDouble, double, "sub.d")
BINARY(mulDouble, double, "mul.d")
BINARY(divDouble, double, "div.d")
BINARY(addSingle, float, "add.s")
BINARY(subSingle, float, "sub.s")
BINARY(mulSingle, float, "mul.s")
BINARY(divSingle, float, "div.s")
UNARY(negDouble, double, double, "neg.d")
UNARY(absDouble, double, double, "abs.d")
UNARY(movDouble, double, double, "mov.d")
UNARY(toSingle, double, float, "cvt.s.d")
UNARY(toDouble, float, double, "cvt.d.s")

static int toWord(double a)
{
	float word = 0;
	int result;

	__asm__ volatile("cvt.w.d %0, %1" : "+f"(word) : "f"(a));
	__asm__ volatile("mfc1 %0, %1\n\tnop" : "=r"(result) : "f"(word));
	return result;
}

static float fromWord(int a)
{
	float result;

	__asm__ volatile("mtc1 %1, %0\n\tnop\n\tcvt.s.w %0, %0" : "=f"(result) : "r"(a));
	return result;
}

static double big, huge, tiny, leastDouble, infinite, quiet, signalling;

static void constants(void)
{
	Double d;

	d.bits.high = 0x7fefffff, d.bits.low = 0xffffffff, huge = d.value;
	d.bits.high = 0x7fe00000, d.bits.low = 0, big = d.value;
	d.bits.high = 0x00100000, tiny = d.value;
	d.bits.high = 0, d.bits.low = 1, leastDouble = d.value;
	d.bits.high = 0x7ff00000, d.bits.low = 0, infinite = d.value;
	/* This chip's mantissas of NaNs that signal begin with 1. */
	d.bits.high = 0x7ff80000, signalling = d.value;
	d.bits.high = 0x7ff7ffff, d.bits.low = 0xffffffff, quiet = d.value;
}

typedef double Operation(double, double);
typedef float SingleOperation(float, float);

static void expectDouble(int line, Operation *operation, const double *a, double b, int mode, unsigned high, unsigned low,
			 int flags)
{
	Double result;

	setStatus(mode);
	result.value = operation(*a, b);
	if (result.bits.high == high && result.bits.low == low && status() == (CAUSE(flags) | STICKY(flags) | mode))
		return;
	failures++;
	printf("%d, mode %d: %08x %08x, status %08x\n", line, mode, result.bits.high, result.bits.low, status());
}

#define EXPECT(operation, a, b, mode, high, low, flags)                                    \
	{                                                                                  \
		double first = (a);                                                        \
		expectDouble(__LINE__, operation, &first, b, mode, high, low, flags); \
	}

static void arithmetic(void)
{
	int mode;

	/* By mode: nearest, toward zero, up, down. */
	static const unsigned third[] = {0x55555555, 0x55555555, 0x55555556, 0x55555555};
	static const unsigned over[] = {0x7ff00000, 0x7fefffff, 0x7ff00000, 0x7fefffff};
	static const unsigned overLow[] = {0, 0xffffffff, 0, 0xffffffff};
	static const unsigned half[] = {0, 0, 1, 0};

	for (mode = NEAREST; mode <= DOWN; mode++) {
		EXPECT(divDouble, 1, 3, mode, 0x3fd55555, third[mode], I);
		EXPECT(divDouble, 1, 4, mode, 0x3fd00000, 0, 0);
		EXPECT(mulDouble, huge, 2, mode, over[mode], overLow[mode], O | I);
		EXPECT(addDouble, huge, huge, mode, over[mode], overLow[mode], O | I);
		EXPECT(mulDouble, tiny, 0.5, mode, 0x00080000, 0, 0);
		EXPECT(divDouble, leastDouble, 2, mode, 0, half[mode], U | I);
		EXPECT(addDouble, leastDouble, leastDouble, mode, 0, 2, 0);
		EXPECT(subDouble, tiny, leastDouble, mode, 0x000fffff, 0xffffffff, 0);
		/* Equal numbers leave a negative 0 only when rounding down. */
		EXPECT(subDouble, 3, 3, mode, mode == DOWN ? 0x80000000 : 0, 0, 0);
		EXPECT(divDouble, 1, 0, mode, 0x7ff00000, 0, Z);
		EXPECT(divDouble, -1, 0, mode, 0xfff00000, 0, Z);
		EXPECT(divDouble, infinite, 0, mode, 0x7ff00000, 0, 0);
		EXPECT(divDouble, 5, infinite, mode, 0, 0, 0);
	}
	EXPECT(divDouble, 0, 0, NEAREST, 0x7ff7ffff, 0xffffffff, V);
	EXPECT(subDouble, infinite, infinite, NEAREST, 0x7ff7ffff, 0xffffffff, V);
	EXPECT(mulDouble, infinite, 0, NEAREST, 0x7ff7ffff, 0xffffffff, V);
	EXPECT(divDouble, infinite, infinite, NEAREST, 0x7ff7ffff, 0xffffffff, V);
	EXPECT(addDouble, quiet, 1, NEAREST, 0x7ff7ffff, 0xffffffff, 0);
}

static void expectSingle(int line, SingleOperation *operation, unsigned a, unsigned b, unsigned expected, int flags)
{
	Single first, second, result;

	first.bits = a;
	second.bits = b;
	setStatus(0);
	result.value = operation(first.value, second.value);
	if (result.bits == expected && status() == (CAUSE(flags) | STICKY(flags)))
		return;
	failures++;
	printf("%d: %08x, status %08x\n", line, result.bits, status());
}
#define EXPECT_SINGLE(operation, a, b, expected, flags) expectSingle(__LINE__, operation, a, b, expected, flags)

static void singles(void)
{
	EXPECT_SINGLE(divSingle, 0x3f800000, 0x40400000, 0x3eaaaaab, I);
	EXPECT_SINGLE(mulSingle, 0x7f7fffff, 0x40000000, 0x7f800000, O | I);
	EXPECT_SINGLE(mulSingle, 0x00800000, 0x3f000000, 0x00400000, 0);
	EXPECT_SINGLE(mulSingle, 0x00000001, 0x3f000000, 0, U | I);
	EXPECT_SINGLE(mulSingle, 0x00000003, 0x3f000000, 2, U | I);
	EXPECT_SINGLE(addSingle, 0x00000001, 0x00000001, 2, 0);
	EXPECT_SINGLE(subSingle, 0x7f800000, 0x7f800000, 0x7fbfffff, V);
	EXPECT_SINGLE(divSingle, 0xbf800000, 0, 0xff800000, Z);
	EXPECT_SINGLE(addSingle, 0x4b800000, 0x3f800000, 0x4b800000, I);
}

static void conversions(void)
{
	static const int byMode[4][4] = {{2, 2, 3, 2}, {4, 3, 4, 3}, {-2, -2, -2, -3}, {0, 0, 1, 0}};
	static const double values[4] = {2.5, 3.5, -2.5, 0.25};
	Double d;
	Single s;
	int i, mode;

	for (i = 0; i < 4; i++)
		for (mode = NEAREST; mode <= DOWN; mode++) {
			setStatus(mode);
			CHECK(toWord(values[i]) == byMode[i][mode] && status() == (CAUSE(I) | STICKY(I) | mode));
		}
	setStatus(0);
	CHECK(toWord(-2147483648.0) == (int)0x80000000 && toWord(2147483647.0) == 0x7fffffff && status() == 0);
	CHECK(toWord(2147483648.0) == 0x7fffffff && status() == (CAUSE(V) | STICKY(V)));
	setStatus(0);
	CHECK(toWord(infinite) == 0x7fffffff && status() == (CAUSE(V) | STICKY(V)));
	setStatus(0);
	CHECK(toWord(quiet) == 0x7fffffff && status() == (CAUSE(V) | STICKY(V)));
	setStatus(0);
	s.value = toSingle(1e300);
	CHECK(s.bits == 0x7f800000 && status() == (CAUSE(O | I) | STICKY(O | I)));
	setStatus(ZERO);
	s.value = toSingle(-1e300);
	CHECK(s.bits == 0xff7fffff && status() == (CAUSE(O | I) | STICKY(O | I) | ZERO));
	setStatus(0);
	s.value = toSingle(1e-300);
	CHECK(s.bits == 0 && status() == (CAUSE(U | I) | STICKY(U | I)));
	setStatus(0);
	s.bits = 1;
	d.value = toDouble(s.value);
	CHECK(d.bits.high == 0x36a00000 && d.bits.low == 0 && status() == 0);
	s.value = fromWord(16777217);
	CHECK(s.bits == 0x4b800000 && status() == (CAUSE(I) | STICKY(I)));
	/* Moves and signs look at no number. */
	setStatus(0);
	d.value = movDouble(signalling);
	CHECK(d.bits.high == 0x7ff80000 && d.bits.low == 0);
	d.value = negDouble(signalling);
	CHECK(d.bits.high == 0xfff80000);
	d.value = absDouble(d.value);
	CHECK(d.bits.high == 0x7ff80000 && status() == 0);
}

#define COMPARE(name, instruction)                                                          \
	static int name(double a, double b)                                                 \
	{                                                                                   \
		setStatus(0);                                                               \
		__asm__ volatile(instruction " %0, %1\n\tnop" : : "f"(a), "f"(b)); \
		return (status() & CONDITION) != 0;                                         \
	}
COMPARE(isUnordered, "c.un.d")
COMPARE(isEqual, "c.eq.d")
COMPARE(isEqualOrUnordered, "c.ueq.d")
COMPARE(isLess, "c.lt.d")
COMPARE(isAtMost, "c.le.d")
COMPARE(isNotGreater, "c.ngt.d")
COMPARE(isNotGreaterQuietly, "c.ule.d")

static void conditions(void)
{
	CHECK(isEqual(1, 1) && !isEqual(1, 2) && isLess(1, 2) && !isLess(2, 1) && isAtMost(1, 1));
	CHECK(isEqual(0.0, -0.0) && isLess(-infinite, -huge) && isLess(0, leastDouble));
	CHECK(!isEqual(quiet, quiet) && status() == 0 && isUnordered(1, quiet) && !isUnordered(1, 2));
	CHECK(isEqualOrUnordered(quiet, 1) && status() == CONDITION);
	CHECK(isNotGreaterQuietly(quiet, 1) && status() == CONDITION);
	CHECK(isNotGreater(quiet, 1) && status() == (CONDITION | CAUSE(V) | STICKY(V)));
	CHECK(!isLess(quiet, 1) && status() == (CAUSE(V) | STICKY(V)));
	CHECK(!isEqual(signalling, 1) && status() == (CAUSE(V) | STICKY(V)));
	/* An arithmetic instruction leaves the condition alone. */
	isEqual(1, 1);
	addDouble(1, 2);
	CHECK(status() == CONDITION);
}

static void expectSignal(int line, Operation *operation, double a, double b, int enabled, int flags)
{
	double result;

	caught = 0;
	setStatus(ENABLE(enabled));
	result = operation(a, b);
	if (caught == SIGILL && caughtCode == 4 && caughtAddress == 0 && result == 1.5 &&
	    caughtStatus == (ENABLE(enabled) | CAUSE(flags)))
		return;
	failures++;
	printf("%d: signal %d code %d, result %g, status %08x\n", line, caught, caughtCode, result, caughtStatus);
}
#define RAISE(operation, a, b, enabled, flags) expectSignal(__LINE__, operation, a, b, enabled, flags)

static void exceptions(void)
{
	double same = 0;

	catchSignal(SIGILL);
	RAISE(divDouble, 0, 0, V, V);
	RAISE(addDouble, signalling, 1, V, V);
	RAISE(divDouble, 1, 0, Z, Z);
	RAISE(mulDouble, huge, 2, O, O | I);
	RAISE(mulDouble, huge, 2, I, O | I);
	RAISE(mulDouble, leastDouble, 0.25, U, U | I);
	/* An exact result that is too small is told only to who wants to know. */
	RAISE(mulDouble, tiny, 0.5, U, U);
	RAISE(divDouble, 1, 3, I, I);
	RAISE(divDouble, 0, 0, V | Z | O | U | I, V);
	caught = 0;
	setStatus(ENABLE(V | O | U | I));
	CHECK(divDouble(1, 0) == infinite && caught == 0);
	setStatus(ENABLE(Z));
	CHECK(divDouble(1, 3) != 1.5 && caught == 0);
	/* A cause that is written beside its enable bit, and the one that needs none. */
	setStatus(ENABLE(Z) | CAUSE(Z));
	CHECK(caught == SIGILL && caughtCode == 4);
	caught = 0;
	setStatus(UNIMPLEMENTED);
	CHECK(caught == SIGILL);
	caught = 0;
	setStatus(ENABLE(Z) | CAUSE(I));
	CHECK(caught == 0);
	/* In a delay slot: the branch is taken, the loop goes on behind it. */
	setStatus(ENABLE(Z));
	__asm__ volatile(".set noreorder\n\tb 1f\n\tdiv.d %0, %1, %2\n\tmov.d %0, %1\n1:\tnop\n\t.set reorder"
			 : "+f"(same)
			 : "f"(1.0), "f"(0.0));
	CHECK(caught == SIGILL && same == 0);
	setStatus(0);
}

int chipTests(void)
{
	constants();
	arithmetic();
	singles();
	conversions();
	conditions();
	exceptions();
	return failures;
}

#endif
