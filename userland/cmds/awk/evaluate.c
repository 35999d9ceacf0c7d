/*
 * The value of an expression.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

struct cell *frame;

struct cell *
cellOf(struct node *variable)
{
	return variable->operation == N_GLOBAL ? &globals[variable->index]->cell : &frame[variable->index];
}

static struct value
valueOf(struct cell *cell)
{
	if (cell->array != NULL)
		fail("array", "an array is no value");
	return copyValue(&cell->value);
}

/* a[i, j]: the subscripts with SUBSEP between them. */
struct string *
evaluateKey(struct node *subscripts)
{
	struct string *key, *separator, *more;
	struct text text = NO_TEXT;

	key = evaluateString(subscripts);
	if (subscripts->next == NULL)
		return key;
	appendBytes(&text, key->bytes, key->length);
	for (subscripts = subscripts->next; subscripts != NULL; subscripts = subscripts->next) {
		separator = specialText(V_SUBSEP);
		appendBytes(&text, separator->bytes, separator->length);
		more = evaluateString(subscripts);
		appendBytes(&text, more->bytes, more->length);
		dropString(more);
	}
	dropString(key);
	key = makeString(text.bytes, text.length);
	free(text.bytes);
	return key;
}

static struct value
elementValue(struct node *node)
{
	struct string *key = evaluateKey(node->b);
	struct value value = copyValue(findElement(arrayOf(cellOf(node->a)), key, 1));

	dropString(key);
	return value;
}

static int
isIn(struct node *node)
{
	struct string *key = evaluateKey(node->a);
	int found = findElement(arrayOf(cellOf(node->b)), key, 0) != NULL;

	dropString(key);
	return found;
}

static int
matchesText(const regex_t *pattern, const struct string *text)
{
	regmatch_t match;

	match.rm_so = 0;
	match.rm_eo = (regoff_t)text->length;
	/* Only whether: that is found faster than where. */
	return regexec(pattern, text->bytes, 0, &match, REG_STARTEND) == 0;
}

static int
matchesNode(struct node *left, struct node *right)
{
	struct string *text = evaluateString(left);
	int result = matchesText(patternOf(right), text);

	dropString(text);
	return result;
}

static int
matchesRecord(const regex_t *pattern)
{
	struct value record = getField(0);
	struct string *text = toString(&record);
	int result = matchesText(pattern, text);

	dropString(text);
	dropValue(&record);
	return result;
}

static int
compare(struct node *node)
{
	struct value one = evaluate(node->a), other = evaluate(node->b);
	int order = compareValues(&one, &other);

	dropValue(&one);
	dropValue(&other);
	switch (node->operation) {
	case N_LT: return order < 0;
	case N_LE: return order <= 0;
	case N_EQ: return order == 0;
	case N_NE: return order != 0;
	case N_GT: return order > 0;
	default: return order >= 0;
	}
}

static struct value
concatenate(struct node *node)
{
	struct string *one = evaluateString(node->a), *other = evaluateString(node->b);
	struct string *both = makeString(NULL, one->length + other->length);

	memcpy(both->bytes, one->bytes, one->length);
	memcpy(both->bytes + one->length, other->bytes, other->length);
	dropString(one);
	dropString(other);
	return stringValue(both);
}

/* Exact as long as it can be for whole exponents. */
static double
power(double base, double exponent)
{
	double result = 1;
	long count;

	if (exponent != (double)(long)exponent || exponent > 1024 || exponent < -1024)
		return pow(base, exponent);
	for (count = exponent < 0 ? -(long)exponent : (long)exponent; count > 0; count >>= 1) {
		if (count & 1)
			result *= base;
		base *= base;
	}
	return exponent < 0 ? 1 / result : result;
}

static double
arithmetic(enum operation operation, double a, double b)
{
	switch (operation) {
	case N_ADD: return a + b;
	case N_SUB: return a - b;
	case N_MUL: return a * b;
	case N_DIV:
		if (b == 0)
			fail("/", "division by zero");
		return a / b;
	case N_MOD:
		if (b == 0)
			fail("%", "division by zero");
		return fmod(a, b);
	default: return power(a, b);
	}
}

/* getline in its forms; what is read goes into $0 or a variable. */
static struct value
getLine(struct node *node)
{
	struct text record = NO_TEXT;
	struct string *name;
	int result;

	if (node->operation == N_GETLINE) {
		result = nextRecord(&record);
	} else {
		name = evaluateString(node->b);
		result = nextRecordFrom(name, node->operation == N_GETLINE_PIPE, &record);
		dropString(name);
		if (result > 0 && node->operation == N_GETLINE_PIPE)
			setGlobal(V_NR, numberValue(toNumber(&globals[V_NR]->cell.value) + 1));
	}
	if (result > 0) {
		if (node->a != NULL)
			assign(node->a, inputValue(record.bytes, record.length));
		else
			setRecord(record.bytes, record.length);
	}
	free(record.bytes);
	return numberValue(result);
}

