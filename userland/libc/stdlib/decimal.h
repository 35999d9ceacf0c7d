/*
 * decimal.h: private. A number in decimal, four digits to a limb: limb[i]
 * counts 10000^(point - 1 - i). It can be multiplied and divided by powers of
 * two exactly, which is all that printing and reading of floating point need.
 * A double has at most 1077 digits; what does not fit only sets `sticky`.
 */
#define DECIMAL_LIMBS 280
#define DECIMAL_BASE 10000

struct decimal {
	int count;  /* limbs in use; no zero limb at either end */
	int point;  /* limbs before the decimal point; may be negative or above count */
	int sticky; /* a little more than the limbs say */
	unsigned short limb[DECIMAL_LIMBS];
};

void __decimalShift(struct decimal *number, int bits);
