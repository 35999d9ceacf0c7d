/*
 * The parser: by recursive descent from tokens to a tree in lexer.tree. After
 * an error the lexer gives only TOKEN_END, so each procedure runs to its end
 * and what it returns is not used; nothing here needs to unwind.
 */
#include <string.h>
#include "sh.h"

static struct node *parseCommand(void);

static struct node *
newNode(enum nodeKind kind)
{
	struct node *node = regionAllocate(lexer.tree, sizeof *node);

	memset(node, 0, sizeof *node);
	node->kind = kind;
	return node;
}

static struct word *
newWord(struct part *parts)
{
	struct word *word = regionAllocate(lexer.tree, sizeof *word);

	word->next = NULL;
	word->parts = parts;
	return word;
}

static bool
isPlain(const struct token *token, const char *text)
{
	return token->kind == TOKEN_WORD && token->plain != NULL && strcmp(token->plain, text) == 0;
}

/* Takes the reserved word if it is next. */
static bool
takePlain(const char *text)
{
	if (!isPlain(peekToken(), text))
		return false;
	takeToken();
	return true;
}

static bool
take(enum tokenKind kind)
{
	if (peekToken()->kind != kind)
		return false;
	takeToken();
	return true;
}

static void
demand(bool taken)
{
	if (!taken)
		unexpected(peekToken());
}

static void
skipNewlines(void)
{
	while (take(TOKEN_NEWLINE))
		;
}

static bool
isCloser(const struct token *token)
{
	static const char *const closers[] = { "then", "else", "elif", "fi", "do", "done", "esac", "}" };
	size_t i;

	for (i = 0; i < sizeof closers / sizeof closers[0]; i++)
		if (isPlain(token, closers[i]))
			return true;
	return false;
}

static bool
startsCommand(const struct token *token)
{
	return token->kind == TOKEN_OPEN || token->kind == TOKEN_REDIRECTION ||
	    (token->kind == TOKEN_WORD && !isCloser(token));
}

static struct node *
parsePipeline(void)
{
	struct node *pipeline = newNode(NODE_PIPELINE);
	struct node **end = &pipeline->body;

	while (takePlain("!"))
		pipeline->negated = !pipeline->negated;
	for (;;) {
		struct node *command = parseCommand();

		if (command == NULL)
			return NULL;
		*end = command;
		end = &command->next;
		if (!take(TOKEN_PIPE))
			break;
		skipNewlines();
	}
	return pipeline->negated || pipeline->body->next != NULL ? pipeline : pipeline->body;
}

static struct node *
parseChain(void)
{
	struct node *chain = newNode(NODE_CHAIN);
	struct node **end = &chain->body;
	enum connector connector = CONNECT_NONE;

	for (;;) {
		struct node *pipeline = parsePipeline();

		if (pipeline == NULL)
			return NULL;
		pipeline->connector = connector;
		*end = pipeline;
		end = &pipeline->next;
		if (take(TOKEN_AND_AND))
			connector = CONNECT_AND;
		else if (take(TOKEN_OR_OR))
			connector = CONNECT_OR;
		else
			break;
		skipNewlines();
	}
	return chain->body->next != NULL ? chain : chain->body;
}

/* Commands separated by ; & and newlines; with `line`, up to a newline. */
static struct node *
parseSequence(bool line)
{
	struct node *sequence = newNode(NODE_SEQUENCE);
	struct node **end = &sequence->body;

	for (;;) {
		struct node *chain;
		size_t start;

		if (!line)
			skipNewlines();
		if (!startsCommand(peekToken()))
			break;
		start = peekToken()->start;
		chain = parseChain();
		if (chain == NULL)
			return NULL;
		*end = chain;
		end = &chain->next;
		if (peekToken()->kind == TOKEN_AND) {
			chain->source = regionCopy(lexer.tree, inputRecord() + start, lexer.taken - start);
			chain->background = true;
			takeToken();
		} else if (!take(TOKEN_SEMICOLON) && (line || peekToken()->kind != TOKEN_NEWLINE)) {
			break;
		}
	}
	if (sequence->body == NULL) {
		unexpected(peekToken());
		return NULL;
	}
	return sequence->body->next != NULL || sequence->body->background ? sequence : sequence->body;
}

