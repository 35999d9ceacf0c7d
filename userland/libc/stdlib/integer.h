/* integer.h: what strtol and strtoll share. */

/* Behind blanks, the sign and what a base begins with; a base of 0 becomes the one that the digits are in. */
const char *__startOfDigits(const char *text, int *base, int *negative);
/* INT_MAX: none of any base. */
int __digitOf(int c);
