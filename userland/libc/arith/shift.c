/* 64-bit shifts by a variable amount (0 to 63), which the compiler leaves to the library. */
#include "halves.h"

U64 __ashldi3(U64 value, int count)
{
	if (count >= 32)
		return JOIN(LOW(value) << (count - 32), 0);
	if (count == 0)
		return value;
	return JOIN(HIGH(value) << count | LOW(value) >> (32 - count), LOW(value) << count);
}

U64 __lshrdi3(U64 value, int count)
{
	if (count >= 32)
		return JOIN(0, HIGH(value) >> (count - 32));
	if (count == 0)
		return value;
	return JOIN(HIGH(value) >> count, LOW(value) >> count | HIGH(value) << (32 - count));
}

S64 __ashrdi3(S64 value, int count)
{
	int high = (int)HIGH(value);

	if (count >= 32)
		return (S64)JOIN(high >> 31, high >> (count - 32));
	if (count == 0)
		return value;
	return (S64)JOIN(high >> count, LOW(value) >> count | (U32)high << (32 - count));
}
