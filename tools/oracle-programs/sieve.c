/* Primes below 16384: byte stores and short loops. */
#include "program.h"

static u8 composite[16384];

static void run(u32 rounds)
{
	u32 count = 0;
	while (rounds-- > 0) {
		u32 i, k;
		count = 0;
		for (i = 0; i < SIZE(composite); i++)
			composite[i] = 0;
		for (i = 2; i < SIZE(composite); i++) {
			if (composite[i])
				continue;
			count++;
			for (k = i + i; k < SIZE(composite); k += i)
				composite[k] = 1;
		}
	}
	print("primes", count);
}