static void
parseRedirection(struct redirection **end)
{
	struct token token = *peekToken();
	struct redirection *redirection = regionAllocate(lexer.tree, sizeof *redirection);

	takeToken();
	memset(redirection, 0, sizeof *redirection);
	redirection->kind = token.redirection;
	redirection->stream = token.stream;
	if (peekToken()->kind != TOKEN_WORD) {
		unexpected(peekToken());
		return;
	}
	redirection->target = lexer.token.parts;
	takeToken();
	if (token.redirection == REDIRECT_HERE)
		addHereDocument(redirection, redirection->target, token.stripTabs);
	*end = redirection;
}

static void
parseRedirections(struct node *command)
{
	struct redirection **end = &command->redirections;

	while (peekToken()->kind == TOKEN_REDIRECTION) {
		parseRedirection(end);
		while (*end != NULL)
			end = &(*end)->next;
	}
}

static bool
isAssignment(const struct part *part)
{
	size_t length;

	if (part == NULL || part->kind != PART_LITERAL || part->quoted)
		return false;
	length = nameLength(part->text);
	return length > 0 && part->text[length] == '=';
}

static struct node *
parseFunction(char *name)
{
	struct node *function = newNode(NODE_FUNCTION);

	takeToken();
	demand(take(TOKEN_CLOSE));
	if (name[nameLength(name)] != '\0')
		syntaxError("bad function name ", name);
	skipNewlines();
	function->name = name;
	function->tree = lexer.tree;
	function->body = parseCommand();
	return function;
}

static struct node *
parseSimple(void)
{
	struct node *simple = newNode(NODE_SIMPLE);
	struct word **assignment = &simple->assignments;
	struct word **word = &simple->words;
	char *name = NULL; /* of a function, if that is all there is */

	for (;;) {
		struct token *token = peekToken();

		if (token->kind == TOKEN_REDIRECTION) {
			parseRedirections(simple);
		} else if (token->kind == TOKEN_WORD) {
			if (simple->words == NULL && isAssignment(token->parts)) {
				*assignment = newWord(token->parts);
				assignment = &(*assignment)->next;
			} else {
				name = simple->words == NULL && token->plain != NULL ? token->parts->text : NULL;
				*word = newWord(token->parts);
				word = &(*word)->next;
			}
			takeToken();
		} else if (token->kind == TOKEN_OPEN && name != NULL && simple->assignments == NULL &&
		    simple->redirections == NULL) {
			return parseFunction(name);
		} else {
			return simple;
		}
	}
}

static struct node *
parseIf(void)
{
	struct node *node = newNode(NODE_IF);
	struct node **end = &node->body;

	do {
		struct node *clause = newNode(NODE_GROUP);

		clause->condition = parseSequence(false);
		demand(takePlain("then"));
		clause->body = parseSequence(false);
		*end = clause;
		end = &clause->next;
	} while (takePlain("elif"));
	if (takePlain("else")) {
		*end = newNode(NODE_GROUP);
		(*end)->body = parseSequence(false);
	}
	demand(takePlain("fi"));
	return node;
}

static struct node *
parseLoop(bool until)
{
	struct node *loop = newNode(NODE_LOOP);

	loop->negated = until;
	loop->condition = parseSequence(false);
	demand(takePlain("do"));
	loop->body = parseSequence(false);
	demand(takePlain("done"));
	return loop;
}

static struct node *
parseFor(void)
{
	struct node *loop = newNode(NODE_FOR);
	struct word **word = &loop->words;
	struct token *token = peekToken();

	if (token->kind != TOKEN_WORD || token->plain == NULL || nameLength(token->plain) != strlen(token->plain)) {
		unexpected(token);
		return NULL;
	}
	loop->name = token->parts->text;
	takeToken();
	skipNewlines();
	if (takePlain("in")) {
		while (peekToken()->kind == TOKEN_WORD) {
			*word = newWord(lexer.token.parts);
			word = &(*word)->next;
			takeToken();
		}
		if (!take(TOKEN_SEMICOLON))
			demand(take(TOKEN_NEWLINE));
	} else {
		loop->everyArgument = true;
		take(TOKEN_SEMICOLON);
	}
	skipNewlines();
	demand(takePlain("do"));
	loop->body = parseSequence(false);
	demand(takePlain("done"));
	return loop;
}