struct value
evaluate(struct node *node)
{
	double number;

	switch (node->operation) {
	case N_CONSTANT: return copyValue(&node->value);
	case N_GLOBAL:
		if (node->index == V_NF)
			return numberValue(fieldCount());
		return valueOf(&globals[node->index]->cell);
	case N_LOCAL: return valueOf(&frame[node->index]);
	case N_FIELD:
		if (node->a->operation == N_CONSTANT)
			return getField(node->a->value.number);
		return getField(evaluateNumber(node->a));
	case N_ELEMENT: return elementValue(node);
	case N_ASSIGN: case N_ADD_SET: case N_SUB_SET: case N_MUL_SET: case N_DIV_SET: case N_MOD_SET: case N_POW_SET:
	case N_PRE_INC: case N_PRE_DEC: case N_POST_INC: case N_POST_DEC: return assignBy(node);
	case N_CHOICE: return evaluate(evaluateTruth(node->a) ? node->b : node->c);
	case N_CONCAT: return concatenate(node);
	case N_ADD: case N_SUB: case N_MUL: case N_DIV: case N_MOD: case N_POW:
		number = evaluateNumber(node->a);
		return numberValue(arithmetic(node->operation, number, evaluateNumber(node->b)));
	case N_MINUS: return numberValue(-evaluateNumber(node->a));
	case N_PLUS: return numberValue(evaluateNumber(node->a));
	case N_CALL: return callFunction(node);
	case N_BUILTIN: return callBuiltin(node);
	case N_GETLINE: case N_GETLINE_FILE: case N_GETLINE_PIPE: return getLine(node);
	default: return numberValue(evaluateTruth(node));
	}
}

double
evaluateNumber(struct node *node)
{
	struct value value = evaluate(node);
	double number = toNumber(&value);

	dropValue(&value);
	return number;
}

struct string *
evaluateString(struct node *node)
{
	struct value value = evaluate(node);
	struct string *string = toString(&value);

	dropValue(&value);
	return string;
}

int
evaluateTruth(struct node *node)
{
	struct value value;
	int result;

	switch (node->operation) {
	case N_PATTERN: return matchesRecord(node->pattern);
	case N_OR: return evaluateTruth(node->a) || evaluateTruth(node->b);
	case N_AND: return evaluateTruth(node->a) && evaluateTruth(node->b);
	case N_NOT: return !evaluateTruth(node->a);
	case N_IN: return isIn(node);
	case N_MATCH: return matchesNode(node->a, node->b);
	case N_NO_MATCH: return !matchesNode(node->a, node->b);
	case N_LT: case N_LE: case N_EQ: case N_NE: case N_GT: case N_GE: return compare(node);
	case N_GROUP: fail("(", "a list is no value");
	default:
		value = evaluate(node);
		result = isTrue(&value);
		dropValue(&value);
		return result;
	}
}

/* --- Assignment --- */

void
assign(struct node *target, struct value value)
{
	struct string *key;
	struct cell *cell;
	double number;

	switch (target->operation) {
	case N_GLOBAL: setGlobal(target->index, value); break;
	case N_LOCAL:
		cell = &frame[target->index];
		if (cell->array != NULL)
			fail("array", "an array cannot be assigned to");
		setValue(&cell->value, value);
		break;
	case N_FIELD:
		number = evaluateNumber(target->a);
		setField(number, value);
		break;
	default:
		key = evaluateKey(target->b);
		setValue(findElement(arrayOf(cellOf(target->a)), key, 1), value);
		dropString(key);
		break;
	}
}

struct value
assignBy(struct node *node)
{
	struct value value;
	double before, after;

	if (node->operation == N_ASSIGN) {
		value = evaluate(node->b);
		assign(node->a, copyValue(&value));
		return value;
	}
	before = evaluateNumber(node->a);
	switch (node->operation) {
	case N_PRE_INC: case N_POST_INC: after = before + 1; break;
	case N_PRE_DEC: case N_POST_DEC: after = before - 1; break;
	default:
		after = evaluateNumber(node->b);
		after = arithmetic((enum operation)(N_ADD + (node->operation - N_ADD_SET)), evaluateNumber(node->a), after);
		break;
	}
	assign(node->a, numberValue(after));
	return numberValue(node->operation == N_POST_INC || node->operation == N_POST_DEC ? before : after);
}
