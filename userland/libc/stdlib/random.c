/*
 * Random numbers: a 32-bit xorshift generator (Marsaglia 2003, shifts 13, 17,
 * 5) whose output is multiplied to mix its low bits. The same seed gives the
 * same numbers on every machine.
 */
#include <stdlib.h>

#define FIRST_SEED 2463534242u
#define MIX 1597334677u

static unsigned state = FIRST_SEED;

void srandom(unsigned seed)
{
	state = seed * MIX + FIRST_SEED;
	if (state == 0)
		state = FIRST_SEED;
}

long random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (long)(state * MIX >> 1);
}

void srand(unsigned seed)
{
	srandom(seed);
}

int rand(void)
{
	return (int)random();
}
