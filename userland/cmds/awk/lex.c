/*
 * The program as a row of tokens. A slash begins a pattern unless a value
 * stands before it, where it divides.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

struct lexeme *lexemes, *here;

static size_t count, capacity;
static const char *p, *end;
static long line = 1;

static const struct {
	const char *name;
	int token;
} words[] = {
    {"BEGIN", T_BEGIN}, {"END", T_ENDBLOCK}, {"function", T_FUNCTION}, {"func", T_FUNCTION}, {"if", T_IF}, {"else", T_ELSE},
    {"while", T_WHILE}, {"for", T_FOR}, {"do", T_DO}, {"break", T_BREAK}, {"continue", T_CONTINUE}, {"next", T_NEXT},
    {"nextfile", T_NEXTFILE}, {"exit", T_EXIT}, {"return", T_RETURN}, {"delete", T_DELETE}, {"in", T_IN},
    {"getline", T_GETLINE}, {"print", T_PRINT}, {"printf", T_PRINTF},
};

/* Longer ones first. */
static const struct {
	const char *text;
	int token;
} operators[] = {
    {"**=", T_POW_SET}, {"&&", T_AND}, {"||", T_OR}, {"!~", T_NO_MATCH}, {"==", T_EQ}, {"<=", T_LE}, {">=", T_GE}, {"!=", T_NE},
    {"++", T_INCREMENT}, {"--", T_DECREMENT}, {">>", T_APPEND}, {"+=", T_ADD_SET}, {"-=", T_SUB_SET}, {"*=", T_MUL_SET},
    {"/=", T_DIV_SET}, {"%=", T_MOD_SET}, {"^=", T_POW_SET}, {"**", CHAR('^')},
};

void
syntaxError(const char *what)
{
	char where[NUMBER_BYTES + 8];

	sprintf(where, "line %ld", here != NULL ? here->line : line);
	failStatus = 2;
	die(where, what);
}

static struct lexeme *
add(int token)
{
	struct lexeme *lexeme;

	lexemes = growArray(lexemes, &capacity, count, sizeof *lexemes);
	lexeme = &lexemes[count++];
	memset(lexeme, 0, sizeof *lexeme);
	lexeme->token = token;
	lexeme->line = line;
	return lexeme;
}

/* Is what was read last a value, so that a slash divides? */
static int
valueBefore(void)
{
	if (count == 0)
		return 0;
	switch (lexemes[count - 1].token) {
	case T_NUMBER: case T_STRING: case T_NAME: case T_BUILTIN: case T_INCREMENT: case T_DECREMENT:
	case CHAR(')'): case CHAR(']'): case CHAR('$'): return 1;
	default: return 0;
	}
}

/* What an escape behind its backslash stands for; returns what follows. */
static const char *
addEscape(const char *from, const char *to, struct text *text)
{
	static const char names[] = "abfnrtv\"/\\", values[] = "\a\b\f\n\r\t\v\"/\\";
	const char *name;
	int value = 0, digits;

	if (from == to) {
		appendByte(text, '\\');
		return from;
	}
	for (digits = 0; digits < 3 && from < to && *from >= '0' && *from <= '7'; digits++)
		value = value * 8 + (*from++ - '0');
	if (digits > 0) {
		appendByte(text, value);
		return from;
	}
	name = *from == '\0' ? NULL : strchr(names, *from);
	if (name == NULL)
		appendByte(text, '\\');
	appendByte(text, name == NULL ? *from : values[name - names]);
	return from + 1;
}

void
unescape(const char *from, struct text *text)
{
	const char *to = from + strlen(from);

	while (from < to) {
		if (*from == '\\')
			from = addEscape(from + 1, to, text);
		else
			appendByte(text, *from++);
	}
}

