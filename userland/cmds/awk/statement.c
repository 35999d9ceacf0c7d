/*
 * Statements, rules and functions.
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

struct rule *beginRules, *mainRules, *endRules;
struct function *functions;

static size_t functionCount, functionCapacity;
static struct rule **lastBegin = &beginRules, **lastMain = &mainRules, **lastEnd = &endRules;

static struct node *parseStatement(void);

size_t
findFunction(const char *name)
{
	size_t i;

	for (i = 0; i < functionCount; i++)
		if (strcmp(functions[i].name, name) == 0)
			return i;
	functions = growArray(functions, &functionCapacity, functionCount, sizeof *functions);
	memset(&functions[functionCount], 0, sizeof *functions);
	functions[functionCount].name = copyString(name);
	return functionCount++;
}

static void
skipTerminators(void)
{
	while (at(T_NEWLINE) || at(CHAR(';')))
		here++;
}

/* A statement ends with ; or a newline, or where a } or the program does. */
static void
endStatement(void)
{
	if (at(T_NEWLINE) || at(CHAR(';')))
		skipTerminators();
	else if (!at(CHAR('}')) && !at(T_END))
		syntaxError("the statement should have ended");
}

static struct node *
parseBlock(void)
{
	struct node *first = NULL, **last = &first;

	expect(CHAR('{'), "{");
	skipTerminators();
	while (!at(CHAR('}'))) {
		if (at(T_END))
			syntaxError("a { is not closed");
		*last = parseStatement();
		last = &(*last)->next;
		skipTerminators();
	}
	here++;
	return makeNode(N_BLOCK, first, NULL, NULL);
}

/* print (a, b) > c: do the parentheses hold the whole list? */
static int
isListInParentheses(void)
{
	const struct lexeme *p = here;
	int depth = 0;

	if (!at(CHAR('(')))
		return 0;
	for (;; p++) {
		if (p->token == CHAR('('))
			depth++;
		else if (p->token == CHAR(')') && --depth == 0)
			break;
		else if (p->token == T_END)
			return 0;
	}
	switch (p[1].token) {
	case T_NEWLINE: case CHAR(';'): case CHAR('}'): case CHAR('>'): case T_APPEND: case T_END: return 1;
	case CHAR('|'): return p[2].token != T_GETLINE;
	default: return 0;
	}
}

static struct node *
parsePrint(enum operation operation)
{
	struct node *node = makeNode(operation, NULL, NULL, NULL);

	here++;
	if (isListInParentheses()) {
		here++;
		skipNewlines();
		node->a = parseList(CHAR(')'));
		skipNewlines();
		expect(CHAR(')'), ")");
	} else if (!at(T_NEWLINE) && !at(CHAR(';')) && !at(CHAR('}')) && !at(CHAR('>')) && !at(T_APPEND) && !at(CHAR('|'))) {
		greaterRedirects = 1;
		node->a = parseList(T_NEWLINE);
		greaterRedirects = 0;
	}
	if (operation == N_PRINTF && node->a == NULL)
		syntaxError("printf needs a format");
	node->index = at(CHAR('>')) ? TO_FILE : at(T_APPEND) ? TO_END : at(CHAR('|')) ? TO_PIPE : TO_STDOUT;
	if (node->index == TO_STDOUT)
		return node;
	here++;
	/* A name may be put together, but > in it would be the next one's. */
	greaterRedirects = 1;
	node->b = parseExpression();
	greaterRedirects = 0;
	return node;
}

/* A statement that needs no end of its own: of for, or before ; */
static struct node *
parseSimple(void)
{
	struct node *node;
	struct lexeme *name;

	switch (here->token) {
	case T_PRINT: return parsePrint(N_PRINT);
	case T_PRINTF: return parsePrint(N_PRINTF);
	case T_DELETE:
		here++;
		name = here;
		expect(T_NAME, "an array");
		node = makeNode(N_DELETE_ALL, parseVariable(name->text.bytes), NULL, NULL);
		if (take(CHAR('['))) {
			node->operation = N_DELETE;
			node->b = parseList(CHAR(']'));
			expect(CHAR(']'), "]");
		}
		return node;
	default: return makeNode(N_EXPRESSION, parseExpression(), NULL, NULL);
	}
}

static struct node *
parseBody(void)
{
	skipNewlines();
	if (take(CHAR(';')))
		return makeNode(N_BLOCK, NULL, NULL, NULL);
	return parseStatement();
}

static struct node *
parseCondition(void)
{
	struct node *condition;

	expect(CHAR('('), "(");
	skipNewlines();
	condition = parseExpression();
	skipNewlines();
	expect(CHAR(')'), ")");
	return condition;
}

static struct node *
parseIf(void)
{
	struct node *condition, *yes, *no = NULL;
	struct lexeme *behind;

	here++;
	condition = parseCondition();
	yes = parseBody();
	behind = here;
	skipTerminators();
	if (take(T_ELSE))
		no = parseBody();
	else
		here = behind;
	return makeNode(N_IF, condition, yes, no);
}

