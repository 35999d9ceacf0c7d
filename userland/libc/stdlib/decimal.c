/* Decimal numbers times powers of two; see decimal.h. */
#include "decimal.h"

#define STEP 16 /* bits at a time: 9999 * 2^16 and 2^16 * 10000 fit in a word */

static void trim(struct decimal *number)
{
	int leading = 0, i;

	while (number->count > 0 && number->limb[number->count - 1] == 0)
		number->count--;
	while (leading < number->count && number->limb[leading] == 0)
		leading++;
	if (leading > 0) {
		number->count -= leading;
		number->point -= leading;
		for (i = 0; i < number->count; i++)
			number->limb[i] = number->limb[i + leading];
	}
	if (number->count == 0)
		number->point = 0;
}

/* Appends, or at least remembers, what comes after the last limb. */
static void append(struct decimal *number, unsigned limb)
{
	if (number->count < DECIMAL_LIMBS)
		number->limb[number->count++] = (unsigned short)limb;
	else if (limb != 0)
		number->sticky = 1;
}

static void shiftLeft(struct decimal *number, int bits)
{
	unsigned carry = 0, low;
	int i;

	for (i = number->count; i-- > 0;) {
		unsigned value = ((unsigned)number->limb[i] << bits) + carry;

		carry = value / DECIMAL_BASE;
		number->limb[i] = (unsigned short)(value % DECIMAL_BASE);
	}
	/* The carry is below 2^16: at most two limbs. */
	for (low = carry; low != 0; low /= DECIMAL_BASE) {
		unsigned last = number->count > 0 ? number->limb[number->count - 1] : 0;
		int full = number->count == DECIMAL_LIMBS;

		for (i = full ? number->count - 1 : number->count; i > 0; i--)
			number->limb[i] = number->limb[i - 1];
		number->limb[0] = (unsigned short)(low % DECIMAL_BASE);
		number->point++;
		if (full)
			number->sticky |= last != 0;
		else
			number->count++;
	}
}

static void shiftRight(struct decimal *number, int bits)
{
	unsigned rest = 0, mask = (1u << bits) - 1;
	int i;

	for (i = 0; i < number->count; i++) {
		unsigned value = rest * DECIMAL_BASE + number->limb[i];

		number->limb[i] = (unsigned short)(value >> bits);
		rest = value & mask;
	}
	while (rest != 0) {
		unsigned value = rest * DECIMAL_BASE;

		if (number->count == DECIMAL_LIMBS && number->limb[0] == 0)
			trim(number);
		if (number->count == DECIMAL_LIMBS) {
			number->sticky = 1;
			break;
		}
		append(number, value >> bits);
		rest = value & mask;
	}
}

/* number *= 2^bits */
void __decimalShift(struct decimal *number, int bits)
{
	for (; bits >= STEP; bits -= STEP)
		shiftLeft(number, STEP);
	for (; bits <= -STEP; bits += STEP)
		shiftRight(number, STEP);
	if (bits > 0)
		shiftLeft(number, bits);
	if (bits < 0)
		shiftRight(number, -bits);
	trim(number);
}
