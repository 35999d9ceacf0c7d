/* Counting bits. */
#include "halves.h"

int __clzsi2(U32 value)
{
	int zeros = 0;

	if (value >> 16 == 0) {
		zeros += 16;
		value <<= 16;
	}
	for (; !(value >> 31); value <<= 1)
		zeros++;
	return zeros;
}

int __clzdi2(U64 value)
{
	return HIGH(value) != 0 ? __clzsi2(HIGH(value)) : 32 + __clzsi2(LOW(value));
}

int __ctzsi2(U32 value)
{
	return 31 - __clzsi2(value & -value);
}

int __ffsdi2(U64 value)
{
	if (LOW(value) != 0)
		return 1 + __ctzsi2(LOW(value));
	return HIGH(value) != 0 ? 33 + __ctzsi2(HIGH(value)) : 0;
}

int __popcountsi2(U32 value)
{
	int count = 0;

	for (; value != 0; value &= value - 1)
		count++;
	return count;
}

U32 __bswapsi2(U32 value)
{
	return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}
