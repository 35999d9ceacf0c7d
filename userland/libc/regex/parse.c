/*
 * From pattern to tree. The basic and the extended notation differ only in
 * how a token is written, so the difference ends in readToken. As most
 * greps do, \+ \? and \| are also known in the basic notation, and \< \> \b \B
 * \w \W in both.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "program.h"

enum tokenKind {
	TOKEN_END,
	TOKEN_BYTE,
	TOKEN_ANY,
	TOKEN_BRACKET,
	TOKEN_WORD_SET, /* \w, \W */
	TOKEN_ASSERT,
	TOKEN_BACKREF,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_OR,
	TOKEN_STAR,
	TOKEN_PLUS,
	TOKEN_QUESTION,
	TOKEN_INTERVAL
};

struct parser {
	struct regexProgram *program;
	const unsigned char *at;
	int extended;
	int depth;
	unsigned closedGroups; /* bit n: \n may be used */
	int error;
	/* The token at `at`. */
	int token, value, length;
};

static int parseAlternatives(struct parser *parser);

static int
fail(struct parser *parser, int error)
{
	if (parser->error == 0)
		parser->error = error;
	return NONE;
}

static int
newNode(struct parser *parser, int kind, int value, int first, int second)
{
	struct regexProgram *program = parser->program;
	struct node *node;

	if (parser->error != 0)
		return NONE;
	if (program->nodeCount == program->nodeCapacity) {
		int capacity = program->nodeCapacity == 0 ? 32 : program->nodeCapacity * 2;
		struct node *nodes = realloc(program->nodes, capacity * sizeof *nodes);

		if (nodes == NULL)
			return fail(parser, REG_ESPACE);
		program->nodes = nodes;
		program->nodeCapacity = capacity;
	}
	node = &program->nodes[program->nodeCount];
	memset(node, 0, sizeof *node);
	node->kind = (unsigned char)kind;
	node->value = (short)value;
	node->first = first;
	node->second = second;
	node->groupFrom = node->groupTo = (short)program->groupCount;
	if (first != NONE)
		node->groupFrom = program->nodes[first].groupFrom;
	if (kind == NODE_GROUP)
		node->groupFrom = (short)value;
	return program->nodeCount++;
}

static int
newSet(struct parser *parser, const byteSet set)
{
	struct regexProgram *program = parser->program;

	if (parser->error != 0)
		return NONE;
	if (program->setCount == program->setCapacity) {
		int capacity = program->setCapacity == 0 ? 8 : program->setCapacity * 2;
		byteSet *sets = realloc(program->sets, capacity * sizeof *sets);

		if (sets == NULL)
			return fail(parser, REG_ESPACE);
		program->sets = sets;
		program->setCapacity = capacity;
	}
	memcpy(program->sets[program->setCount], set, sizeof(byteSet));
	return newNode(parser, NODE_SET, program->setCount++, NONE, NONE);
}

static void
setToken(struct parser *parser, int token, int value, int length)
{
	parser->token = token;
	parser->value = value;
	parser->length = length;
}

/* What follows a backslash; the same in both notations if it is listed here. */
static void
readEscape(struct parser *parser)
{
	static const char names[] = "<>bB";
	static const unsigned char assertions[] = {WORD_BEGIN, WORD_END, WORD_EDGE, NO_WORD_EDGE};
	int c = parser->at[1];
	const char *name = c == '\0' ? NULL : strchr(names, c);

	if (c == '\0') {
		fail(parser, REG_EESCAPE);
		setToken(parser, TOKEN_END, 0, 0);
	} else if (name != NULL) {
		setToken(parser, TOKEN_ASSERT, assertions[name - names], 2);
	} else if (c == 'w' || c == 'W') {
		setToken(parser, TOKEN_WORD_SET, c == 'W', 2);
	} else if (c >= '1' && c <= '9') {
		setToken(parser, TOKEN_BACKREF, c - '0', 2);
	} else {
		setToken(parser, TOKEN_BYTE, c, 2);
	}
}

/* A special character as the extended notation writes it, or TOKEN_BYTE. */
static int
specialToken(int c)
{
	switch (c) {
	case '(': return TOKEN_OPEN;
	case ')': return TOKEN_CLOSE;
	case '|': return TOKEN_OR;
	case '+': return TOKEN_PLUS;
	case '?': return TOKEN_QUESTION;
	case '{': return TOKEN_INTERVAL;
	default: return TOKEN_BYTE;
	}
}

/* In the extended notation a brace that opens no interval is a plain one. */
static int
opensInterval(const unsigned char *behindBrace)
{
	return isdigit(behindBrace[0]) || (behindBrace[0] == ',' && isdigit(behindBrace[1]));
}

