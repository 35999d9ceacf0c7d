/* The scanf family. Conversions d i u o x p c s [ n e f g %, a width, *, sizes hh h l ll L; D O of older programs. */
#include <stdarg.h>
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

#define TOKEN_BYTES 512 /* of a number */

struct source {
	FILE *file;
	int taken; /* characters used */
};

/* The next character, or EOF; it stays the next until it is taken. */
static inline int peek(const struct source *source)
{
	FILE *file = source->file;

	if (file->readable <= 0) {
		if (__fillBuffer(file) == EOF)
			return EOF;
		file->readable++;
		file->next--;
	}
	return *file->next;
}

static inline void take(struct source *source)
{
	source->file->readable--;
	source->file->next++;
	source->taken++;
}

static void skipSpace(struct source *source)
{
	while (isspace(peek(source)))
		take(source);
}

/* Collects a number's characters: sign, digits of the base, for floating point also . and exponent. */
static void readToken(struct source *source, char *token, int width, int base, int floating)
{
	int length = 0, c, digits = 0, seenPoint = 0, seenExponent = 0;

	if (width > TOKEN_BYTES - 1)
		width = TOKEN_BYTES - 1;
	while (length < width && (c = peek(source)) != EOF) {
		int last = length > 0 ? token[length - 1] : 0;
		int ok;

		if (isdigit(c))
			ok = (base != 8 || c < '8') && ++digits;
		else if (c == '+' || c == '-')
			ok = length == 0 || (floating && (last | 0x20) == 'e' && seenExponent);
		else if (!floating && (c == 'x' || c == 'X'))
			ok = (base == 16 || base == 0) && last == '0' && digits == 1;
		else if (floating && c == '.')
			ok = !seenPoint && !seenExponent && (seenPoint = 1);
		else if (floating && (c | 0x20) == 'e')
			ok = digits > 0 && !seenExponent && (seenExponent = 1);
		else
			ok = !floating && isxdigit(c) &&
			     (base == 16 || (base == 0 && length > 1 && strchr("xX", token[token[0] == '0' ? 1 : 2]) != 0)) &&
			     ++digits;
		if (!ok)
			break;
		take(source);
		token[length++] = (char)c;
	}
	token[length] = 0;
}

/* The set after %[ ; returns the place after its ]. */
static const char *readSet(const char *format, unsigned char *members)
{
	int inverted = *format == '^', c, previous = -1;

	format += inverted;
	memset(members, inverted, 256);
	for (c = (unsigned char)*format; c != 0; c = (unsigned char)*format) {
		format++;
		if (*format == '-' && format[1] != ']' && format[1] != 0) {
			int last = (unsigned char)format[1];

			for (previous = c; previous <= last; previous++)
				members[previous] = !inverted;
			format += 2;
		} else {
			members[c] = !inverted;
		}
		if (*format == ']')
			return format + 1;
	}
	return format;
}

static int readText(struct source *source, char *to, int width, const unsigned char *members)
{
	int count = 0, c;

	while (count < width && (c = peek(source)) != EOF && (members != 0 ? members[c] : !isspace(c))) {
		take(source);
		if (to != 0)
			to[count] = (char)c;
		count++;
	}
	if (to != 0)
		to[count] = 0;
	return count;
}

/* Adds up size letters; returns the place after them. */
static const char *readSize(const char *format, int *size)
{
	for (;; format++) {
		switch (*format) {
		case 'h':
			*size -= 1;
			break;
		case 'l':
		case 'L':
			*size += 1;
			break;
		case 'j':
			*size += 2;
			break;
		case 'z':
		case 't':
			break;
		default:
			return format;
		}
	}
}

static void storeInteger(void *to, int size, unsigned long long value)
{
	if (size >= 2)
		*(unsigned long long *)to = value;
	else if (size == -1)
		*(unsigned short *)to = (unsigned short)value;
	else if (size < -1)
		*(unsigned char *)to = (unsigned char)value;
	else
		*(unsigned *)to = (unsigned)value;
}

