/*
 * printf and sprintf: a conversion at a time, through the library's.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define WIDTH_MAX 100000
#define NUMBER_MAX 400 /* bytes of the longest number without width and precision */

struct conversion {
	char flags[8];
	int width, precision; /* -1: not given */
};

static struct node *argument;

static struct value
nextArgument(void)
{
	struct node *node = argument;

	if (node == NULL)
		fail("printf", "there are too few arguments for the format");
	argument = node->next;
	return evaluate(node);
}

static double
nextNumber(void)
{
	struct value value = nextArgument();
	double number = toNumber(&value);

	dropValue(&value);
	return number;
}

static int
readCount(const char **p, const char *end)
{
	long count = 0;

	if (*p < end && **p == '*') {
		++*p;
		return (int)nextNumber();
	}
	for (; *p < end && isdigit((unsigned char)**p); ++*p)
		if (count < WIDTH_MAX)
			count = count * 10 + (**p - '0');
	return (int)count;
}

static const char *
readConversion(const char *p, const char *end, struct conversion *conversion)
{
	size_t flags = 0;

	memset(conversion, 0, sizeof *conversion);
	conversion->precision = -1;
	for (; p < end && strchr("-+ #0", *p) != NULL && *p != '\0'; p++)
		if (strchr(conversion->flags, *p) == NULL)
			conversion->flags[flags++] = *p;
	conversion->width = readCount(&p, end);
	if (conversion->width < 0) {
		conversion->width = -conversion->width;
		if (strchr(conversion->flags, '-') == NULL)
			conversion->flags[flags++] = '-';
	}
	if (p < end && *p == '.') {
		p++;
		conversion->precision = readCount(&p, end);
	}
	while (p < end && strchr("hlLqjzt", *p) != NULL && *p != '\0')
		p++;
	return p;
}

static void
appendPadded(struct text *out, const struct conversion *conversion, const char *bytes, size_t length)
{
	int left = strchr(conversion->flags, '-') != NULL;
	long padding;

	if (conversion->precision >= 0 && length > (size_t)conversion->precision)
		length = (size_t)conversion->precision;
	padding = conversion->width - (long)length;
	for (; !left && padding > 0; padding--)
		appendByte(out, ' ');
	appendBytes(out, bytes, length);
	for (; padding > 0; padding--)
		appendByte(out, ' ');
}

static void
appendNumber(struct text *out, const struct conversion *conversion, int letter)
{
	int whole = strchr("diouxX", letter) != NULL;
	size_t room = (size_t)conversion->width + (size_t)(conversion->precision > 0 ? conversion->precision : 0) + NUMBER_MAX;
	char *buffer = allocate(room), format[24];
	double number = nextNumber();
	int length;

	/* What is no whole number that fits is printed as the real number it is. */
	if (whole && !(number > -9.2e18 && number < 9.2e18)) {
		whole = 0;
		letter = 'g';
	}
	sprintf(format, "%%%s%s%s%c", conversion->flags, conversion->precision >= 0 ? "*.*" : "*", whole ? "ll" : "",
	    letter == 'i' ? 'd' : letter);
	if (whole && conversion->precision >= 0)
		length = snprintf(buffer, room, format, conversion->width, conversion->precision, (long long)number);
	else if (whole)
		length = snprintf(buffer, room, format, conversion->width, (long long)number);
	else if (conversion->precision >= 0)
		length = snprintf(buffer, room, format, conversion->width, conversion->precision, number);
	else
		length = snprintf(buffer, room, format, conversion->width, number);
	appendBytes(out, buffer, length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1);
	free(buffer);
}

/* %c: the character of a number, or the first of a string. */
static void
appendCharacter(struct text *out, struct conversion *conversion)
{
	struct value value = nextArgument();
	struct string *string = toString(&value);
	char c = (char)(int)toNumber(&value);

	conversion->precision = -1;
	if (value.kind == NUMBER)
		appendPadded(out, conversion, &c, 1);
	else
		appendPadded(out, conversion, string->bytes, string->length > 0);
	dropString(string);
	dropValue(&value);
}

static void
append(struct text *out, struct conversion *conversion, int letter)
{
	struct value value;
	struct string *string;

	switch (letter) {
	case 'd': case 'i': case 'o': case 'u': case 'x': case 'X': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		appendNumber(out, conversion, letter);
		return;
	case 'c': appendCharacter(out, conversion); return;
	case 's':
		value = nextArgument();
		string = toString(&value);
		appendPadded(out, conversion, string->bytes, string->length);
		dropString(string);
		dropValue(&value);
		return;
	default: appendByte(out, '%'); appendByte(out, letter); return;
	}
}

struct string *
formatValues(struct node *arguments)
{
	struct node *outer = argument;
	struct string *format = evaluateString(arguments), *result;
	const char *p = format->bytes, *end = p + format->length;
	struct text out = NO_TEXT;
	struct conversion conversion;

	argument = arguments->next;
	while (p < end) {
		if (*p != '%') {
			appendByte(&out, *p++);
			continue;
		}
		if (p + 1 < end && p[1] == '%') {
			appendByte(&out, '%');
			p += 2;
			continue;
		}
		p = readConversion(p + 1, end, &conversion);
		if (p < end)
			append(&out, &conversion, (unsigned char)*p++);
		else
			appendByte(&out, '%');
	}
	result = makeString(out.bytes, out.length);
	free(out.bytes);
	dropString(format);
	argument = outer;
	return result;
}
