/*
 * Formats: %d %i %o %u %x %X %c %s %b %e %f %g (and their capitals) with
 * flags, width and precision, either of which may be *; and the escapes of C.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "format.h"

#define WIDEST 100000 /* characters of one conversion; more is a mistake */
#define DOUBLE_DIGITS 350 /* the longest %f has 309 before its point */

struct state {
	const struct formatter *formatter;
	char **arguments;
	bool failed, stopped; /* \c in %b: print nothing more */
};

struct directive {
	char flags[8];
	int width, precision; /* -1: none */
};

static void
problem(struct state *state, const char *what, const char *why)
{
	state->failed = true;
	state->formatter->problem(what, why);
}

static const char *
nextArgument(struct state *state, const char *fallback)
{
	return *state->arguments == NULL ? fallback : *state->arguments++;
}

/* "'x" is the code of x. */
static long
integer(struct state *state, const char *text, bool isUnsigned)
{
	char *end;
	long value;

	if (*text == '\'' || *text == '"')
		return (unsigned char)text[1];
	errno = 0;
	value = isUnsigned && *text != '-' ? (long)strtoul(text, &end, 0) : strtol(text, &end, 0);
	if (*text == '\0' || *end != '\0')
		problem(state, text, "not a number");
	else if (errno != 0)
		problem(state, text, "too large");
	return value;
}

static double
real(struct state *state, const char *text)
{
	char *end;
	double value;

	if (*text == '\'' || *text == '"')
		return (unsigned char)text[1];
	value = strtod(text, &end);
	if (*text == '\0' || *end != '\0')
		problem(state, text, "not a number");
	return value;
}

/* After a backslash: puts what it means and returns what follows. In %b an
 * octal number may begin with an extra 0, and \c ends everything. */
static const char *
putEscape(struct state *state, const char *p, bool inArgument)
{
	static const char letters[] = "abfnrtv\\", codes[] = "\a\b\f\n\r\t\v\\";
	const char *letter = *p == '\0' ? NULL : strchr(letters, *p);
	char c = '\\';
	int digits;

	if (letter != NULL) {
		c = codes[letter - letters];
		p++;
	} else if (*p >= '0' && *p <= '7') {
		if (inArgument && *p == '0')
			p++;
		for (c = 0, digits = 0; digits < 3 && *p >= '0' && *p <= '7'; digits++)
			c = c * 8 + (*p++ - '0');
	} else if (inArgument && *p == 'c') {
		state->stopped = true;
		return p + 1;
	}
	state->formatter->put(&c, 1);
	return p;
}

static void
pad(struct state *state, long count)
{
	while (count-- > 0)
		state->formatter->put(" ", 1);
}

/* %s, or the first character only: %c */
static void
putString(struct state *state, const struct directive *directive, const char *text, bool isChar)
{
	bool left = strchr(directive->flags, '-') != NULL;
	size_t length = strlen(text);

	if (isChar && length > 1)
		length = 1;
	if (directive->precision >= 0 && length > (size_t)directive->precision)
		length = directive->precision;
	if (!left)
		pad(state, (long)directive->width - (long)length);
	state->formatter->put(text, length);
	if (left)
		pad(state, (long)directive->width - (long)length);
}

/* The escaped text is put piece by piece, so width and precision do not apply. */
static void
putEscaped(struct state *state, const char *text)
{
	while (*text != '\0' && !state->stopped) {
		size_t plain = strcspn(text, "\\");

		state->formatter->put(text, plain);
		text += plain;
		if (*text == '\\')
			text = putEscape(state, text + 1, true);
	}
}

static void
putNumber(struct state *state, const struct directive *directive, int conversion)
{
	bool isReal = strchr("eEfFgG", conversion) != NULL;
	bool isUnsigned = strchr("ouxX", conversion) != NULL;
	int width = directive->width < 0 ? 0 : directive->width;
	size_t bytes = width + (directive->precision < 0 ? 0 : directive->precision) + DOUBLE_DIGITS;
	char *buffer = malloc(bytes);
	char format[24];
	const char *argument = nextArgument(state, "0");

	if (buffer == NULL) {
		problem(state, argument, "out of memory");
		return;
	}
	strcpy(format, "%");
	strcat(format, directive->flags);
	strcat(format, directive->precision < 0 ? "*" : "*.*");
	if (!isReal)
		strcat(format, "l");
	strncat(format, (char[]){ conversion, '\0' }, 1);
	if (isReal && directive->precision < 0)
		snprintf(buffer, bytes, format, width, real(state, argument));
	else if (isReal)
		snprintf(buffer, bytes, format, width, directive->precision, real(state, argument));
	else if (directive->precision < 0)
		snprintf(buffer, bytes, format, width, integer(state, argument, isUnsigned));
	else
		snprintf(buffer, bytes, format, width, directive->precision, integer(state, argument, isUnsigned));
	state->formatter->put(buffer, strlen(buffer));
	free(buffer);
}

/* A number or * at *p; -1 if there is neither. */
static int
readCount(struct state *state, const char **p)
{
	long count = 0;

	if (**p == '*') {
		++*p;
		count = integer(state, nextArgument(state, "0"), false);
		return count > WIDEST ? WIDEST : count < -WIDEST ? -WIDEST : count;
	}
	if (**p < '0' || **p > '9')
		return -1;
	for (; **p >= '0' && **p <= '9'; ++*p)
		if (count < WIDEST)
			count = count * 10 + (**p - '0');
	return count > WIDEST ? WIDEST : count;
}

/* After "%": does it, and returns what follows; NULL after a problem. */
static const char *
convert(struct state *state, const char *p)
{
	struct directive directive = { "", -1, -1 };
	const char *start = p;
	size_t flags = 0;

	if (*p == '%') {
		state->formatter->put("%", 1);
		return p + 1;
	}
	for (; *p != '\0' && strchr("-+ #0", *p) != NULL; p++)
		if (strchr(directive.flags, *p) == NULL)
			directive.flags[flags++] = *p;
	directive.width = readCount(state, &p);
	if (directive.width < -1) {
		directive.width = -directive.width;
		if (strchr(directive.flags, '-') == NULL)
			directive.flags[flags++] = '-';
	}
	if (*p == '.') {
		p++;
		directive.precision = readCount(state, &p);
		if (directive.precision < 0)
			directive.precision = p[-1] == '*' ? -1 : 0;
	}
	switch (*p) {
	case 's':
	case 'c':
		putString(state, &directive, nextArgument(state, ""), *p == 'c');
		break;
	case 'b':
		putEscaped(state, nextArgument(state, ""));
		break;
	case 'd':
	case 'i':
	case 'o':
	case 'u':
	case 'x':
	case 'X':
	case 'e':
	case 'E':
	case 'f':
	case 'F':
	case 'g':
	case 'G':
		putNumber(state, &directive, *p);
		break;
	default:
		problem(state, *p == '\0' ? "%" : start - 1, "bad conversion");
		return NULL;
	}
	return p + 1;
}

bool
formatArguments(const struct formatter *formatter, const char *format, char **arguments)
{
	struct state state = { formatter, arguments, false, false };
	char **before;

	do {
		const char *p = format;

		before = state.arguments;
		while (*p != '\0' && !state.stopped) {
			size_t plain = strcspn(p, "%\\");

			formatter->put(p, plain);
			p += plain;
			if (*p == '\\')
				p = putEscape(&state, p + 1, false);
			else if (*p == '%' && (p = convert(&state, p + 1)) == NULL)
				return false;
		}
	} while (!state.stopped && *state.arguments != NULL && state.arguments != before);
	return !state.failed;
}
