/*
 * expr: the value of an expression whose operators and operands are arguments.
 * By precedence, lowest first:
 *
 *	|  &  (= == > >= < <= !=)  (+ -)  (* / %)  :  and ( ), match, substr,
 *	index, length
 *
 * Values are strings; arithmetic and, if both sides are numbers, comparison
 * read them as decimal numbers. Status 0, or 1 if the value is empty or 0, or
 * 2 if the expression makes no sense.
 */
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include "common.h"

#define FAILURE_STATUS 2

static char **next; /* the argument to be read */

static char *readOr(void);

static void
syntaxError(void)
{
	die(*next == NULL ? "expression" : *next, *next == NULL ? "incomplete" : "unexpected");
}

static int
take(const char *word)
{
	if (*next == NULL || strcmp(*next, word) != 0)
		return 0;
	next++;
	return 1;
}

static char *
fromNumber(long value)
{
	char digits[NUMBER_BYTES];
	unsigned long size = value < 0 ? -(unsigned long)value : (unsigned long)value;
	char *text = allocate(NUMBER_BYTES + 1);

	strcpy(text, value < 0 ? "-" : "");
	return strcat(text, numberText(digits, size, 10));
}

static char *
fromTruth(int holds)
{
	return copyString(holds ? "1" : "0");
}

static int
isNumber(const char *text)
{
	if (*text == '-')
		text++;
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static long
toNumber(const char *text)
{
	long value;

	if (!isNumber(text))
		die(text, "not a number");
	errno = 0;
	value = strtol(text, NULL, 10);
	if (errno != 0)
		die(text, "too large");
	return value;
}

static int
isNull(const char *text)
{
	return *text == '\0' || (isNumber(text) && text[strspn(text, "-0")] == '\0');
}

/* The first \( \) of the pattern if it has one, else the length of the match,
 * which begins where the text does. */
static char *
match(const char *text, const char *pattern)
{
	regex_t program;
	regmatch_t found[2];
	char message[100];
	char *result;
	int status = regcomp(&program, pattern, 0);
	int hit;

	if (status != 0) {
		regerror(status, &program, message, sizeof message);
		die(pattern, message);
	}
	hit = regexec(&program, text, 2, found, 0) == 0 && found[0].rm_so == 0;
	if (program.re_nsub == 0) {
		result = fromNumber(hit ? found[0].rm_eo : 0);
	} else if (!hit || found[1].rm_so < 0) {
		result = copyString("");
	} else {
		result = copyString(text + found[1].rm_so);
		result[found[1].rm_eo - found[1].rm_so] = '\0';
	}
	regfree(&program);
	return result;
}

static char *
readTerm(void)
{
	char *value;

	if (*next == NULL)
		syntaxError();
	if (take("(")) {
		value = readOr();
		if (!take(")"))
			syntaxError();
		return value;
	}
	return copyString(*next++);
}

static char *
substring(const char *text, long position, long length)
{
	long available = strlen(text);
	char *result;

	if (position < 1 || length < 1 || position > available)
		return copyString("");
	result = copyString(text + position - 1);
	if (length < available - position + 1)
		result[length] = '\0';
	return result;
}

/* The word operators, which come before their operands. A lone word is itself. */
static char *
readPrimary(void)
{
	char *text;

	if (*next == NULL || next[1] == NULL)
		return readTerm();
	if (take("length"))
		return fromNumber(strlen(readTerm()));
	if (take("match")) {
		text = readTerm();
		return match(text, readTerm());
	}
	if (take("index")) {
		size_t position;

		text = readTerm();
		position = strcspn(text, readTerm());
		return fromNumber(text[position] == '\0' ? 0 : position + 1);
	}
	if (take("substr")) {
		long position;

		text = readTerm();
		position = toNumber(readTerm());
		return substring(text, position, toNumber(readTerm()));
	}
	return readTerm();
}

static char *
readMatch(void)
{
	char *value = readPrimary();

	while (take(":"))
		value = match(value, readPrimary());
	return value;
}

static char *
readProduct(void)
{
	char *value = readMatch();

	for (;;) {
		const char *operator = *next;
		long left, right;

		if (!take("*") && !take("/") && !take("%"))
			return value;
		left = toNumber(value);
		right = toNumber(readMatch());
		if (*operator == '*')
			value = fromNumber((unsigned long)left * (unsigned long)right);
		else if (right == 0)
			die(operator, "division by zero");
		else if (right == -1)
			value = fromNumber(*operator == '/' ? -(unsigned long)left : 0);
		else
			value = fromNumber(*operator == '/' ? left / right : left % right);
	}
}

static char *
readSum(void)
{
	char *value = readProduct();

	for (;;) {
		unsigned long left;

		if (take("+")) {
			left = toNumber(value);
			value = fromNumber(left + toNumber(readProduct()));
		} else if (take("-")) {
			left = toNumber(value);
			value = fromNumber(left - toNumber(readProduct()));
		} else {
			return value;
		}
	}
}

static int
compare(const char *left, const char *right)
{
	long a, b;

	if (!isNumber(left) || !isNumber(right))
		return strcmp(left, right);
	a = toNumber(left);
	b = toNumber(right);
	return a < b ? -1 : a > b;
}

static char *
readComparison(void)
{
	char *value = readSum();

	for (;;) {
		const char *operator = *next;
		int order, holds;

		if (!take("=") && !take("==") && !take("!=") && !take("<") && !take("<=") && !take(">") && !take(">="))
			return value;
		order = compare(value, readSum());
		if (*operator == '=' || *operator == '!')
			holds = (order == 0) == (*operator == '=');
		else if (order == 0)
			holds = operator[1] == '=';
		else
			holds = (order < 0) == (*operator == '<');
		value = fromTruth(holds);
	}
}

static char *
readAnd(void)
{
	char *value = readComparison();

	while (take("&")) {
		char *other = readComparison();

		value = isNull(value) || isNull(other) ? fromTruth(0) : value;
	}
	return value;
}

static char *
readOr(void)
{
	char *value = readAnd();

	while (take("|")) {
		char *other = readAnd();

		if (isNull(value))
			value = isNull(other) ? fromTruth(0) : other;
	}
	return value;
}

int
main(int argc, char **argv)
{
	char *value;

	begin(argv);
	failStatus = FAILURE_STATUS;
	next = argv + (argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1);
	value = readOr();
	if (*next != NULL)
		syntaxError();
	putText(value);
	putText("\n");
	exitStatus = isNull(value);
	finish();
}
