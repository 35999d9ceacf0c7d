/*
 * Tokens: operators, newlines, and words (whose inside word.c reads), with one
 * token of look-ahead; and here-documents, which follow the newline after the
 * command that names them. After a syntax error the only token is TOKEN_END,
 * so every loop of the parser ends by itself.
 */
#include <string.h>
#include "sh.h"

struct hereDocument {
	struct hereDocument *next;
	struct redirection *redirection;
	char *delimiter;
	bool quoted; /* the text is taken as it is */
	bool stripTabs;
};

struct lexer lexer;

void
syntaxError(const char *what, const char *which)
{
	if (lexer.failed)
		return;
	lexer.failed = true;
	if (inputInterrupted())
		return;
	if (inputLine() > 0)
		complain("%s: line %d: syntax error: %s%s", inputName(), inputLine(), what, which);
	else
		complain("syntax error: %s%s", what, which);
}

void
unexpected(const struct token *token)
{
	struct text text = { NULL, 0, 0 };

	if (token->kind == TOKEN_END)
		textAddString(&text, "end of file");
	else if (token->kind == TOKEN_NEWLINE)
		textAddString(&text, "newline");
	else
		textAdd(&text, inputRecord() + token->start, token->end - token->start);
	syntaxError("unexpected ", textString(&text));
	textFree(&text);
}

bool
enterSyntax(void)
{
	if (++lexer.depth > SYNTAX_NESTING_MAX)
		syntaxError("nested too deep", "");
	return !lexer.failed;
}

void
leaveSyntax(void)
{
	lexer.depth--;
}

int
joinedChar(void)
{
	int c = inputChar();

	while (c == '\\') {
		int following = inputChar();

		if (following != '\n') {
			if (following != INPUT_END)
				inputUnget();
			break;
		}
		c = inputChar();
	}
	return c;
}

/* Adds a line with its newline; false at the end of the input. */
static bool
readLine(struct text *text, bool stripTabs)
{
	int c = inputChar();

	while (stripTabs && c == '\t')
		c = inputChar();
	for (; c != INPUT_END; c = inputChar()) {
		textAddChar(text, c);
		if (c == '\n')
			return true;
	}
	return false;
}

/* Whether the line from `start` on ends with a backslash that joins lines. */
static bool
continues(const struct text *text, size_t start)
{
	size_t end = text->length - 1; /* the newline */
	size_t backslash = end;

	while (backslash > start && text->bytes[backslash - 1] == '\\')
		backslash--;
	return (end - backslash) % 2 == 1;
}

static void
readHereDocument(struct hereDocument *document)
{
	struct text text = { NULL, 0, 0 };
	size_t delimiterLength = strlen(document->delimiter);
	bool joined = false;
	size_t start = 0;

	for (;;) {
		bool complete = readLine(&text, document->stripTabs && !joined);
		size_t length = text.length - start - complete;

		if (!joined && length == delimiterLength &&
		    memcmp(textString(&text) + start, document->delimiter, length) == 0) {
			textCut(&text, start);
			break;
		}
		if (!complete)
			break;
		joined = !document->quoted && continues(&text, start);
		start = text.length;
	}
	if (document->quoted) {
		document->redirection->target = literalPart(textString(&text), text.length, true);
	} else {
		inputPushString(textString(&text), text.length);
		document->redirection->target = readParts(END_INPUT);
		inputPop();
	}
	textFree(&text);
}

static void
readHereDocuments(void)
{
	while (lexer.documents != NULL) {
		struct hereDocument *document = lexer.documents;

		lexer.documents = document->next;
		readHereDocument(document);
	}
}

/* Takes the next character if it is this one. */
static bool
follows(int expected)
{
	int c = joinedChar();

	if (c == expected)
		return true;
	if (c != INPUT_END)
		inputUnget();
	return false;
}

