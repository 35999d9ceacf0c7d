/* 64-bit product, negation and comparison. */
#include "halves.h"

U64 __muldi3(U64 one, U64 other)
{
	U64 low = (U64)LOW(one) * LOW(other);

	return JOIN(HIGH(low) + HIGH(one) * LOW(other) + LOW(one) * HIGH(other), LOW(low));
}

U64 __negdi2(U64 value)
{
	U32 low = -LOW(value);

	return JOIN(~HIGH(value) + (low == 0), low);
}

/* 0, 1 or 2: less, equal, greater. */
int __ucmpdi2(U64 one, U64 other)
{
	if (HIGH(one) != HIGH(other))
		return HIGH(one) < HIGH(other) ? 0 : 2;
	return LOW(one) < LOW(other) ? 0 : 1 + (LOW(one) > LOW(other));
}

int __cmpdi2(S64 one, S64 other)
{
	if (HIGH(one) != HIGH(other))
		return (int)HIGH(one) < (int)HIGH(other) ? 0 : 2;
	return LOW(one) < LOW(other) ? 0 : 1 + (LOW(one) > LOW(other));
}
