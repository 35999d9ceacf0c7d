/*
 * From tokens to trees, a statement at a time.
 */
#include <stdlib.h>
#include <string.h>
#include "bc.h"
#include "parse.h"

static struct node *parseExpression(void);
static struct node *parseBody(void);

/* --- Expressions --- */

static struct node *
makeNode(enum operation operation, struct node *a, struct node *b)
{
	struct node *node = allocate(sizeof *node);

	memset(node, 0, sizeof *node);
	node->operation = operation;
	node->a = a;
	node->b = b;
	return node;
}

static struct node *
textNode(enum operation operation)
{
	struct node *node = makeNode(operation, NULL, NULL);

	node->text = copyString(word.bytes);
	advance();
	return node;
}

static struct node *
special(size_t which)
{
	struct node *node = makeNode(N_SPECIAL, NULL, NULL);

	node->index = which;
	advance();
	return node;
}

static struct node *
parseArguments(void)
{
	struct node *first = NULL, **last = &first;

	while (token != ')') {
		*last = parseExpression();
		last = &(*last)->next;
		if (!take(','))
			break;
	}
	expect(')', ") is expected");
	return first;
}

static struct node *
parseName(void)
{
	char *name = copyString(word.bytes);
	struct node *node;

	advance();
	if (take('(')) {
		node = makeNode(N_CALL, parseArguments(), NULL);
		node->index = findFunction(name);
	} else if (take('[')) {
		/* name[] is the whole array: an argument. */
		node = token == ']' ? makeNode(N_ARRAY, NULL, NULL) : makeNode(N_ELEMENT, parseExpression(), NULL);
		expect(']', "] is expected");
		node->index = findVariable(name);
	} else {
		node = makeNode(N_VARIABLE, NULL, NULL);
		node->index = findVariable(name);
	}
	free(name);
	return node;
}

static struct node *
parseInParentheses(enum operation operation)
{
	struct node *node;

	expect('(', "( is expected");
	node = makeNode(operation, parseExpression(), NULL);
	expect(')', ") is expected");
	return node;
}

static int
isVariable(const struct node *node)
{
	return node->operation == N_VARIABLE || node->operation == N_ELEMENT || node->operation == N_SPECIAL;
}

static struct node *
parsePrimary(void)
{
	struct node *node;
	int before = token;

	switch (token) {
	case T_NUMBER: return textNode(N_NUMBER);
	case T_NAME: node = parseName(); break;
	case T_SCALE:
		advance();
		if (token == '(')
			return parseInParentheses(N_SCALE_OF);
		node = makeNode(N_SPECIAL, NULL, NULL);
		node->index = S_SCALE;
		break;
	case T_IBASE: node = special(S_IBASE); break;
	case T_OBASE: node = special(S_OBASE); break;
	case T_LAST: node = special(S_LAST); break;
	case T_LENGTH: advance(); return parseInParentheses(N_LENGTH);
	case T_SQRT: advance(); return parseInParentheses(N_ROOT);
	case '(': return parseInParentheses(N_PARENTHESES);
	case '-': advance(); return makeNode(N_MINUS, parsePrimary(), NULL);
	case T_INCREMENT:
	case T_DECREMENT:
		advance();
		node = makeNode(N_PRE, parsePrimary(), NULL);
		node->by = before == T_INCREMENT ? N_ADD : N_SUB;
		if (!isVariable(node->a))
			parseError("++ and -- need a variable");
		return node;
	default: parseError("an expression is expected"); return NULL;
	}
	if (isVariable(node) && (token == T_INCREMENT || token == T_DECREMENT)) {
		node = makeNode(N_POST, node, NULL);
		node->by = token == T_INCREMENT ? N_ADD : N_SUB;
		advance();
	}
	return node;
}

static struct node *
parsePower(void)
{
	struct node *node = parsePrimary();

	/* A minus sign binds closer than ^. */
	return take('^') ? makeNode(N_POW, node, parsePower()) : node;
}

static struct node *
parseProduct(void)
{
	struct node *node = parsePower();

	while (token == '*' || token == '/' || token == '%') {
		enum operation operation = token == '*' ? N_MUL : token == '/' ? N_DIV : N_MOD;

		advance();
		node = makeNode(operation, node, parsePower());
	}
	return node;
}

static struct node *
parseSum(void)
{
	struct node *node = parseProduct();

	while (token == '+' || token == '-') {
		enum operation operation = token == '+' ? N_ADD : N_SUB;

		advance();
		node = makeNode(operation, node, parseProduct());
	}
	return node;
}

static enum operation
operationOf(int c)
{
	switch (c) {
	case '+': return N_ADD;
	case '-': return N_SUB;
	case '*': return N_MUL;
	case '/': return N_DIV;
	case '%': return N_MOD;
	case '^': return N_POW;
	default: return N_ASSIGN;
	}
}

static struct node *
parseAssignment(void)
{
	struct node *node = parseSum();
	int by = setOperator;

	if (token != T_SET)
		return node;
	by = setOperator;
	if (!isVariable(node))
		parseError("only variables can be assigned to");
	advance();
	node = makeNode(N_ASSIGN, node, parseAssignment());
	node->by = operationOf(by);
	return node;
}