static void
lexString(void)
{
	struct lexeme *lexeme = add(T_STRING);

	for (p++; p < end && *p != '"'; ) {
		if (*p == '\n')
			break;
		if (*p != '\\') {
			appendByte(&lexeme->text, *p++);
			continue;
		}
		p++;
		if (p < end && *p == '\n') {
			line++;
			p++;
			continue;
		}
		p = addEscape(p, end, &lexeme->text);
	}
	if (p == end || *p != '"') {
		here = lexeme;
		syntaxError("a string is not closed");
	}
	p++;
	stringOf(&lexeme->text);
}

/* A slash in brackets does not end it. */
static void
lexPattern(void)
{
	struct lexeme *lexeme = add(T_PATTERN);
	int inBrackets = 0, bracketStart = 0;

	for (p++; p < end && *p != '\n' && (*p != '/' || inBrackets); p++) {
		if (*p == '\\' && p + 1 < end) {
			if (p[1] != '/')
				appendByte(&lexeme->text, '\\');
			p++;
		} else if (*p == '[' && !inBrackets) {
			inBrackets = 1;
			bracketStart = (int)lexeme->text.length + 1;
		} else if (*p == ']' && inBrackets) {
			int inside = (int)lexeme->text.length - bracketStart;

			if (inside > 1 || (inside == 1 && lexeme->text.bytes[bracketStart] != '^'))
				inBrackets = 0;
		}
		appendByte(&lexeme->text, *p);
	}
	if (p == end || *p != '/') {
		here = lexeme;
		syntaxError("a pattern is not closed");
	}
	p++;
	stringOf(&lexeme->text);
}

static void
lexName(void)
{
	struct lexeme *lexeme = add(T_NAME);
	size_t i;
	const char *name;

	while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
		appendByte(&lexeme->text, *p++);
	name = stringOf(&lexeme->text);
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].name, name) == 0)
			lexeme->token = words[i].token;
	if (lexeme->token == T_NAME && (lexeme->builtin = findBuiltin(name)) >= 0)
		lexeme->token = T_BUILTIN;
	else if (lexeme->token == T_NAME && p < end && *p == '(')
		lexeme->token = T_CALL;
}

static void
lexNumber(void)
{
	struct lexeme *lexeme = add(T_NUMBER);
	size_t length;

	lexeme->number = readNumber(p, (size_t)(end - p), &length);
	p += length;
}

static void
lexOperator(void)
{
	size_t i;

	for (i = 0; i < sizeof operators / sizeof operators[0]; i++) {
		size_t length = strlen(operators[i].text);

		if ((size_t)(end - p) >= length && memcmp(p, operators[i].text, length) == 0) {
			add(operators[i].token);
			p += length;
			return;
		}
	}
	add(CHAR((unsigned char)*p));
	p++;
}

void
lex(const char *program, size_t length)
{
	p = program;
	end = program + length;
	while (p < end) {
		if (*p == '\n') {
			add(T_NEWLINE);
			line++;
			p++;
		} else if (isspace((unsigned char)*p)) {
			p++;
		} else if (*p == '\\' && p + 1 < end && (p[1] == '\n' || p[1] == '\r')) {
			line++;
			p += 2;
		} else if (*p == '#') {
			while (p < end && *p != '\n')
				p++;
		} else if (*p == '"') {
			lexString();
		} else if (*p == '/' && !valueBefore()) {
			lexPattern();
		} else if (isalpha((unsigned char)*p) || *p == '_') {
			lexName();
		} else if (isdigit((unsigned char)*p) || (*p == '.' && p + 1 < end && isdigit((unsigned char)p[1]))) {
			lexNumber();
		} else {
			lexOperator();
		}
	}
	add(T_NEWLINE);
	add(T_END);
	here = lexemes;
}

int
at(int token)
{
	return here->token == token;
}

int
take(int token)
{
	if (here->token != token)
		return 0;
	here++;
	return 1;
}

void
expect(int token, const char *name)
{
	char what[60];

	if (take(token))
		return;
	sprintf(what, "%.20s expected", name);
	if (here->text.length > 0 && here->text.length < 20)
		sprintf(what + strlen(what), " before %s", here->text.bytes);
	syntaxError(what);
}

void
skipNewlines(void)
{
	while (take(T_NEWLINE))
		continue;
}
