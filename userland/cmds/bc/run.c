/*
 * Doing what was read. A function's parameters and auto variables take the
 * places of the variables of their names while it runs.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bc.h"

#define DEPTH_MAX 3000
#define SCALE_MAX 100000
#define BASE_MAX 1000000
#define INDEX_MAX 65536

struct array {
	struct number **elements;
	size_t count;
};

struct variable {
	struct number *value;
	struct array *array;
};

enum outcome { GO_ON, BROKEN, CONTINUED, RETURNED };

static struct variable *variables;
static size_t variableCapacity;
static size_t scale;
static long inputBase = 10;
static struct number *outputBase, *last, *returned;
static int depth;
static jmp_buf recovery;

static struct number *evaluate(struct node *node);
static enum outcome run(struct node *statements);

static void
fail(const char *what, const char *why)
{
	fflush(stdout);
	complain(what, why);
	longjmp(recovery, 1);
}

/* --- Variables --- */

static struct variable *
variableAt(size_t index)
{
	while (index >= variableCapacity) {
		size_t larger = variableCapacity == 0 ? 64 : variableCapacity * 2;

		variables = reallocate(variables, larger * sizeof *variables);
		memset(variables + variableCapacity, 0, (larger - variableCapacity) * sizeof *variables);
		variableCapacity = larger;
	}
	return &variables[index];
}

static struct number **
elementAt(struct node *node)
{
	struct number *subscript = evaluate(node->a);
	long index = toLong(subscript);
	struct variable *variable = variableAt(node->index);

	drop(subscript);
	if (index < 0 || index >= INDEX_MAX)
		fail(variableName(node->index), "subscripts are 0 to 65535");
	if (variable->array == NULL) {
		variable->array = allocate(sizeof *variable->array);
		memset(variable->array, 0, sizeof *variable->array);
	}
	if ((size_t)index >= variable->array->count) {
		size_t larger = (size_t)index + 16;

		variable->array->elements = reallocate(variable->array->elements, larger * sizeof *variable->array->elements);
		memset(variable->array->elements + variable->array->count, 0,
		    (larger - variable->array->count) * sizeof *variable->array->elements);
		variable->array->count = larger;
	}
	return &variable->array->elements[index];
}

static struct number *
valueOf(struct node *node)
{
	struct number **place;

	switch (node->operation) {
	case N_VARIABLE: place = &variableAt(node->index)->value; break;
	case N_ELEMENT: place = elementAt(node); break;
	default:
		switch ((enum special)node->index) {
		case S_SCALE: return wholeNumber((long)scale);
		case S_IBASE: return wholeNumber(inputBase);
		case S_OBASE: return share(outputBase);
		default: return share(last);
		}
	}
	return *place == NULL ? wholeNumber(0) : share(*place);
}

static void
setSpecial(enum special which, const struct number *value)
{
	long number = toLong(value);

	switch (which) {
	case S_SCALE:
		if (number < 0 || number > SCALE_MAX)
			fail("scale", "is 0 to 100000");
		scale = (size_t)number;
		break;
	case S_IBASE:
		if (number < 2 || number > 16)
			fail("ibase", "is 2 to 16");
		inputBase = number;
		break;
	case S_OBASE:
		if (number < 2 || number > BASE_MAX)
			fail("obase", "is 2 to 1000000");
		drop(outputBase);
		outputBase = wholeNumber(number);
		break;
	case S_LAST:
		drop(last);
		last = withScale(value, value->scale);
		break;
	}
}

/* Takes the reference. */
static void
setValue(struct node *node, struct number *value)
{
	struct number **place;

	if (node->operation == N_SPECIAL) {
		setSpecial((enum special)node->index, value);
		drop(value);
		return;
	}
	place = node->operation == N_VARIABLE ? &variableAt(node->index)->value : elementAt(node);
	drop(*place);
	*place = value;
}

/* --- Expressions --- */

static struct number *
arithmetic(enum operation operation, struct number *a, struct number *b)
{
	switch (operation) {
	case N_ADD: return add(a, b);
	case N_SUB: return subtract(a, b);
	case N_MUL: return multiply(a, b, scale);
	case N_DIV:
	case N_MOD:
		if (isZero(b))
			fail(operation == N_DIV ? "/" : "%", "division by zero");
		return operation == N_DIV ? divide(a, b, scale) : remainderOf(a, b, scale);
	default:
		if (isZero(a) && b->negative)
			fail("^", "division by zero");
		return raise(a, toLong(b), scale);
	}
}

