/*
 * 64-bit division. A divisor of 16 bits is done by long division in base
 * 65536 with the machine's own divide; otherwise one bit at a time.
 */
#include "halves.h"

static U64 divideShort(U64 numerator, U32 divisor, U64 *remainder)
{
	U32 high = HIGH(numerator), low = LOW(numerator);
	U32 quotientHigh = high / divisor, rest = high % divisor, digit1, digit0;

	rest = rest << 16 | low >> 16;
	digit1 = rest / divisor;
	rest = (rest % divisor) << 16 | (low & 0xffff);
	digit0 = rest / divisor;
	*remainder = rest % divisor;
	return JOIN(quotientHigh, digit1 << 16 | digit0);
}

U64 __udivmoddi4(U64 numerator, U64 divisor, U64 *remainder)
{
	U32 restHigh = 0, restLow = 0, high = HIGH(numerator), low = LOW(numerator);
	U32 divisorHigh = HIGH(divisor), divisorLow = LOW(divisor);
	int bit = 0;

	if (divisorHigh == 0 && high == 0) {
		*remainder = low % divisorLow;
		return low / divisorLow;
	}
	if (divisorHigh == 0 && divisorLow <= 0xffff)
		return divideShort(numerator, divisorLow, remainder);
	if (high == 0 || divisorHigh > high) {
		*remainder = numerator;
		return 0;
	}
	/* The quotient's bits push the numerator's into the rest. */
	for (bit = 0; bit < 64; bit++) {
		restHigh = restHigh << 1 | restLow >> 31;
		restLow = restLow << 1 | high >> 31;
		high = high << 1 | low >> 31;
		low <<= 1;
		if (restHigh > divisorHigh || (restHigh == divisorHigh && restLow >= divisorLow)) {
			restHigh -= divisorHigh + (restLow < divisorLow);
			restLow -= divisorLow;
			low |= 1;
		}
	}
	*remainder = JOIN(restHigh, restLow);
	return JOIN(high, low);
}

U64 __udivdi3(U64 numerator, U64 divisor)
{
	U64 remainder;

	return __udivmoddi4(numerator, divisor, &remainder);
}

U64 __umoddi3(U64 numerator, U64 divisor)
{
	U64 remainder;

	__udivmoddi4(numerator, divisor, &remainder);
	return remainder;
}

S64 __divdi3(S64 numerator, S64 divisor)
{
	U64 remainder;
	U64 quotient = __udivmoddi4(numerator < 0 ? -(U64)numerator : (U64)numerator,
				    divisor < 0 ? -(U64)divisor : (U64)divisor, &remainder);

	return (S64)((numerator < 0) != (divisor < 0) ? -quotient : quotient);
}

S64 __moddi3(S64 numerator, S64 divisor)
{
	U64 remainder;

	__udivmoddi4(numerator < 0 ? -(U64)numerator : (U64)numerator, divisor < 0 ? -(U64)divisor : (U64)divisor,
		     &remainder);
	return (S64)(numerator < 0 ? -remainder : remainder);
}
