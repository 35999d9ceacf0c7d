/*
 * $(( )): the operators of C on the machine's long, by precedence. Overflow
 * wraps around. What && || ?: do not need is parsed, not evaluated: no
 * division by zero there, no assignment.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

#define DEPTH_MAX 200

struct calculation {
	const char *next;
	const char *error; /* NULL: none so far */
	int unused; /* > 0: the value is thrown away */
	int depth;
};

/* Longest first where one begins another. Higher binds closer. */
static const struct operator {
	const char *text;
	int precedence;
} operators[] = {
	{ "<<", 8 }, { ">>", 8 }, { "<=", 7 }, { ">=", 7 }, { "==", 6 }, { "!=", 6 }, { "&&", 2 }, { "||", 1 },
	{ "<", 7 }, { ">", 7 }, { "&", 5 }, { "^", 4 }, { "|", 3 }, { "+", 9 }, { "-", 9 }, { "*", 10 },
	{ "/", 10 }, { "%", 10 },
};
#define LOGICAL 2 /* up to this: && and || */
#define OPERATORS (sizeof operators / sizeof operators[0])

static long conditional(struct calculation *c);
static long unary(struct calculation *c);

static long
wrong(struct calculation *c, const char *why)
{
	if (c->error == NULL)
		c->error = why;
	return 0;
}

static void
skipBlanks(struct calculation *c)
{
	while (isspace((unsigned char)*c->next))
		c->next++;
}

static bool
takeText(struct calculation *c, const char *text)
{
	size_t length = strlen(text);

	skipBlanks(c);
	if (strncmp(c->next, text, length) != 0)
		return false;
	c->next += length;
	return true;
}

static const struct operator *
peekOperator(struct calculation *c)
{
	size_t i;

	skipBlanks(c);
	for (i = 0; i < OPERATORS; i++)
		if (*c->next == operators[i].text[0] &&
		    strncmp(c->next, operators[i].text, strlen(operators[i].text)) == 0)
			return &operators[i];
	return NULL;
}

static long
apply(struct calculation *c, const char *operator, long left, long right)
{
	unsigned long a = left, b = right;
	unsigned bits = b % (sizeof a * CHAR_BIT);

	switch (operator[0]) {
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	case '/':
	case '%':
		if (right == 0)
			return c->unused > 0 ? 0 : wrong(c, "division by zero");
		if (right == -1)
			return operator[0] == '/' ? -a : 0;
		return operator[0] == '/' ? left / right : left % right;
	case '<':
		return operator[1] == '<' ? (long)(a << bits) : operator[1] == '=' ? left <= right : left < right;
	case '>':
		return operator[1] == '>' ? left >> bits : operator[1] == '=' ? left >= right : left > right;
	case '=':
		return left == right;
	case '!':
		return left != right;
	case '&':
		return left & right;
	case '^':
		return left ^ right;
	default:
		return left | right;
	}
}

static long
valueOf(struct calculation *c, const char *name)
{
	const char *text = getVariable(name);
	char *end;
	long value;

	if (text == NULL && option('u') && c->unused == 0)
		return wrong(c, "parameter not set");
	if (text == NULL)
		return 0;
	value = strtol(text, &end, 0);
	while (isspace((unsigned char)*end))
		end++;
	return *end == '\0' ? value : wrong(c, "bad number");
}

static long
assign(struct calculation *c, const char *name, long value)
{
	struct text text = { NULL, 0, 0 };

	if (c->unused == 0 && c->error == NULL) {
		textAddNumber(&text, value);
		if (!setVariable(name, text.bytes))
			c->error = ""; /* and that has complained */
		textFree(&text);
	}
	return value;
}

