/*
 * The printf family: one walk over the format for streams and strings.
 * Conversions d i u o x X c s p n e E f F g G %, flags - + blank # 0, width and
 * precision (also *), sizes hh h l ll z. A null string prints as (NULL).
 */
#include <stdarg.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define LEFT 0x01
#define PLUS 0x02
#define BLANK 0x04
#define ALTERNATE 0x08
#define ZERO 0x10
#define UPPER 0x20

#define DIGITS 24 /* of a 64-bit number in octal, and room for its sign or prefix */

struct spec {
	int flags, width, precision; /* precision -1: none given */
};

static void emit(struct sink *sink, const char *bytes, int count)
{
	if (count <= 0)
		return;
	sink->total += count;
	if (sink->file != 0) {
		if (__put(sink->file, bytes, (size_t)count) < 0)
			sink->failed = 1;
		return;
	}
	if (count > sink->end - sink->next)
		count = (int)(sink->end - sink->next);
	memcpy(sink->next, bytes, (size_t)count);
	sink->next += count;
}

static void pad(struct sink *sink, char with, int count)
{
	char run[16];

	memset(run, with, sizeof run);
	for (; count > 0; count -= (int)sizeof run)
		emit(sink, run, count < (int)sizeof run ? count : (int)sizeof run);
}

/* prefix, zeros, body, filled to the width with blanks or zeros. */
static void emitField(struct sink *sink, const struct spec *spec, const char *prefix, int zeros, const char *body,
		      int length)
{
	int prefixLength = (int)strlen(prefix);
	int fill = spec->width - prefixLength - (zeros > 0 ? zeros : 0) - length;

	if (!(spec->flags & (LEFT | ZERO)))
		pad(sink, ' ', fill);
	emit(sink, prefix, prefixLength);
	if ((spec->flags & (LEFT | ZERO)) == ZERO)
		pad(sink, '0', fill);
	pad(sink, '0', zeros);
	emit(sink, body, length);
	if (spec->flags & LEFT)
		pad(sink, ' ', fill);
}

/* Writes the digits before `end`; returns where they start. */
static char *digits(char *end, unsigned long long value, unsigned base, int upper)
{
	const char *set = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	unsigned long small;

	while (value > ULONG_MAX) {
		*--end = set[(unsigned)(value % base)];
		value /= base;
	}
	for (small = (unsigned long)value; small != 0; small /= base)
		*--end = set[small % base];
	return end;
}

static void formatInteger(struct sink *sink, struct spec *spec, int conversion, unsigned long long value,
			  int negative)
{
	char buffer[DIGITS], *end = buffer + sizeof buffer, *start;
	const char *prefix = "";
	unsigned base = conversion == 'o' ? 8 : conversion == 'x' || conversion == 'X' || conversion == 'p' ? 16 : 10;
	int zeros;

	if (negative)
		prefix = "-";
	else if (conversion == 'd' && (spec->flags & PLUS))
		prefix = "+";
	else if (conversion == 'd' && (spec->flags & BLANK))
		prefix = " ";
	start = digits(end, value, base, conversion == 'X');
	if (spec->precision >= 0)
		spec->flags &= ~ZERO;
	zeros = (spec->precision >= 0 ? spec->precision : 1) - (int)(end - start);
	if (spec->flags & ALTERNATE) {
		if (base == 8 && zeros <= 0 && (start == end || *start != '0'))
			zeros = 1;
		if (base == 16 && value != 0)
			prefix = conversion == 'X' ? "0X" : "0x";
	}
	emitField(sink, spec, prefix, zeros, start, (int)(end - start));
}

static void formatDouble(struct sink *sink, struct spec *spec, int conversion, double value)
{
	int precision = spec->precision < 0 ? 6 : spec->precision;
	char fixed[FLOAT_BYTES + 64], *text = fixed;
	const char *prefix = "", *body;
	int length;

	if (precision > 64) {
		text = malloc((size_t)precision + FLOAT_BYTES);
		if (text == 0) {
			sink->failed = 1;
			return;
		}
	}
	length = __formatFloat(text, value, conversion, precision, spec->flags & ALTERNATE);
	body = text;
	if (*body == '-') {
		prefix = "-";
		body++;
		length--;
	} else if (spec->flags & PLUS) {
		prefix = "+";
	} else if (spec->flags & BLANK) {
		prefix = " ";
	}
	if ((*body | 0x20) == 'i' || (*body | 0x20) == 'n') /* no zeros before inf and nan */
		spec->flags &= ~ZERO;
	emitField(sink, spec, prefix, 0, body, length);
	if (text != fixed)
		free(text);
}