static struct number *
binary(enum operation operation, struct node *left, struct node *right)
{
	struct number *a = evaluate(left), *b = evaluate(right), *result = arithmetic(operation, a, b);

	drop(a);
	drop(b);
	return result;
}

static int
isTrue(struct node *node)
{
	struct number *value = evaluate(node);
	int result = !isZero(value);

	drop(value);
	return result;
}

static int
relates(struct node *node)
{
	struct number *a = evaluate(node->a), *b = evaluate(node->b);
	int order = compare(a, b);

	drop(a);
	drop(b);
	switch (node->relation) {
	case '<': return order < 0;
	case '>': return order > 0;
	case 'l': return order <= 0;
	case 'g': return order >= 0;
	case '=': return order == 0;
	default: return order != 0;
	}
}

static struct number *
change(struct node *node)
{
	struct number *one = wholeNumber(1), *before = valueOf(node->a), *after = arithmetic(node->by, before, one);

	drop(one);
	setValue(node->a, share(after));
	drop(node->operation == N_POST ? after : before);
	return node->operation == N_POST ? before : after;
}

static struct number *
assign(struct node *node)
{
	struct number *value;

	if (node->by == N_ASSIGN)
		value = evaluate(node->b);
	else
		value = binary(node->by, node->a, node->b);
	setValue(node->a, share(value));
	if (node->a->operation != N_SPECIAL)
		return value;
	drop(value);
	return valueOf(node->a);
}

/* Digits of a number, without zeros in front. */
static size_t
lengthOf(const struct number *number)
{
	size_t count = number->count;

	while (count > 1 && number->digits[count - 1] == 0 && count > number->scale)
		count--;
	return count == 0 ? 1 : count;
}

static struct array *
copyArray(const struct array *array)
{
	struct array *copy = allocate(sizeof *copy);
	size_t i;

	memset(copy, 0, sizeof *copy);
	if (array == NULL || array->count == 0)
		return copy;
	copy->count = array->count;
	copy->elements = allocate(copy->count * sizeof *copy->elements);
	for (i = 0; i < copy->count; i++)
		copy->elements[i] = array->elements[i] == NULL ? NULL : share(array->elements[i]);
	return copy;
}

static void
freeVariable(struct variable *variable)
{
	size_t i;

	drop(variable->value);
	for (i = 0; variable->array != NULL && i < variable->array->count; i++)
		drop(variable->array->elements[i]);
	if (variable->array != NULL)
		free(variable->array->elements);
	free(variable->array);
}

static struct number *
call(struct node *node)
{
	struct function *function = functionAt(node->index);
	struct variable *saved;
	struct node *argument = node->a;
	struct number *result;
	size_t i;

	if (function->body == NULL)
		fail(function->name, "there is no such function");
	if (++depth > DEPTH_MAX)
		fail(function->name, "functions are nested too deep");
	saved = allocate((function->localCount + 1) * sizeof *saved);
	memset(saved, 0, (function->localCount + 1) * sizeof *saved);
	/* All arguments first: they may use variables of these names. */
	for (i = 0; i < function->parameterCount; i++, argument = argument->next) {
		if (argument == NULL || (argument->operation == N_ARRAY) != function->isArray[i])
			fail(function->name, "the arguments are not those of the definition");
		if (argument->operation == N_ARRAY)
			saved[i].array = copyArray(variableAt(argument->index)->array);
		else
			saved[i].value = evaluate(argument);
	}
	if (argument != NULL)
		fail(function->name, "the arguments are not those of the definition");
	for (i = 0; i < function->localCount; i++) {
		struct variable *variable = variableAt(function->locals[i]), swap;

		swap = saved[i];
		saved[i] = *variable;
		/* A number and an array of the same name are two things. */
		if (function->isArray[i])
			swap.value = variable->value, saved[i].value = NULL;
		else
			swap.array = variable->array, saved[i].array = NULL;
		*variable = swap;
	}
	run(function->body);
	result = returned != NULL ? returned : wholeNumber(0);
	returned = NULL;
	for (i = function->localCount; i > 0; i--) {
		struct variable *variable = variableAt(function->locals[i - 1]), gone = {NULL, NULL};

		if (function->isArray[i - 1]) {
			gone.array = variable->array;
			variable->array = saved[i - 1].array;
		} else {
			gone.value = variable->value;
			variable->value = saved[i - 1].value;
		}
		freeVariable(&gone);
	}
	free(saved);
	depth--;
	return result;
}