/* A name, with the assignment that may follow it. */
static long
variable(struct calculation *c)
{
	size_t length = nameLength(c->next);
	struct text name = { NULL, 0, 0 };
	long value;

	textAdd(&name, c->next, length);
	c->next += length;
	if (takeText(c, "++")) {
		value = valueOf(c, name.bytes);
		assign(c, name.bytes, value + 1UL);
	} else if (takeText(c, "--")) {
		value = valueOf(c, name.bytes);
		assign(c, name.bytes, value - 1UL);
	} else if (*c->next == '=' && c->next[1] != '=') {
		c->next++;
		value = assign(c, name.bytes, conditional(c));
	} else {
		const struct operator *operator = peekOperator(c);
		size_t width = operator == NULL ? 0 : strlen(operator->text);

		value = valueOf(c, name.bytes);
		if (width > 0 && operator->precedence > LOGICAL && operator->text[width - 1] != '=' &&
		    c->next[width] == '=') {
			c->next += width + 1;
			value = assign(c, name.bytes, apply(c, operator->text, value, conditional(c)));
		}
	}
	textFree(&name);
	return value;
}

/* ++x and --x */
static long
step(struct calculation *c, long by)
{
	struct text name = { NULL, 0, 0 };
	size_t length;
	long value;

	skipBlanks(c);
	length = nameLength(c->next);
	if (length == 0)
		return unary(c); /* two signs after all */
	textAdd(&name, c->next, length);
	c->next += length;
	value = assign(c, name.bytes, (unsigned long)valueOf(c, name.bytes) + by);
	textFree(&name);
	return value;
}

static long
number(struct calculation *c)
{
	char *end;
	long value = strtol(c->next, &end, 0);

	if (end == c->next || isNameChar((unsigned char)*end))
		return wrong(c, end == c->next ? "a value was expected" : "bad number");
	c->next = end;
	return value;
}

static long
signedValue(struct calculation *c)
{
	bool twice;
	int sign = *c->next++;

	switch (sign) {
	case '+':
	case '-':
		twice = *c->next == sign;
		if (twice) {
			c->next++;
			return step(c, sign == '+' ? 1 : -1);
		}
		return sign == '+' ? unary(c) : (long)-(unsigned long)unary(c);
	case '!':
		return !unary(c);
	case '~':
		return ~unary(c);
	}
	c->next--;
	return wrong(c, "a value was expected");
}

static long
unary(struct calculation *c)
{
	long value;

	skipBlanks(c);
	if (++c->depth > DEPTH_MAX) {
		value = wrong(c, "nested too deep");
	} else if (isNameStart((unsigned char)*c->next)) {
		value = variable(c);
	} else if (isdigit((unsigned char)*c->next)) {
		value = number(c);
	} else if (*c->next == '(') {
		c->next++;
		value = conditional(c);
		if (!takeText(c, ")"))
			wrong(c, "missing )");
	} else {
		value = signedValue(c);
	}
	c->depth--;
	return value;
}

static long
binary(struct calculation *c, int lowest)
{
	long left = unary(c);
	const struct operator *operator;

	while (c->error == NULL && (operator = peekOperator(c)) != NULL && operator->precedence >= lowest) {
		bool logical = operator->precedence <= LOGICAL;
		bool decided = logical && (left != 0) == (operator->text[0] == '|');
		long right;

		c->next += strlen(operator->text);
		c->unused += decided;
		right = binary(c, operator->precedence + 1);
		c->unused -= decided;
		left = logical ? (decided ? left != 0 : right != 0) : apply(c, operator->text, left, right);
	}
	return left;
}

/* The whole of an expression, or of what stands in parentheses. */
static long
conditional(struct calculation *c)
{
	long value, first, second;

	if (++c->depth > DEPTH_MAX) {
		c->depth--;
		return wrong(c, "nested too deep");
	}
	value = binary(c, 1);
	if (c->error == NULL && takeText(c, "?")) {
		c->unused += value == 0;
		first = conditional(c);
		c->unused -= value == 0;
		if (!takeText(c, ":"))
			wrong(c, "missing :");
		c->unused += value != 0;
		second = conditional(c);
		c->unused -= value != 0;
		value = value != 0 ? first : second;
	}
	c->depth--;
	return value;
}

bool
evaluate(const char *expression, long *value)
{
	struct calculation c = { expression, NULL, 0, 0 };

	skipBlanks(&c);
	*value = *c.next == '\0' ? 0 : conditional(&c);
	skipBlanks(&c);
	if (c.error == NULL && *c.next != '\0')
		wrong(&c, "an operator was expected");
	if (c.error != NULL && *c.error != '\0')
		fail("%s: %s", expression, c.error);
	return c.error == NULL;
}
