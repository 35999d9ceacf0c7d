/*
 * The parser: by recursive descent from tokens to a tree in lexer.tree. After
 * an error the lexer gives only TOKEN_END, so each procedure runs to its end
 * and what it returns is not used; nothing here needs to unwind.
 */
#include <string.h>
#include "parser.h"

static struct node *parseCommand(void);

struct node *
newNode(enum nodeKind kind)
{
	struct node *node = regionAllocate(lexer.tree, sizeof *node);

	memset(node, 0, sizeof *node);
	node->kind = kind;
	return node;
}

struct word *
newWord(struct part *parts)
{
	struct word *word = regionAllocate(lexer.tree, sizeof *word);

	word->next = NULL;
	word->parts = parts;
	return word;
}

bool
isPlain(const struct token *token, const char *text)
{
	return token->kind == TOKEN_WORD && token->plain != NULL && strcmp(token->plain, text) == 0;
}

/* Takes the reserved word if it is next. */
bool
takePlain(const char *text)
{
	if (!isPlain(peekToken(), text))
		return false;
	takeToken();
	return true;
}

bool
take(enum tokenKind kind)
{
	if (peekToken()->kind != kind)
		return false;
	takeToken();
	return true;
}

void
demand(bool taken)
{
	if (!taken)
		unexpected(peekToken());
}

void
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

/* For messages about jobs. */
static char *
typedSince(size_t start)
{
	return regionCopy(lexer.tree, inputRecord() + start, lexer.taken - start);
}

static struct node *
parsePipeline(void)
{
	struct node *pipeline = newNode(NODE_PIPELINE);
	struct node **end = &pipeline->body;
	size_t start = peekToken()->start;

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
	if (!pipeline->negated && pipeline->body->next == NULL)
		pipeline = pipeline->body;
	if (shell.interactive)
		pipeline->source = typedSince(start);
	return pipeline;
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
struct node *
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
			chain->source = typedSince(start);
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