static int
firstChar(void)
{
	int c;

	while ((c = joinedChar()) == ' ' || c == '\t')
		;
	if (c == '#')
		while ((c = inputChar()) != '\n' && c != INPUT_END)
			;
	return c;
}

static void
readRedirection(struct token *token, int c)
{
	token->kind = TOKEN_REDIRECTION;
	if (token->stream < 0)
		token->stream = c == '>';
	if (follows('&')) {
		token->redirection = REDIRECT_COPY;
	} else if (c == '>') {
		token->redirection = follows('>') ? REDIRECT_APPEND : follows('|') ? REDIRECT_CLOBBER : REDIRECT_OUT;
	} else if (follows('<')) {
		token->redirection = REDIRECT_HERE;
		token->stripTabs = follows('-');
	} else {
		token->redirection = follows('>') ? REDIRECT_BOTH : REDIRECT_IN;
	}
}

static void
readWord(struct token *token)
{
	struct part *part;
	int c;

	token->kind = TOKEN_WORD;
	token->parts = part = readParts(END_WORD);
	if (part == NULL || part->next != NULL || part->kind != PART_LITERAL || part->quoted)
		return;
	token->plain = part->text;
	if (part->text[0] < '0' || part->text[0] > '9' || part->text[1] != '\0')
		return;
	/* A single digit before < or > names a stream. */
	c = joinedChar();
	if (c == '<' || c == '>') {
		token->stream = part->text[0] - '0';
		readRedirection(token, c);
	} else if (c != INPUT_END) {
		inputUnget();
	}
}

static void
readToken(struct token *token)
{
	int c = firstChar();

	memset(token, 0, sizeof *token);
	token->stream = -1;
	token->start = inputRecordEnd() - (c != INPUT_END);
	switch (c) {
	case INPUT_END:
		token->kind = TOKEN_END;
		break;
	case '\n':
		token->kind = TOKEN_NEWLINE;
		readHereDocuments();
		break;
	case ';':
		token->kind = follows(';') ? TOKEN_CASE_END : TOKEN_SEMICOLON;
		break;
	case '&':
		token->kind = follows('&') ? TOKEN_AND_AND : TOKEN_AND;
		break;
	case '|':
		token->kind = follows('|') ? TOKEN_OR_OR : TOKEN_PIPE;
		break;
	case '(':
		token->kind = TOKEN_OPEN;
		break;
	case ')':
		token->kind = TOKEN_CLOSE;
		break;
	case '<':
	case '>':
		readRedirection(token, c);
		break;
	default:
		inputUnget();
		readWord(token);
	}
	token->end = inputRecordEnd();
	if (lexer.failed)
		token->kind = TOKEN_END;
}

struct token *
peekToken(void)
{
	if (lexer.failed)
		lexer.token.kind = TOKEN_END;
	else if (!lexer.have) {
		/* Reading a token can read whole commands inside it. */
		struct token token;

		readToken(&token);
		lexer.token = token;
		lexer.have = true;
	}
	return &lexer.token;
}

void
takeToken(void)
{
	lexer.have = false;
	lexer.taken = lexer.token.end;
}

void
addHereDocument(struct redirection *redirection, const struct part *delimiter, bool stripTabs)
{
	struct hereDocument *document = regionAllocate(lexer.tree, sizeof *document);
	struct hereDocument **end = &lexer.documents;
	struct text text = { NULL, 0, 0 };

	memset(document, 0, sizeof *document);
	for (; delimiter != NULL; delimiter = delimiter->next) {
		document->quoted |= delimiter->quoted;
		if (delimiter->kind == PART_LITERAL)
			textAddString(&text, delimiter->text);
	}
	document->delimiter = regionCopy(lexer.tree, textString(&text), text.length);
	textFree(&text);
	document->redirection = redirection;
	document->stripTabs = stripTabs;
	redirection->target = literalPart("", 0, true); /* if the text never comes */
	while (*end != NULL)
		end = &(*end)->next;
	*end = document;
}