int vfscanf(FILE *file, const char *format, va_list arguments)
{
	struct source source = {file, 0};
	int stored = 0, c;

	for (; *format != 0;) {
		int width = 0, size = 0, keep = 1, base = 10;
		unsigned char members[256];
		char token[TOKEN_BYTES], conversion, *end;
		void *to;

		if (isspace((unsigned char)*format)) {
			skipSpace(&source);
			format++;
			continue;
		}
		if (*format != '%' || format[1] == '%') {
			if (*format == '%')
				format++;
			c = peek(&source);
			if (c != (unsigned char)*format++)
				return stored == 0 && c == EOF ? EOF : stored;
			take(&source);
			continue;
		}
		if (*++format == '*') {
			keep = 0;
			format++;
		}
		while (isdigit((unsigned char)*format))
			width = width * 10 + (*format++ - '0');
		format = readSize(format, &size);
		conversion = *format++;
		if (conversion == '[')
			format = readSet(format, members);
		if (conversion == 'n') {
			if (keep)
				*va_arg(arguments, int *) = source.taken;
			continue;
		}
		if (conversion != 'c' && conversion != '[')
			skipSpace(&source);
		if (peek(&source) == EOF)
			return stored == 0 ? EOF : stored;
		to = keep ? va_arg(arguments, void *) : 0;
		switch (conversion) {
		case 'c': {
			int i;

			for (i = 0; i < (width == 0 ? 1 : width) && (c = peek(&source)) != EOF; i++) {
				take(&source);
				if (keep)
					((char *)to)[i] = (char)c;
			}
			break;
		}
		case 's':
		case '[':
			if (readText(&source, to, width == 0 ? INT_MAX : width, conversion == 's' ? 0 : members) == 0)
				return stored;
			break;
		case 'e':
		case 'f':
		case 'g':
		case 'E':
		case 'F':
		case 'G':
			readToken(&source, token, width == 0 ? INT_MAX : width, 10, 1);
			if (keep && size > 0)
				*(double *)to = strtod(token, &end);
			else if (keep)
				*(float *)to = (float)strtod(token, &end);
			else
				strtod(token, &end);
			if (end == token)
				return stored;
			break;
		case 'd':
		case 'D':
		case 'O':
		case 'u':
		case 'i':
		case 'o':
		case 'x':
		case 'X':
		case 'p': {
			unsigned long long value;

			if (conversion == 'i')
				base = 0;
			else if (conversion == 'o' || conversion == 'O')
				base = 8;
			else if (conversion != 'd' && conversion != 'D' && conversion != 'u')
				base = 16;
			readToken(&source, token, width == 0 ? INT_MAX : width, base, 0);
			if (size >= 2)
				value = strtoull(token, &end, base);
			else if (token[0] == '-')
				value = (unsigned long long)strtol(token, &end, base);
			else
				value = strtoul(token, &end, base);
			if (end == token)
				return stored;
			if (keep)
				storeInteger(to, size, value);
			break;
		}
		default:
			return stored;
		}
		stored += keep;
	}
	return stored;
}

int vscanf(const char *format, va_list arguments)
{
	return vfscanf(stdin, format, arguments);
}

int vsscanf(const char *text, const char *format, va_list arguments)
{
	FILE file;

	memset(&file, 0, sizeof file);
	file.flags = __READ | __STRING;
	file.next = file.buffer = (unsigned char *)text;
	file.readable = (int)strlen(text);
	return vfscanf(&file, format, arguments);
}

int fscanf(FILE *file, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vfscanf(file, format, arguments);
	va_end(arguments);
	return result;
}

int scanf(const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vfscanf(stdin, format, arguments);
	va_end(arguments);
	return result;
}

int sscanf(const char *text, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vsscanf(text, format, arguments);
	va_end(arguments);
	return result;
}
