/*
 * Numbers as text, in any base.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bc.h"

#define LINE_COLUMNS 70
#define LETTER_BASE 16

static int column;

void
putColumn(const char *text)
{
	for (; *text != '\0'; text++) {
		if (column == LINE_COLUMNS - 2) {
			putText("\\\n");
			column = 0;
		}
		putchar(*text);
		column = *text == '\n' ? 0 : column + 1;
	}
}

void
endColumn(void)
{
	putchar('\n');
	column = 0;
}

static int
digitValue(int c)
{
	return c >= 'A' ? c - 'A' + 10 : c - '0';
}

static struct number *
readDecimal(const char *text)
{
	const char *point = strchr(text, '.'), *p;
	size_t scale = point == NULL ? 0 : strlen(point + 1), count = strlen(text) - (point != NULL);
	struct number *number = makeNumber(count, scale);
	size_t at = count;

	for (p = text; *p != '\0'; p++)
		if (*p != '.')
			number->digits[--at] = (unsigned char)(digitValue(*p) > 9 ? 9 : digitValue(*p));
	return trimmed(number);
}

/* A digit too large for the base counts as the largest, unless it stands alone. */
static int
digitIn(int c, long base, int alone)
{
	int value = digitValue(c);

	return value >= base && !alone ? (int)base - 1 : value;
}

struct number *
readDigits(const char *text, long base)
{
	const char *point = strchr(text, '.'), *p;
	struct number *whole, *scaled, *sum, *digit, *baseNumber, *divisor, *part;
	size_t places = point == NULL ? 0 : strlen(point + 1);
	int alone = text[1] == '\0';

	if (base == 10 && !alone)
		return readDecimal(text);
	baseNumber = wholeNumber(base);
	whole = wholeNumber(0);
	for (p = text; *p != '\0'; p++) {
		if (*p == '.')
			continue;
		digit = wholeNumber(digitIn(*p, base, alone));
		scaled = multiply(whole, baseNumber, 0);
		sum = add(scaled, digit);
		drop(whole);
		drop(scaled);
		drop(digit);
		whole = sum;
	}
	if (places > 0) {
		divisor = raise(baseNumber, (long)places, 0);
		part = divide(whole, divisor, places);
		drop(divisor);
		drop(whole);
		whole = part;
	}
	drop(baseNumber);
	return whole;
}

static void
putDecimal(const struct number *number)
{
	struct text text = NO_TEXT;
	size_t i;

	if (number->negative)
		appendByte(&text, '-');
	if (isZero(number))
		appendByte(&text, '0');
	for (i = number->count; i > 0 && text.length + number->count > 0 && !isZero(number); i--) {
		if (i == number->scale)
			appendByte(&text, '.');
		appendByte(&text, '0' + number->digits[i - 1]);
	}
	putColumn(stringOf(&text));
	free(text.bytes);
}

/* A digit of a large base is a decimal number of fixed width behind a blank. */
static void
appendDigit(struct text *text, long value, long base)
{
	char piece[40], largest[40];

	if (base <= LETTER_BASE) {
		appendByte(text, "0123456789ABCDEF"[value]);
		return;
	}
	sprintf(largest, "%ld", base - 1);
	sprintf(piece, " %0*ld", (int)strlen(largest), value);
	appendString(text, piece);
}

void
putNumberIn(const struct number *number, const struct number *base)
{
	long radix = toLong(base), *digits;
	struct number *left, *next, *digit, *rest, *part, *one;
	struct text text = NO_TEXT;
	size_t count = 0, capacity = 0;

	if (radix == 10) {
		putDecimal(number);
		return;
	}
	if (number->negative)
		appendByte(&text, '-');
	left = withScale(number, 0);
	left->negative = 0;
	for (digits = NULL; !isZero(left); left = next) {
		digit = remainderOf(left, base, 0);
		next = divide(left, base, 0);
		digits = growArray(digits, &capacity, count, sizeof *digits);
		digits[count++] = toLong(digit);
		drop(digit);
		drop(left);
	}
	drop(left);
	if (isZero(number))
		appendByte(&text, '0');
	while (count > 0)
		appendDigit(&text, digits[--count], radix);
	free(digits);
	/* Behind the point: as many digits as say what the decimal ones do. */
	if (number->scale > 0 && !isZero(number)) {
		rest = withScale(number, number->scale);
		rest->negative = 0;
		rest->count = rest->count > rest->scale ? rest->scale : rest->count;
		appendByte(&text, '.');
		for (one = wholeNumber(1); toLong(one) >= 0 && one->count <= number->scale; one = next) {
			part = multiply(rest, base, number->scale);
			appendDigit(&text, toLong(part), radix);
			drop(rest);
			part->count = part->count > part->scale ? part->scale : part->count;
			rest = part;
			next = multiply(one, base, 0);
			drop(one);
		}
		drop(one);
		drop(rest);
	}
	putColumn(stringOf(&text));
	free(text.bytes);
}