/* `atStart`: nothing stands before that could be repeated. */
static void
readToken(struct parser *parser, int atStart)
{
	const unsigned char *at = parser->at;
	int c = at[0], special;

	if (c == '\0') {
		setToken(parser, TOKEN_END, 0, 0);
		return;
	}
	if (parser->program->flags & REG_NOSPEC) {
		setToken(parser, TOKEN_BYTE, c, 1);
		return;
	}
	switch (c) {
	case '\\':
		special = parser->extended ? TOKEN_BYTE : specialToken(at[1]);
		if (special != TOKEN_BYTE)
			setToken(parser, special, 0, 2);
		else
			readEscape(parser);
		return;
	case '.':
		setToken(parser, TOKEN_ANY, 0, 1);
		return;
	case '[':
		setToken(parser, TOKEN_BRACKET, 0, 1);
		return;
	case '*':
		setToken(parser, atStart && !parser->extended ? TOKEN_BYTE : TOKEN_STAR, c, 1);
		return;
	case '^':
		setToken(parser, atStart || parser->extended ? TOKEN_ASSERT : TOKEN_BYTE,
		    atStart || parser->extended ? LINE_BEGIN : c, 1);
		return;
	case '$':
		if (parser->extended || at[1] == '\0' || (at[1] == '\\' && (at[2] == ')' || at[2] == '|')))
			setToken(parser, TOKEN_ASSERT, LINE_END, 1);
		else
			setToken(parser, TOKEN_BYTE, c, 1);
		return;
	default:
		special = parser->extended ? specialToken(c) : TOKEN_BYTE;
		if (special == TOKEN_INTERVAL && !opensInterval(at + 1))
			special = TOKEN_BYTE;
		if (special == TOKEN_CLOSE && parser->depth == 0)
			special = TOKEN_BYTE; /* POSIX: an unmatched ) is itself */
		setToken(parser, special, c, 1);
		return;
	}
}

static int
parseByte(struct parser *parser, int c)
{
	if ((parser->program->flags & REG_ICASE) && isalpha(c)) {
		byteSet set;

		memset(set, 0, sizeof set);
		ADD_TO_SET(set, tolower(c));
		ADD_TO_SET(set, toupper(c));
		return newSet(parser, set);
	}
	return newNode(parser, NODE_BYTE, c, NONE, NONE);
}

static int
parseWordSet(struct parser *parser, int inverted)
{
	byteSet set;
	int c;

	memset(set, 0, sizeof set);
	for (c = 0; c < 256; c++)
		if (_regexIsWord(c) != inverted)
			ADD_TO_SET(set, c);
	return newSet(parser, set);
}

static int
parseGroup(struct parser *parser)
{
	int group = parser->program->groupCount++;
	int inside;

	if (++parser->depth > NESTING_LIMIT || group >= PROGRAM_LIMIT)
		return fail(parser, REG_ESPACE);
	inside = parseAlternatives(parser);
	parser->depth--;
	if (parser->error == 0 && parser->token != TOKEN_CLOSE)
		return fail(parser, REG_EPAREN);
	parser->at += parser->length;
	if (group <= 9)
		parser->closedGroups |= 1u << group;
	return newNode(parser, NODE_GROUP, group, inside, NONE);
}

/* Takes the token that was just read, and what belongs to it. */
static int
parseAtom(struct parser *parser)
{
	byteSet set;
	int error, value = parser->value;

	switch (parser->token) {
	case TOKEN_BYTE:
		parser->at += parser->length;
		return parseByte(parser, value);
	case TOKEN_ANY:
		parser->at += parser->length;
		return newNode(parser, NODE_ANY, 0, NONE, NONE);
	case TOKEN_ASSERT:
		parser->at += parser->length;
		return newNode(parser, NODE_ASSERT, value, NONE, NONE);
	case TOKEN_WORD_SET:
		parser->at += parser->length;
		return parseWordSet(parser, value);
	case TOKEN_BACKREF:
		if (!(parser->closedGroups & 1u << value))
			return fail(parser, REG_ESUBREG);
		parser->at += parser->length;
		parser->program->hasBackref = 1;
		return newNode(parser, NODE_BACKREF, value, NONE, NONE);
	case TOKEN_BRACKET:
		parser->at += parser->length;
		error = _regexParseSet(parser->program, &parser->at, set);
		return error != 0 ? fail(parser, error) : newSet(parser, set);
	case TOKEN_OPEN:
		parser->at += parser->length;
		return parseGroup(parser);
	default: /* a repetition of nothing */
		return fail(parser, REG_BADRPT);
	}
}

static int
parseCount(struct parser *parser, int whenMissing)
{
	int count = 0;

	if (!isdigit(*parser->at))
		return whenMissing;
	while (isdigit(*parser->at)) {
		count = count * 10 + (*parser->at++ - '0');
		if (count > RE_DUP_MAX)
			return fail(parser, REG_BADBR);
	}
	return count;
}

/* The rest of an interval, behind its opening brace. */
static void
parseInterval(struct parser *parser, int *min, int *max)
{
	if (!opensInterval(parser->at)) {
		fail(parser, *parser->at == '\0' ? REG_EBRACE : REG_BADBR);
		return;
	}
	*min = parseCount(parser, 0);
	*max = *min;
	if (*parser->at == ',') {
		parser->at++;
		*max = parseCount(parser, NONE);
	}
	if (!parser->extended && *parser->at == '\\')
		parser->at++;
	if (*parser->at != '}')
		fail(parser, *parser->at == '\0' ? REG_EBRACE : REG_BADBR);
	else if (*max != NONE && *min > *max)
		fail(parser, REG_BADBR);
	else
		parser->at++;
}