static void formatString(struct sink *sink, struct spec *spec, const char *string)
{
	if (string == 0)
		string = "(NULL)";
	spec->flags &= ~ZERO;
	emitField(sink, spec, "", 0, string,
		  (int)(spec->precision < 0 ? strlen(string) : strnlen(string, (size_t)spec->precision)));
}

static const char *readNumber(const char *at, int *number)
{
	for (*number = 0; *at >= '0' && *at <= '9'; at++)
		if (*number < INT_MAX / 10 - 1)
			*number = *number * 10 + (*at - '0');
	return at;
}

static int flagOf(int c)
{
	switch (c) {
	case '-':
		return LEFT;
	case '+':
		return PLUS;
	case ' ':
		return BLANK;
	case '#':
		return ALTERNATE;
	case '0':
		return ZERO;
	default:
		return 0;
	}
}

int __format(struct sink *sink, const char *format, va_list arguments)
{
	for (;;) {
		size_t plain = strcspn(format, "%");
		struct spec spec = {0, 0, -1};
		int size = 0; /* 1 long, 2 long long, -1 short, -2 char */
		char c;

		emit(sink, format, (int)plain);
		format += plain;
		if (*format++ == 0)
			break;
		for (; flagOf(*format) != 0; format++)
			spec.flags |= flagOf(*format);
		if (*format == '*') {
			spec.width = va_arg(arguments, int);
			if (spec.width < 0) {
				spec.flags |= LEFT;
				spec.width = -spec.width;
			}
			format++;
		} else {
			format = readNumber(format, &spec.width);
		}
		if (*format == '.') {
			if (*++format == '*') {
				spec.precision = va_arg(arguments, int);
				format++;
			} else {
				format = readNumber(format, &spec.precision);
			}
			if (spec.precision < 0)
				spec.precision = -1;
		}
		for (;; format++) {
			if (*format == 'l')
				size++;
			else if (*format == 'h')
				size--;
			else if (*format == 'j')
				size += 2;
			else if (*format != 'z' && *format != 't' && *format != 'L')
				break;
		}
		switch (*format++) {
		case 'd':
		case 'i': {
			long long value = size >= 2 ? va_arg(arguments, long long) : va_arg(arguments, int);

			if (size == -1)
				value = (short)value;
			else if (size < -1)
				value = (signed char)value;
			formatInteger(sink, &spec, 'd', value < 0 ? -(unsigned long long)value : (unsigned long long)value,
				      value < 0);
			break;
		}
		case 'u':
		case 'o':
		case 'x':
		case 'X': {
			unsigned long long value =
				size >= 2 ? va_arg(arguments, unsigned long long) : va_arg(arguments, unsigned);

			if (size == -1)
				value = (unsigned short)value;
			else if (size < -1)
				value = (unsigned char)value;
			formatInteger(sink, &spec, format[-1], value, 0);
			break;
		}
		case 'p':
			spec.flags |= ALTERNATE;
			formatInteger(sink, &spec, 'p', (uintptr_t)va_arg(arguments, void *), 0);
			break;
		case 'e':
		case 'E':
		case 'f':
		case 'F':
		case 'g':
		case 'G':
			formatDouble(sink, &spec, format[-1], va_arg(arguments, double));
			break;
		case 'c':
			c = (char)va_arg(arguments, int);
			spec.flags &= ~ZERO;
			emitField(sink, &spec, "", 0, &c, 1);
			break;
		case 's':
			formatString(sink, &spec, va_arg(arguments, char *));
			break;
		case 'n':
			*va_arg(arguments, int *) = sink->total;
			break;
		case 0:
			format--; /* the format ends in the middle of a conversion */
			break;
		default:
			emit(sink, format - 1, 1);
		}
	}
	return sink->failed ? EOF : sink->total;
}
