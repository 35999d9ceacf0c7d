/*
 * The text as tokens, and the tables of names. More text is asked for line by
 * line, so that what is typed is done at once.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include "bc.h"
#include "parse.h"

static struct text source;
static size_t at;
static int (*moreText)(struct text *text);
static const char *sourceName;
static long line;
int token, setOperator;
struct text word;
jmp_buf parseRecovery;
static struct function *functions;
static size_t functionCount, functionCapacity;
static char **variables;
static size_t variableCount, variableCapacity;

static const struct {
	const char *name;
	int token;
} words[] = {
    {"auto", T_AUTO}, {"break", T_BREAK}, {"continue", T_CONTINUE}, {"define", T_DEFINE}, {"else", T_ELSE}, {"for", T_FOR},
    {"halt", T_HALT}, {"if", T_IF}, {"length", T_LENGTH}, {"print", T_PRINT}, {"quit", T_QUIT}, {"return", T_RETURN},
    {"scale", T_SCALE}, {"sqrt", T_SQRT}, {"while", T_WHILE}, {"ibase", T_IBASE}, {"obase", T_OBASE}, {"last", T_LAST},
};

void
parseError(const char *why)
{
	char where[200];

	sprintf(where, "%.150s:%ld", sourceName, line);
	fflush(stdout);
	complain(where, why);
	longjmp(parseRecovery, 1);
}

void
setSource(const char *name, const char *text, int (*more)(struct text *))
{
	sourceName = name;
	source.length = at = 0;
	appendString(&source, text);
	moreText = more;
	line = 1;
	token = T_NEWLINE;
}

/* --- Tokens --- */

static int
peek(void)
{
	while (at >= source.length) {
		source.length = at = 0;
		if (moreText == NULL || !moreText(&source))
			return EOF;
	}
	return (unsigned char)source.bytes[at];
}

static int
next(void)
{
	int c = peek();

	if (c != EOF)
		at++;
	line += c == '\n';
	return c;
}

static int
takeCharacter(int c)
{
	if (peek() != c)
		return 0;
	next();
	return 1;
}

static void
skipComment(void)
{
	int c, before = 0;

	while ((c = next()) != EOF && !(before == '*' && c == '/'))
		before = c;
}

static int
readWord(int c)
{
	size_t i;

	word.length = 0;
	appendByte(&word, c);
	while (islower(peek()) || isdigit(peek()) || peek() == '_')
		appendByte(&word, next());
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].name, stringOf(&word)) == 0)
			return words[i].token;
	return T_NAME;
}

static int
readNumber(int c)
{
	int point = c == '.';

	word.length = 0;
	appendByte(&word, c);
	for (;;) {
		c = peek();
		if (c == '\\') {
			next();
			takeCharacter('\n');
			continue;
		}
		if (!isdigit(c) && !(c >= 'A' && c <= 'F') && (c != '.' || point))
			break;
		point |= c == '.';
		appendByte(&word, next());
	}
	stringOf(&word);
	/* A point alone is the last value. */
	return word.length == 1 && word.bytes[0] == '.' ? T_LAST : T_NUMBER;
}

static int
readString(void)
{
	int c;

	word.length = 0;
	while ((c = next()) != EOF && c != '"')
		appendByte(&word, c);
	stringOf(&word);
	return T_STRING;
}

static int
readOperator(int c)
{
	static const char pairs[] = "++--&&||<=>===!=";
	static const int tokens[] = {T_INCREMENT, T_DECREMENT, T_AND, T_OR, T_LE, T_GE, T_EQ, T_NE};
	int i;

	for (i = 0; i < 8; i++)
		if (c == pairs[2 * i] && takeCharacter(pairs[2 * i + 1]))
			return tokens[i];
	if (strchr("+-*/%^", c) != NULL && takeCharacter('=')) {
		setOperator = c;
		return T_SET;
	}
	if (c == '=') {
		setOperator = 0;
		return T_SET;
	}
	return c;
}

void
advance(void)
{
	int c;

	for (;;) {
		c = next();
		if (c == '\\' && takeCharacter('\n'))
			continue;
		if (c == '#') {
			while (peek() != '\n' && peek() != EOF)
				next();
		} else if (c == '/' && takeCharacter('*')) {
			skipComment();
		} else if (c != ' ' && c != '\t' && c != '\r') {
			break;
		}
	}
	token = c == EOF ? T_END : c == '\n' ? T_NEWLINE : islower(c) ? readWord(c)
	    : isdigit(c) || c == '.' || (c >= 'A' && c <= 'F') ? readNumber(c) : c == '"' ? readString() : readOperator(c);
}

int
take(int wanted)
{
	if (token != wanted)
		return 0;
	advance();
	return 1;
}

void
expect(int wanted, const char *what)
{
	if (!take(wanted))
		parseError(what);
}

void
skipNewlines(void)
{
	while (token == T_NEWLINE)
		advance();
}

/* --- Names --- */

size_t
findVariable(const char *name)
{
	size_t i;

	for (i = 0; i < variableCount; i++)
		if (strcmp(variables[i], name) == 0)
			return i;
	variables = growArray(variables, &variableCapacity, variableCount, sizeof *variables);
	variables[variableCount] = copyString(name);
	return variableCount++;
}

const char *
variableName(size_t index)
{
	return variables[index];
}

struct function *
functionAt(size_t index)
{
	return &functions[index];
}

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

void
skipRest(void)
{
	at = source.length;
	token = T_NEWLINE;
}
