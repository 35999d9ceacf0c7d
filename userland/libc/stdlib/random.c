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

/* The state is one word: it is kept at the start of the array. */
static unsigned *keep;

char *initstate(unsigned seed, char *array, int size)
{
	char *old = (char *)keep;

	if (size < 8)
		return 0;
	if (keep != 0)
		*keep = state;
	keep = (unsigned *)array;
	srandom(seed);
	*keep = state;
	return old;
}

char *setstate(char *array)
{
	char *old = (char *)keep;

	if (keep != 0)
		*keep = state;
	keep = (unsigned *)array;
	state = *keep;
	return old;
}