/* False after the last one. */
static bool
parseCaseItem(struct caseItem *item)
{
	struct word **pattern = &item->patterns;

	take(TOKEN_OPEN);
	do {
		if (peekToken()->kind != TOKEN_WORD) {
			unexpected(peekToken());
			return false;
		}
		*pattern = newWord(lexer.token.parts);
		pattern = &(*pattern)->next;
		takeToken();
	} while (take(TOKEN_PIPE));
	demand(take(TOKEN_CLOSE));
	skipNewlines();
	if (peekToken()->kind != TOKEN_CASE_END && !isPlain(peekToken(), "esac"))
		item->body = parseSequence(false);
	return take(TOKEN_CASE_END);
}

static struct node *
parseCase(void)
{
	struct node *node = newNode(NODE_CASE);
	struct caseItem **end = &node->cases;
	bool more = true;

	if (peekToken()->kind != TOKEN_WORD) {
		unexpected(peekToken());
		return NULL;
	}
	node->words = newWord(lexer.token.parts);
	takeToken();
	skipNewlines();
	demand(takePlain("in"));
	skipNewlines();
	while (more && !lexer.failed && !isPlain(peekToken(), "esac")) {
		struct caseItem *item = regionAllocate(lexer.tree, sizeof *item);

		memset(item, 0, sizeof *item);
		*end = item;
		end = &item->next;
		more = parseCaseItem(item);
		skipNewlines();
	}
	demand(takePlain("esac"));
	return node;
}

static struct node *
parseGroup(enum nodeKind kind)
{
	struct node *group = newNode(kind);

	group->body = parseSequence(false);
	if (kind == NODE_SUBSHELL)
		demand(take(TOKEN_CLOSE));
	else
		demand(takePlain("}"));
	return group;
}

/* NULL if the next token begins no compound command. */
static struct node *
parseCompound(void)
{
	if (take(TOKEN_OPEN))
		return parseGroup(NODE_SUBSHELL);
	if (takePlain("{"))
		return parseGroup(NODE_GROUP);
	if (takePlain("if"))
		return parseIf();
	if (takePlain("while"))
		return parseLoop(false);
	if (takePlain("until"))
		return parseLoop(true);
	if (takePlain("for"))
		return parseFor();
	if (takePlain("case"))
		return parseCase();
	return NULL;
}

static struct node *
parseCommand(void)
{
	struct node *command = NULL;

	if (!startsCommand(peekToken())) {
		unexpected(peekToken());
	} else if (enterSyntax()) {
		command = parseCompound();
		if (command != NULL)
			parseRedirections(command);
		else
			command = parseSimple();
	}
	leaveSyntax();
	return lexer.failed ? NULL : command;
}

/* Runs a parser on text inside a token, which must not disturb the one being
 * read. */
static struct node *
parseInside(enum tokenKind end)
{
	struct lexer outer = lexer;
	struct node *command = NULL;

	lexer.have = false;
	lexer.documents = NULL;
	skipNewlines();
	if (peekToken()->kind != end)
		command = parseSequence(false);
	if (peekToken()->kind != end)
		unexpected(peekToken());
	outer.failed = lexer.failed;
	lexer = outer;
	return command;
}

struct node *
parseSubstitution(void)
{
	return parseInside(TOKEN_CLOSE);
}

struct node *
parseQuotedText(const char *text, size_t length)
{
	struct node *command = NULL;

	inputPushString(text, length);
	if (enterSyntax())
		command = parseInside(TOKEN_END);
	leaveSyntax();
	inputPop();
	return command;
}

enum parse
parseLine(struct region *tree, struct node **command)
{
	struct lexer outer = lexer;
	enum parse result;

	memset(&lexer, 0, sizeof lexer);
	lexer.tree = tree;
	inputBeforeCommand();
	if (take(TOKEN_NEWLINE)) {
		result = PARSE_NOTHING;
	} else if (peekToken()->kind == TOKEN_END) {
		result = lexer.failed || inputInterrupted() ? PARSE_ERROR : PARSE_END;
	} else {
		*command = parseSequence(true);
		if (peekToken()->kind != TOKEN_NEWLINE && peekToken()->kind != TOKEN_END)
			unexpected(peekToken());
		result = lexer.failed || inputInterrupted() ? PARSE_ERROR : PARSE_COMMAND;
	}
	lexer = outer;
	return result;
}
