/* The parser's other half: the commands that hold commands. */
#include <string.h>
#include "parser.h"

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

struct node *
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