static struct number *
evaluate(struct node *node)
{
	struct number *value, *result;

	switch (node->operation) {
	case N_NUMBER: return readDigits(node->text, inputBase);
	case N_VARIABLE: case N_ELEMENT: case N_SPECIAL: return valueOf(node);
	case N_ARRAY: fail(variableName(node->index), "an array is no number"); return NULL;
	case N_CALL: return call(node);
	case N_ASSIGN: return assign(node);
	case N_OR: return wholeNumber(isTrue(node->a) || isTrue(node->b));
	case N_AND: return wholeNumber(isTrue(node->a) && isTrue(node->b));
	case N_NOT: return wholeNumber(!isTrue(node->a));
	case N_RELATION: return wholeNumber(relates(node));
	case N_PRE: case N_POST: return change(node);
	case N_PARENTHESES: return evaluate(node->a);
	case N_MINUS: case N_LENGTH: case N_SCALE_OF: case N_ROOT: break;
	default: return binary(node->operation, node->a, node->b);
	}
	value = evaluate(node->a);
	if (node->operation == N_ROOT && value->negative)
		fail("sqrt", "of a negative number");
	result = node->operation == N_MINUS ? negate(value) : node->operation == N_LENGTH ? wholeNumber((long)lengthOf(value))
	    : node->operation == N_SCALE_OF ? wholeNumber((long)value->scale) : squareRoot(value, scale);
	drop(value);
	return result;
}

/* --- Statements --- */

/* print "a\n": the escapes that a string has there. */
static void
putEscaped(const char *text)
{
	static const char letters[] = "abfnqrt\\", values[] = "\a\b\f\n\"\r\t\\";
	char piece[2] = {0, 0};

	for (; *text != '\0'; text++) {
		const char *letter = text[0] == '\\' && text[1] != '\0' ? strchr(letters, text[1]) : NULL;

		piece[0] = letter == NULL ? *text : values[letter - letters];
		text += letter != NULL;
		putColumn(piece);
	}
}

static void
print(struct node *list)
{
	struct number *value;

	for (; list != NULL; list = list->next) {
		if (list->operation == N_STRING) {
			putEscaped(list->text);
			continue;
		}
		value = evaluate(list);
		putNumberIn(value, outputBase);
		drop(value);
	}
}

static enum outcome
runLoop(struct node *condition, struct node *body, struct node *step)
{
	enum outcome outcome;

	while (condition == NULL || isTrue(condition)) {
		outcome = run(body);
		if (outcome == BROKEN)
			break;
		if (outcome == RETURNED)
			return outcome;
		if (step != NULL)
			drop(evaluate(step));
	}
	return GO_ON;
}

/* Assignments are not printed, but in parentheses they are. */
static void
runExpression(struct node *node)
{
	struct number *value = evaluate(node);

	if (node->operation != N_ASSIGN) {
		putNumberIn(value, outputBase);
		endColumn();
		drop(last);
		last = share(value);
	}
	drop(value);
}

static enum outcome
runOne(struct node *node)
{
	switch (node->operation) {
	case N_EXPRESSION: runExpression(node->a); return GO_ON;
	case N_STRING: putColumn(node->text); return GO_ON;
	case N_PRINT: print(node->a); return GO_ON;
	case N_BLOCK: return run(node->a);
	case N_IF: return isTrue(node->a) ? run(node->b) : node->c != NULL ? run(node->c) : GO_ON;
	case N_WHILE: return runLoop(node->a, node->b, NULL);
	case N_FOR:
		if (node->a != NULL)
			drop(evaluate(node->a));
		return runLoop(node->b, node->d, node->c);
	case N_BREAK: return BROKEN;
	case N_CONTINUE: return CONTINUED;
	case N_RETURN:
		returned = node->a == NULL ? wholeNumber(0) : evaluate(node->a);
		return RETURNED;
	default: finish();
	}
}

static enum outcome
run(struct node *statements)
{
	enum outcome outcome = GO_ON;

	for (; statements != NULL && outcome == GO_ON; statements = statements->next)
		outcome = runOne(statements);
	return outcome;
}

void
runTop(struct node *statement)
{
	if (outputBase == NULL) {
		outputBase = wholeNumber(10);
		last = wholeNumber(0);
	}
	depth = 0;
	if (setjmp(recovery) == 0)
		runOne(statement);
	fflush(stdout);
}