static struct node *
parseRelation(void)
{
	struct node *node = parseAssignment();
	int relation = token == '<' || token == '>' ? token : token == T_LE ? 'l' : token == T_GE ? 'g' : token == T_EQ ? '='
	    : token == T_NE ? '!' : 0;

	if (relation == 0)
		return node;
	advance();
	node = makeNode(N_RELATION, node, parseAssignment());
	node->relation = relation;
	return node;
}

static struct node *
parseNot(void)
{
	return take('!') ? makeNode(N_NOT, parseNot(), NULL) : parseRelation();
}

static struct node *
parseAnd(void)
{
	struct node *node = parseNot();

	while (take(T_AND))
		node = makeNode(N_AND, node, parseNot());
	return node;
}

static struct node *
parseExpression(void)
{
	struct node *node = parseAnd();

	while (take(T_OR))
		node = makeNode(N_OR, node, parseAnd());
	return node;
}

/* --- Statements --- */

static struct node *
parseBlock(void)
{
	struct node *first = NULL, **last = &first;

	for (;;) {
		while (token == T_NEWLINE || token == ';')
			advance();
		if (take('}'))
			return makeNode(N_BLOCK, first, NULL);
		if (token == T_END)
			parseError("a { is not closed");
		*last = parseBody();
		last = &(*last)->next;
	}
}

static struct node *
parseFor(void)
{
	struct node *node = makeNode(N_FOR, NULL, NULL);

	expect('(', "( is expected");
	if (token != ';')
		node->a = parseExpression();
	expect(';', "; is expected");
	if (token != ';')
		node->b = parseExpression();
	expect(';', "; is expected");
	if (token != ')')
		node->c = parseExpression();
	expect(')', ") is expected");
	skipNewlines();
	node->d = parseBody();
	return node;
}

static struct node *
parseIf(void)
{
	struct node *node = parseInParentheses(N_IF);

	skipNewlines();
	node->b = parseBody();
	if (take(T_ELSE)) {
		skipNewlines();
		node->c = parseBody();
	}
	return node;
}

static struct node *
parsePrint(void)
{
	struct node *node = makeNode(N_PRINT, NULL, NULL), **last = &node->a;

	do {
		*last = token == T_STRING ? textNode(N_STRING) : parseExpression();
		last = &(*last)->next;
	} while (take(','));
	return node;
}

/* A statement without its end. */
static struct node *
parseBody(void)
{
	struct node *node;

	switch (token) {
	case '{': advance(); return parseBlock();
	case T_STRING: return textNode(N_STRING);
	case T_IF: advance(); return parseIf();
	case T_WHILE:
		advance();
		node = parseInParentheses(N_WHILE);
		skipNewlines();
		node->b = parseBody();
		return node;
	case T_FOR: advance(); return parseFor();
	case T_BREAK: advance(); return makeNode(N_BREAK, NULL, NULL);
	case T_CONTINUE: advance(); return makeNode(N_CONTINUE, NULL, NULL);
	case T_PRINT: advance(); return parsePrint();
	case T_QUIT: case T_HALT: advance(); return makeNode(N_QUIT, NULL, NULL);
	case T_RETURN:
		advance();
		node = makeNode(N_RETURN, NULL, NULL);
		if (token != ';' && token != T_NEWLINE && token != '}')
			node->a = parseExpression();
		return node;
	default: return makeNode(N_EXPRESSION, parseExpression(), NULL);
	}
}

static void
addLocal(struct function *function, size_t *capacities)
{
	if (token != T_NAME)
		parseError("a name is expected");
	function->locals = growArray(function->locals, &capacities[0], function->localCount, sizeof *function->locals);
	function->isArray = growArray(function->isArray, &capacities[1], function->localCount, sizeof *function->isArray);
	function->locals[function->localCount] = findVariable(word.bytes);
	advance();
	function->isArray[function->localCount] = token == '[';
	if (take('['))
		expect(']', "] is expected");
	function->localCount++;
}

static void
parseDefinition(void)
{
	struct function made;
	size_t index, capacities[2] = {0, 0};

	advance();
	if (token != T_NAME)
		parseError("the name of a function is expected");
	index = findFunction(word.bytes);
	memset(&made, 0, sizeof made);
	made.name = functionAt(index)->name;
	advance();
	expect('(', "( is expected");
	while (token == T_NAME) {
		addLocal(&made, capacities);
		if (!take(','))
			break;
	}
	expect(')', ") is expected");
	made.parameterCount = made.localCount;
	skipNewlines();
	expect('{', "{ is expected");
	skipNewlines();
	if (take(T_AUTO)) {
		do
			addLocal(&made, capacities);
		while (take(','));
	}
	made.body = parseBlock();
	*functionAt(index) = made;
}

struct node *
parseStatement(void)
{
	struct node *node;

	if (setjmp(parseRecovery) != 0) {
		/* The rest of the line is lost with what was wrong in it. */
		skipRest();
	}
	for (;;) {
		while (token == T_NEWLINE || token == ';')
			advance();
		if (token == T_END)
			return NULL;
		if (token != T_DEFINE)
			break;
		parseDefinition();
	}
	node = parseBody();
	/* The token behind is not read from the terminal before this statement has been done. */
	if (token != T_NEWLINE && token != ';' && token != T_END)
		parseError("the statement should have ended");
	return node;
}
