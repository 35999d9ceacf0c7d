/*
 * Conversions between 64-bit integers and floating point. To double and
 * single: rounded once, to nearest even, by building the number's bits. From
 * double: truncated.
 */
#include "halves.h"

typedef union {
	double value;
	U64 bits;
} Double;
typedef union {
	float value;
	U32 bits;
} Single;

U64 __lshrdi3(U64 value, int count);
U64 __ashldi3(U64 value, int count);
int __clzdi2(U64 value);

/* The top `keep` bits of value, normalised to bit 63, rounded; may reach 2^keep. */
static U64 roundTo(U64 value, int keep)
{
	U64 kept = __lshrdi3(value, 64 - keep);
	U64 rest = __ashldi3(value, keep);
	U64 half = (U64)1 << 63;

	if (rest > half || (rest == half && (kept & 1)))
		kept++;
	return kept;
}

double __floatundidf(U64 value)
{
	Double result;
	int zeros;

	if (value == 0)
		return 0;
	zeros = __clzdi2(value);
	/* The leading bit adds one to the exponent, as does a carry out of the fraction. */
	result.bits = ((U64)(1023 + 63 - zeros - 1) << 52) + roundTo(__ashldi3(value, zeros), 53);
	return result.value;
}

double __floatdidf(S64 value)
{
	return value < 0 ? -__floatundidf(-(U64)value) : __floatundidf((U64)value);
}

float __floatundisf(U64 value)
{
	Single result;
	int zeros;

	if (value == 0)
		return 0;
	zeros = __clzdi2(value);
	result.bits = ((U32)(127 + 63 - zeros - 1) << 23) + LOW(roundTo(__ashldi3(value, zeros), 24));
	return result.value;
}

float __floatdisf(S64 value)
{
	return value < 0 ? -__floatundisf(-(U64)value) : __floatundisf((U64)value);
}

/* Out of range: the bits that are left. */
U64 __fixunsdfdi(double value)
{
	Double from;
	U64 fraction;
	int exponent;

	from.value = value;
	exponent = (int)(HIGH(from.bits) >> 20 & 0x7ff) - 1023 - 52;
	fraction = JOIN((HIGH(from.bits) & 0xfffff) | 0x100000, LOW(from.bits));
	if (exponent <= -64 || exponent >= 64)
		return 0;
	return exponent < 0 ? __lshrdi3(fraction, -exponent) : __ashldi3(fraction, exponent);
}

S64 __fixdfdi(double value)
{
	return value < 0 ? -(S64)__fixunsdfdi(-value) : (S64)__fixunsdfdi(value);
}

U64 __fixunssfdi(float value)
{
	return __fixunsdfdi(value);
}

S64 __fixsfdi(float value)
{
	return __fixdfdi(value);
}

U32 __fixunsdfsi(double value)
{
	return LOW(__fixunsdfdi(value));
}

U32 __fixunssfsi(float value)
{
	return LOW(__fixunsdfdi(value));
}
