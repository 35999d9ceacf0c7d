/*
 * Expressions, by precedence from the lowest: = ?: || && in ~ < (comparison)
 * | getline, concatenation, + *, unary, ^, ++, and what stands alone.
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

int greaterRedirects;
char **parameterNames;
size_t parameterCount;

static struct node *parseUnary(void);
static struct node *parsePrimary(void);

struct node *
makeNode(enum operation operation, struct node *a, struct node *b, struct node *c)
{
	struct node *node = allocate(sizeof *node);

	memset(node, 0, sizeof *node);
	node->operation = operation;
	node->line = here->line;
	node->a = a;
	node->b = b;
	node->c = c;
	return node;
}

struct node *
parseVariable(const char *name)
{
	struct node *node = makeNode(N_GLOBAL, NULL, NULL, NULL);
	size_t i;

	for (i = 0; i < parameterCount; i++) {
		if (strcmp(parameterNames[i], name) == 0) {
			node->operation = N_LOCAL;
			node->index = i;
			return node;
		}
	}
	node->index = findGlobal(name);
	return node;
}

struct node *
parseList(int end)
{
	struct node *first = NULL, **last = &first;

	while (!at(end)) {
		*last = parseExpression();
		last = &(*last)->next;
		if (!take(CHAR(',')))
			break;
		skipNewlines();
	}
	return first;
}

static int
isLvalue(const struct node *node)
{
	return node->operation == N_GLOBAL || node->operation == N_LOCAL || node->operation == N_FIELD
	    || node->operation == N_ELEMENT;
}

/* getline [variable] [< file] */
static struct node *
parseGetline(void)
{
	struct node *node = makeNode(N_GETLINE, NULL, NULL, NULL);

	if (at(T_NAME) || at(CHAR('$')))
		node->a = parsePrimary();
	if (take(CHAR('<'))) {
		node->operation = N_GETLINE_FILE;
		node->b = parseOperand();
	}
	return node;
}

static struct node *
constant(struct value value)
{
	struct node *node = makeNode(N_CONSTANT, NULL, NULL, NULL);

	node->value = value;
	return node;
}

/* (a, b) in c; or an expression in parentheses. */
static struct node *
parseParentheses(void)
{
	struct node *list;
	int outer = greaterRedirects;

	greaterRedirects = 0;
	skipNewlines();
	list = parseExpression();
	skipNewlines();
	if (take(CHAR(','))) {
		skipNewlines();
		list->next = parseList(CHAR(')'));
		expect(CHAR(')'), ")");
		if (!at(T_IN))
			syntaxError("a list in parentheses stands only before in");
		greaterRedirects = outer;
		return makeNode(N_GROUP, list, NULL, NULL);
	}
	expect(CHAR(')'), ")");
	greaterRedirects = outer;
	/* What stands in parentheses is no variable that could be assigned to, but $ and ++ may see it. */
	return list;
}

static struct node *
parseCall(struct lexeme *name)
{
	struct node *node = makeNode(N_CALL, NULL, NULL, NULL);
	int outer = greaterRedirects;

	greaterRedirects = 0;
	node->index = findFunction(name->text.bytes);
	expect(CHAR('('), "(");
	skipNewlines();
	node->a = parseList(CHAR(')'));
	skipNewlines();
	expect(CHAR(')'), ")");
	greaterRedirects = outer;
	return node;
}

static struct node *
parseBuiltin(struct lexeme *name)
{
	struct node *node = makeNode(N_BUILTIN, NULL, NULL, NULL);
	int outer = greaterRedirects;

	node->index = (size_t)name->builtin;
	if (!at(CHAR('('))) {
		if (!isLength(name->builtin))
			expect(CHAR('('), "(");
		return node;
	}
	here++;
	greaterRedirects = 0;
	skipNewlines();
	node->a = parseList(CHAR(')'));
	skipNewlines();
	expect(CHAR(')'), ")");
	greaterRedirects = outer;
	return node;
}

