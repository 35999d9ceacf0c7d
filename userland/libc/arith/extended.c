/*
 * Conversions between 64-bit integers and the 68881's extended numbers, whose
 * mantissa holds any 64-bit integer. From extended: truncated; out of range:
 * the bits that are left.
 */
#ifdef __m68k__
#include "halves.h"

typedef union {
	long double value;
	U32 words[3]; /* sign and exponent in the upper half of the first */
} Extended;

#define BIAS 16383

U64 __lshrdi3(U64 value, int count);
U64 __ashldi3(U64 value, int count);
int __clzdi2(U64 value);

U64 __fixunsxfdi(long double value)
{
	Extended from;
	U64 mantissa;
	int shift;

	from.value = value;
	mantissa = JOIN(from.words[1], from.words[2]);
	shift = (int)(from.words[0] >> 16 & 0x7fff) - BIAS - 63;
	if (shift <= -64 || shift >= 64)
		return 0;
	return shift < 0 ? __lshrdi3(mantissa, -shift) : __ashldi3(mantissa, shift);
}

long long __fixxfdi(long double value)
{
	return value < 0 ? -(S64)__fixunsxfdi(-value) : (S64)__fixunsxfdi(value);
}

long double __floatundixf(U64 value)
{
	Extended result;
	int zeros;

	if (value == 0)
		return 0;
	zeros = __clzdi2(value);
	value = __ashldi3(value, zeros);
	result.words[0] = (U32)(BIAS + 63 - zeros) << 16;
	result.words[1] = HIGH(value);
	result.words[2] = LOW(value);
	return result.value;
}

long double __floatdixf(long long value)
{
	return value < 0 ? -__floatundixf(-(U64)value) : __floatundixf((U64)value);
}
#else
typedef int nothingHere;
#endif