static int
parseRepeats(struct parser *parser, int atom)
{
	for (;;) {
		int min = 0, max = NONE, node;

		if (parser->error != 0)
			return NONE;
		readToken(parser, 0);
		switch (parser->token) {
		case TOKEN_STAR:
			break;
		case TOKEN_PLUS:
			min = 1;
			break;
		case TOKEN_QUESTION:
			max = 1;
			break;
		case TOKEN_INTERVAL:
			break;
		default:
			return atom;
		}
		if (parser->extended && parser->program->nodes[atom].kind == NODE_ASSERT)
			return fail(parser, REG_BADRPT);
		parser->at += parser->length;
		if (parser->token == TOKEN_INTERVAL)
			parseInterval(parser, &min, &max);
		node = newNode(parser, NODE_REPEAT, 0, atom, NONE);
		if (node != NONE) {
			parser->program->nodes[node].min = (short)min;
			parser->program->nodes[node].max = (short)max;
		}
		atom = node;
	}
}

/* Joins `node` to the right end of a chain of `kind`. `tail` is the chain's
 * last link (NONE: the chain is one node without a link). */
static void
append(struct parser *parser, int kind, int *chain, int *tail, int node)
{
	int link;

	if (parser->error != 0)
		return;
	if (*chain == NONE) {
		*chain = node;
		return;
	}
	link = newNode(parser, kind, 0, *tail == NONE ? *chain : parser->program->nodes[*tail].second, node);
	if (link == NONE)
		return;
	if (*tail == NONE)
		*chain = link;
	else
		parser->program->nodes[*tail].second = link;
	*tail = link;
}

/* All links of a chain hold the groups up to the chain's end. */
static void
closeChain(struct parser *parser, int kind, int chain)
{
	struct node *nodes = parser->program->nodes;

	while (chain != NONE && parser->error == 0 && nodes[chain].kind == kind) {
		nodes[chain].groupTo = (short)parser->program->groupCount;
		chain = nodes[chain].second;
	}
}

static int
parseSequence(struct parser *parser)
{
	int chain = NONE, tail = NONE, atStart = 1;

	for (;;) {
		int atom;

		readToken(parser, atStart);
		if (parser->error != 0)
			return NONE;
		if (parser->token == TOKEN_END || parser->token == TOKEN_OR || parser->token == TOKEN_CLOSE)
			break;
		atom = parseAtom(parser);
		/* In the basic notation a star behind a leading ^ is plain. */
		if (atom != NONE && atStart && !parser->extended && parser->program->nodes[atom].kind == NODE_ASSERT
		    && parser->program->nodes[atom].value == LINE_BEGIN) {
			append(parser, NODE_CAT, &chain, &tail, atom);
			readToken(parser, 1);
			if (parser->token == TOKEN_BYTE && parser->value == '*' && parser->length == 1) {
				parser->at++;
				append(parser, NODE_CAT, &chain, &tail, parseRepeats(parser, parseByte(parser, '*')));
			}
		} else {
			append(parser, NODE_CAT, &chain, &tail, parseRepeats(parser, atom));
		}
		atStart = 0;
	}
	if (chain == NONE)
		return newNode(parser, NODE_EMPTY, 0, NONE, NONE);
	closeChain(parser, NODE_CAT, chain);
	return chain;
}

static int
parseAlternatives(struct parser *parser)
{
	int chain = NONE, tail = NONE;

	for (;;) {
		append(parser, NODE_ALT, &chain, &tail, parseSequence(parser));
		if (parser->error != 0 || parser->token != TOKEN_OR)
			break;
		parser->at += parser->length;
	}
	closeChain(parser, NODE_ALT, chain);
	return parser->error != 0 ? NONE : chain;
}

int
_regexParse(struct regexProgram *program, const char *pattern)
{
	struct parser parser;
	int before = NONE, after = NONE;

	memset(&parser, 0, sizeof parser);
	parser.program = program;
	parser.at = (const unsigned char *)pattern;
	parser.extended = (program->flags & REG_EXTENDED) != 0;
	program->groupCount = 1;
	program->root = parseAlternatives(&parser);
	if (parser.error == 0 && parser.token != TOKEN_END)
		fail(&parser, REG_EPAREN);
	if (program->flags & (REG_WORD | REG_WHOLE)) {
		int whole = (program->flags & REG_WHOLE) != 0;

		before = newNode(&parser, NODE_ASSERT, whole ? LINE_BEGIN : NO_WORD_BEFORE, NONE, NONE);
		after = newNode(&parser, NODE_ASSERT, whole ? LINE_END : NO_WORD_AFTER, NONE, NONE);
		program->root = newNode(&parser, NODE_CAT, 0, before,
		    newNode(&parser, NODE_CAT, 0, program->root, after));
		if (parser.error == 0)
			program->nodes[program->root].groupFrom = 1;
	}
	return parser.error;
}