static struct node *
parseName(struct lexeme *name)
{
	struct node *variable = parseVariable(name->text.bytes);
	int outer = greaterRedirects;

	if (!take(CHAR('[')))
		return variable;
	greaterRedirects = 0;
	variable = makeNode(N_ELEMENT, variable, parseList(CHAR(']')), NULL);
	greaterRedirects = outer;
	if (variable->b == NULL)
		syntaxError("a subscript is missing");
	expect(CHAR(']'), "]");
	return variable;
}

static struct node *
parsePrimary(void)
{
	struct lexeme *lexeme = here;
	struct node *node;

	switch (lexeme->token) {
	case T_NUMBER: here++; return constant(numberValue(lexeme->number));
	case T_STRING:
		here++;
		return constant(stringValue(makeString(lexeme->text.bytes, lexeme->text.length)));
	case T_PATTERN:
		here++;
		node = makeNode(N_PATTERN, NULL, NULL, NULL);
		node->pattern = patternFor(lexeme->text.bytes, lexeme->text.length);
		return node;
	case T_NAME: here++; return parseName(lexeme);
	case T_CALL: here++; return parseCall(lexeme);
	case T_BUILTIN: here++; return parseBuiltin(lexeme);
	case T_GETLINE: here++; return parseGetline();
	case T_INCREMENT:
	case T_DECREMENT:
		here++;
		node = parsePrimary();
		if (!isLvalue(node))
			syntaxError("++ and -- need a variable");
		return makeNode(lexeme->token == T_INCREMENT ? N_PRE_INC : N_PRE_DEC, node, NULL, NULL);
	case CHAR('$'):
		here++;
		/* $NF-1 is ($NF)-1, $-1 and $++i are what they look like. */
		node = at(CHAR('-')) || at(CHAR('+')) || at(CHAR('!')) ? parseUnary() : parsePrimary();
		return makeNode(N_FIELD, node, NULL, NULL);
	case CHAR('('): here++; return parseParentheses();
	default: syntaxError("an expression is expected");
	}
}

static struct node *
parsePostfix(void)
{
	struct node *node = parsePrimary();

	if (isLvalue(node) && take(T_INCREMENT))
		return makeNode(N_POST_INC, node, NULL, NULL);
	if (isLvalue(node) && take(T_DECREMENT))
		return makeNode(N_POST_DEC, node, NULL, NULL);
	return node;
}

static struct node *
parsePower(void)
{
	struct node *node = parsePostfix();

	if (!take(CHAR('^')))
		return node;
	/* To the right: 2^3^2 is 2^9; and 2^-1. */
	return makeNode(N_POW, node, at(CHAR('-')) || at(CHAR('+')) || at(CHAR('!')) ? parseUnary() : parsePower(), NULL);
}

static struct node *
parseUnary(void)
{
	if (take(CHAR('!')))
		return makeNode(N_NOT, parseUnary(), NULL, NULL);
	if (take(CHAR('-')))
		return makeNode(N_MINUS, parseUnary(), NULL, NULL);
	if (take(CHAR('+')))
		return makeNode(N_PLUS, parseUnary(), NULL, NULL);
	return parsePower();
}

struct node *
parseOperand(void)
{
	return parsePostfix();
}

static struct node *
parseProduct(void)
{
	struct node *node = parseUnary();

	for (;;) {
		enum operation operation = at(CHAR('*')) ? N_MUL : at(CHAR('/')) ? N_DIV : N_MOD;

		if (operation == N_MOD && !at(CHAR('%')))
			return node;
		here++;
		node = makeNode(operation, node, parseUnary(), NULL);
	}
}

static struct node *
parseSum(void)
{
	struct node *node = parseProduct();

	while (at(CHAR('+')) || at(CHAR('-'))) {
		enum operation operation = at(CHAR('+')) ? N_ADD : N_SUB;

		here++;
		node = makeNode(operation, node, parseProduct(), NULL);
	}
	return node;
}

