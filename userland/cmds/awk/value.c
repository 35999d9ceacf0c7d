/*
 * Numbers and strings. A whole number is written without a point, any other by
 * CONVFMT.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define DIGITS_EXACT 15 /* so many decimal digits fit in a double */
#define WHOLE_MAX 1e16
#define NUMBER_TEXT 400

struct string *
makeString(const char *bytes, size_t length)
{
	struct string *string = allocate(sizeof *string + length);

	string->references = 1;
	string->length = length;
	if (length > 0 && bytes != NULL)
		memcpy(string->bytes, bytes, length);
	string->bytes[length] = '\0';
	return string;
}

void
dropString(struct string *string)
{
	if (string != NULL && --string->references == 0)
		free(string);
}

struct value
numberValue(double number)
{
	struct value value = {NUMBER, 0, NULL};

	value.number = number;
	return value;
}

struct value
stringValue(struct string *string)
{
	struct value value = {STRING, 0, NULL};

	value.string = string;
	return value;
}

struct value
inputValue(const char *bytes, size_t length)
{
	struct value value = stringValue(makeString(bytes, length));

	value.kind = INPUT;
	return value;
}

struct value
copyValue(const struct value *value)
{
	if (value->string != NULL)
		value->string->references++;
	return *value;
}

void
dropValue(struct value *value)
{
	dropString(value->string);
	value->string = NULL;
}

void
setValue(struct value *to, struct value from)
{
	struct string *old = to->string;

	*to = from;
	dropString(old);
}

/* Behind the digits from p on. */
static const char *
skipDigits(const char *p, const char *end)
{
	while (p < end && isdigit((unsigned char)*p))
		p++;
	return p;
}

/* Where the number at p ends; p itself if there is none. */
static const char *
numberEnd(const char *p, const char *end)
{
	const char *digits = p + (p < end && (*p == '+' || *p == '-'));
	const char *whole = skipDigits(digits, end), *behind = whole, *exponent;
	int any = whole > digits;

	if (behind < end && *behind == '.') {
		const char *fraction = skipDigits(behind + 1, end);

		any |= fraction > behind + 1;
		behind = fraction;
	}
	if (!any)
		return p;
	if (behind < end && (*behind == 'e' || *behind == 'E')) {
		exponent = behind + 1;
		if (exponent < end && (*exponent == '+' || *exponent == '-'))
			exponent++;
		if (skipDigits(exponent, end) > exponent)
			behind = skipDigits(exponent, end);
	}
	return behind;
}

double
readNumber(const char *text, size_t length, size_t *numberLength)
{
	const char *p = text, *end = text + length, *behind;
	char buffer[64], *copy = buffer;
	double result;
	long long whole = 0;

	while (p < end && isspace((unsigned char)*p))
		p++;
	behind = numberEnd(p, end);
	*numberLength = behind == p ? 0 : (size_t)(behind - text);
	if (behind == p)
		return 0;
	/* Most numbers are short and whole. */
	if (behind - p <= DIGITS_EXACT && skipDigits(p + (*p == '-'), behind) == behind) {
		const char *digit = p + (*p == '-');

		for (; digit < behind; digit++)
			whole = whole * 10 + (*digit - '0');
		return *p == '-' ? -(double)whole : (double)whole;
	}
	if ((size_t)(behind - p) >= sizeof buffer)
		copy = allocate((size_t)(behind - p) + 1);
	memcpy(copy, p, (size_t)(behind - p));
	copy[behind - p] = '\0';
	result = strtod(copy, NULL);
	if (copy != buffer)
		free(copy);
	return result;
}

double
toNumber(const struct value *value)
{
	size_t length;

	switch (value->kind) {
	case UNSET: return 0;
	case NUMBER: return value->number;
	default: return readNumber(value->string->bytes, value->string->length, &length);
	}
}

static struct string *
textOfNumber(double number, enum special format)
{
	char text[NUMBER_TEXT];
	int length;

	if (number > -WHOLE_MAX && number < WHOLE_MAX && number == (double)(long long)number)
		length = sprintf(text, "%lld", (long long)number);
	else
		length = snprintf(text, sizeof text, specialText(format)->bytes, number);
	return makeString(text, length < 0 ? 0 : length >= NUMBER_TEXT ? NUMBER_TEXT - 1 : (size_t)length);
}

static struct string *
convert(const struct value *value, enum special format)
{
	switch (value->kind) {
	case UNSET: return makeString("", 0);
	case NUMBER: return textOfNumber(value->number, format);
	default:
		value->string->references++;
		return value->string;
	}
}

struct string *
toString(const struct value *value)
{
	return convert(value, V_CONVFMT);
}

struct string *
toOutput(const struct value *value)
{
	return convert(value, V_OFMT);
}

/* Does the whole text, but for blanks around it, look like a number? */
static int
looksNumeric(const struct string *string)
{
	const char *p = string->bytes, *end = p + string->length, *behind;

	while (p < end && isspace((unsigned char)*p))
		p++;
	behind = numberEnd(p, end);
	if (behind == p)
		return 0;
	while (behind < end && isspace((unsigned char)*behind))
		behind++;
	return behind == end;
}

static int
isNumeric(const struct value *value)
{
	return value->kind == UNSET || value->kind == NUMBER || (value->kind == INPUT && looksNumeric(value->string));
}

int
isTrue(const struct value *value)
{
	switch (value->kind) {
	case UNSET: return 0;
	case NUMBER: return value->number != 0;
	case INPUT:
		if (looksNumeric(value->string))
			return toNumber(value) != 0;
		/* FALLTHROUGH */
	default: return value->string->length > 0;
	}
}

int
compareValues(const struct value *one, const struct value *other)
{
	struct string *a, *b;
	int order;

	if (isNumeric(one) && isNumeric(other)) {
		double x = toNumber(one), y = toNumber(other);

		return x < y ? -1 : x > y;
	}
	a = toString(one);
	b = toString(other);
	order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
	if (order == 0)
		order = a->length < b->length ? -1 : a->length > b->length;
	dropString(a);
	dropString(b);
	return order;
}