static struct node *
parseDo(void)
{
	struct node *body;

	here++;
	body = parseBody();
	skipTerminators();
	expect(T_WHILE, "while");
	body = makeNode(N_DO, parseCondition(), body, NULL);
	endStatement();
	return body;
}

static struct node *
parseFor(void)
{
	struct node *node;

	here++;
	expect(CHAR('('), "(");
	if (at(T_NAME) && here[1].token == T_IN && here[2].token == T_NAME && here[3].token == CHAR(')')) {
		node = makeNode(N_FOR_IN, parseVariable(here->text.bytes), parseVariable(here[2].text.bytes), NULL);
		here += 4;
		node->c = parseBody();
		return node;
	}
	node = makeNode(N_FOR, NULL, NULL, NULL);
	if (!at(CHAR(';')))
		node->a = parseSimple();
	expect(CHAR(';'), ";");
	skipNewlines();
	if (!at(CHAR(';')))
		node->b = parseExpression();
	expect(CHAR(';'), ";");
	skipNewlines();
	if (!at(CHAR(')')))
		node->c = parseSimple();
	expect(CHAR(')'), ")");
	node->d = parseBody();
	return node;
}

static struct node *
parseJump(enum operation operation, int hasValue)
{
	struct node *node = makeNode(operation, NULL, NULL, NULL);

	here++;
	if (hasValue && !at(T_NEWLINE) && !at(CHAR(';')) && !at(CHAR('}')))
		node->a = parseExpression();
	endStatement();
	return node;
}

static struct node *
parseStatement(void)
{
	struct node *node;

	switch (here->token) {
	case CHAR('{'): return parseBlock();
	case T_IF: return parseIf();
	case T_WHILE:
		here++;
		node = parseCondition();
		return makeNode(N_WHILE, node, parseBody(), NULL);
	case T_DO: return parseDo();
	case T_FOR: return parseFor();
	case T_BREAK: return parseJump(N_BREAK, 0);
	case T_CONTINUE: return parseJump(N_CONTINUE, 0);
	case T_NEXT: return parseJump(N_NEXT, 0);
	case T_NEXTFILE: return parseJump(N_NEXTFILE, 0);
	case T_EXIT: return parseJump(N_EXIT, 1);
	case T_RETURN: return parseJump(N_RETURN, 1);
	default:
		node = parseSimple();
		endStatement();
		return node;
	}
}

static void
parseFunction(void)
{
	struct lexeme *name = ++here;
	size_t index, capacity = 0;

	if (!take(T_CALL) && !take(T_NAME))
		syntaxError("the name of a function is expected");
	index = findFunction(name->text.bytes);
	if (functions[index].defined)
		syntaxError("there is a function of that name already");
	functions[index].defined = 1;
	expect(CHAR('('), "(");
	parameterNames = NULL;
	for (parameterCount = 0; !at(CHAR(')')); ) {
		skipNewlines();
		name = here;
		expect(T_NAME, "a parameter");
		parameterNames = growArray(parameterNames, &capacity, parameterCount, sizeof *parameterNames);
		parameterNames[parameterCount++] = name->text.bytes;
		if (!take(CHAR(',')))
			break;
	}
	skipNewlines();
	expect(CHAR(')'), ")");
	skipNewlines();
	functions[index].parameters = parameterCount;
	functions[index].body = parseBlock();
	free(parameterNames);
	parameterCount = 0;
}

static void
addRule(struct rule ***last, struct node *pattern, struct node *patternEnd, struct node *body)
{
	struct rule *rule = allocate(sizeof *rule);

	rule->next = NULL;
	rule->pattern = pattern;
	rule->patternEnd = patternEnd;
	rule->body = body;
	rule->inRange = 0;
	**last = rule;
	*last = &rule->next;
}

static void
parseRule(void)
{
	struct node *pattern = NULL, *patternEnd = NULL;

	if (take(T_BEGIN)) {
		addRule(&lastBegin, NULL, NULL, parseBlock());
		return;
	}
	if (take(T_ENDBLOCK)) {
		addRule(&lastEnd, NULL, NULL, parseBlock());
		return;
	}
	if (!at(CHAR('{')))
		pattern = parseExpression();
	if (take(CHAR(','))) {
		skipNewlines();
		patternEnd = parseExpression();
	}
	addRule(&lastMain, pattern, patternEnd, at(CHAR('{')) ? parseBlock() : NULL);
}

void
parseProgram(void)
{
	size_t i;

	for (skipTerminators(); !at(T_END); skipTerminators()) {
		if (at(T_FUNCTION))
			parseFunction();
		else
			parseRule();
	}
	for (i = 0; i < functionCount; i++) {
		if (!functions[i].defined) {
			failStatus = 2;
			die(functions[i].name, "there is no such function");
		}
	}
}
