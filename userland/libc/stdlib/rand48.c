/*
 * Random numbers by x = a x + c modulo 2^48, System V's, with its constants:
 * the same seed gives the same numbers as everywhere.
 */
#include <stdint.h>
#include <stdlib.h>

#define MULTIPLIER 0x5deece66dULL
#define ADDEND 0xb
#define MASK (((uint64_t)1 << 48) - 1)
#define SEED_LOW 0x330e

static uint64_t state = 0x1234abcd330eULL, multiplier = MULTIPLIER;
static unsigned short addend = ADDEND;

/* Three shorts, the lowest first. */
static uint64_t fromShorts(const unsigned short x[3])
{
	return (uint64_t)x[2] << 32 | (uint64_t)x[1] << 16 | x[0];
}

static void toShorts(unsigned short x[3], uint64_t value)
{
	x[0] = (unsigned short)value;
	x[1] = (unsigned short)(value >> 16);
	x[2] = (unsigned short)(value >> 32);
}

static uint64_t step(uint64_t x)
{
	return (x * multiplier + addend) & MASK;
}

static uint64_t stepShorts(unsigned short x[3])
{
	uint64_t value = step(fromShorts(x));

	toShorts(x, value);
	return value;
}

static double asFraction(uint64_t x)
{
	return ((double)(uint32_t)(x >> 24) * 16777216.0 + (double)(uint32_t)(x & 0xffffff)) / 281474976710656.0;
}

double drand48(void)
{
	return asFraction(state = step(state));
}

double erand48(unsigned short x[3])
{
	return asFraction(stepShorts(x));
}

long lrand48(void)
{
	return (long)((state = step(state)) >> 17);
}

long nrand48(unsigned short x[3])
{
	return (long)(stepShorts(x) >> 17);
}

long mrand48(void)
{
	return (long)(int32_t)((state = step(state)) >> 16);
}

long jrand48(unsigned short x[3])
{
	return (long)(int32_t)(stepShorts(x) >> 16);
}

void srand48(long seed)
{
	state = (uint64_t)(uint32_t)seed << 16 | SEED_LOW;
	multiplier = MULTIPLIER;
	addend = ADDEND;
}

unsigned short *seed48(unsigned short seed[3])
{
	static unsigned short old[3];

	toShorts(old, state);
	state = fromShorts(seed);
	multiplier = MULTIPLIER;
	addend = ADDEND;
	return old;
}

void lcong48(unsigned short parameters[7])
{
	state = fromShorts(parameters);
	multiplier = fromShorts(parameters + 3);
	addend = parameters[6];
}