/* Can another operand begin here? Not with a sign: that adds. */
static int
beginsOperand(void)
{
	switch (here->token) {
	case T_NUMBER: case T_STRING: case T_PATTERN: case T_NAME: case T_CALL: case T_BUILTIN: case T_INCREMENT: case T_DECREMENT:
	case CHAR('$'): case CHAR('('): case CHAR('!'): return 1;
	default: return 0;
	}
}

static struct node *
parseConcatenation(void)
{
	struct node *node = parseSum();

	while (beginsOperand())
		node = makeNode(N_CONCAT, node, parseSum(), NULL);
	return node;
}

static struct node *
parsePipe(void)
{
	struct node *node = parseConcatenation();

	while (at(CHAR('|')) && here[1].token == T_GETLINE) {
		here += 2;
		node = makeNode(N_GETLINE_PIPE, NULL, node, NULL);
		if (at(T_NAME) || at(CHAR('$')))
			node->a = parsePrimary();
	}
	return node;
}

static struct node *
parseComparison(void)
{
	static const struct {
		int token;
		enum operation operation;
	} table[] = {
	    {CHAR('<'), N_LT}, {T_LE, N_LE}, {T_EQ, N_EQ}, {T_NE, N_NE}, {CHAR('>'), N_GT}, {T_GE, N_GE},
	};
	struct node *node = parsePipe();
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (!at(table[i].token) || (table[i].operation == N_GT && greaterRedirects))
			continue;
		here++;
		return makeNode(table[i].operation, node, parsePipe(), NULL);
	}
	return node;
}

static struct node *
parseMatch(void)
{
	struct node *node = parseComparison();

	while (at(CHAR('~')) || at(T_NO_MATCH)) {
		enum operation operation = at(CHAR('~')) ? N_MATCH : N_NO_MATCH;

		here++;
		node = makeNode(operation, node, parseComparison(), NULL);
	}
	return node;
}

static struct node *
parseIn(void)
{
	struct node *node = parseMatch();

	while (take(T_IN)) {
		struct lexeme *name = here;

		expect(T_NAME, "an array");
		node = makeNode(N_IN, node->operation == N_GROUP ? node->a : node, parseVariable(name->text.bytes), NULL);
	}
	return node;
}

/* Operands with the sign of one of the two logical operations between them. */
static struct node *
parseLogical(int sign, enum operation operation, struct node *(*parseOperand)(void))
{
	struct node *node = parseOperand();

	while (take(sign)) {
		skipNewlines();
		node = makeNode(operation, node, parseOperand(), NULL);
	}
	return node;
}

static struct node *
parseAnd(void)
{
	return parseLogical(T_AND, N_AND, parseIn);
}

static struct node *
parseOr(void)
{
	return parseLogical(T_OR, N_OR, parseAnd);
}

struct node *
parseExpression(void)
{
	static const struct {
		int token;
		enum operation operation;
	} table[] = {
	    {CHAR('='), N_ASSIGN}, {T_ADD_SET, N_ADD_SET}, {T_SUB_SET, N_SUB_SET}, {T_MUL_SET, N_MUL_SET},
	    {T_DIV_SET, N_DIV_SET}, {T_MOD_SET, N_MOD_SET}, {T_POW_SET, N_POW_SET},
	};
	struct node *node = parseOr(), *chosen, **target = &node;
	size_t i;

	if (take(CHAR('?'))) {
		skipNewlines();
		chosen = parseExpression();
		skipNewlines();
		expect(CHAR(':'), ":");
		skipNewlines();
		return makeNode(N_CHOICE, node, chosen, parseExpression());
	}
	for (i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (!at(table[i].token))
			continue;
		/* "a && b = c" and "1 + x = 2" assign to what stands right before the sign. */
		while (!isLvalue(*target)) {
			if ((*target)->operation < N_OR || (*target)->operation > N_PLUS)
				syntaxError("only variables can be assigned to");
			target = (*target)->operation >= N_NOT ? &(*target)->a : &(*target)->b;
		}
		here++;
		skipNewlines();
		*target = makeNode(table[i].operation, *target, parseExpression(), NULL);
		return node;
	}
	return node;
}
