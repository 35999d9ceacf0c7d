/*
 * The inside of words: quotes, parameters, substitutions. One procedure reads
 * every stretch of word text there is (a word, the inside of double quotes, an
 * operand of ${...}, an arithmetic expression, a here-document); what differs
 * between them is where they end and what counts as quoted.
 */
#include <ctype.h>
#include <string.h>
#include "sh.h"

struct builder {
	struct part *first, **end;
	struct text text; /* of the literal being gathered */
	bool quoted, gathering;
};

bool
isNameStart(int c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool
isNameChar(int c)
{
	return isNameStart(c) || (c >= '0' && c <= '9');
}

size_t
nameLength(const char *text)
{
	size_t length = 0;

	if (isNameStart((unsigned char)text[0]))
		while (isNameChar((unsigned char)text[length]))
			length++;
	return length;
}

static struct part *
newPart(enum partKind kind, bool quoted)
{
	struct part *part = regionAllocate(lexer.tree, sizeof *part);

	memset(part, 0, sizeof *part);
	part->kind = kind;
	part->quoted = quoted;
	return part;
}

struct part *
literalPart(const char *text, size_t length, bool quoted)
{
	struct part *part = newPart(PART_LITERAL, quoted);

	part->text = regionCopy(lexer.tree, text, length);
	return part;
}

static void
append(struct builder *builder, struct part *parts)
{
	*builder->end = parts;
	while (*builder->end != NULL)
		builder->end = &(*builder->end)->next;
}

static void
flush(struct builder *builder)
{
	if (builder->gathering)
		append(builder, literalPart(textString(&builder->text), builder->text.length, builder->quoted));
	builder->gathering = false;
	textCut(&builder->text, 0);
}

/* Literal text of this kind follows, perhaps none. */
static void
gather(struct builder *builder, bool quoted)
{
	if (builder->quoted != quoted)
		flush(builder);
	builder->quoted = quoted;
	builder->gathering = true;
}

static void
addLiteral(struct builder *builder, int c, bool quoted)
{
	gather(builder, quoted);
	textAddChar(&builder->text, c);
}

static void
addPart(struct builder *builder, struct part *part)
{
	flush(builder);
	append(builder, part);
}

static void
readSingleQuoted(struct builder *builder)
{
	int c;

	gather(builder, true);
	while ((c = inputChar()) != '\'') {
		if (c == INPUT_END) {
			syntaxError("unterminated quoted string", "");
			return;
		}
		addLiteral(builder, c, true);
	}
}

static void
readDoubleQuoted(struct builder *builder)
{
	struct part *parts = readParts(END_QUOTE);

	if (parts == NULL)
		gather(builder, true);
	else
		addPart(builder, parts);
}

/* `...`: a backslash protects only $, ` and itself, and " inside quotes. */
static void
readBackquoted(struct builder *builder, bool quoted)
{
	struct part *part = newPart(PART_COMMAND, quoted);
	struct text text = { NULL, 0, 0 };
	int c;

	while ((c = inputChar()) != '`' && c != INPUT_END) {
		if (c == '\\') {
			c = inputChar();
			if (c == INPUT_END)
				break;
			if (c != '$' && c != '`' && c != '\\' && !(quoted && c == '"'))
				textAddChar(&text, '\\');
		}
		textAddChar(&text, c);
	}
	if (c == INPUT_END)
		syntaxError("unterminated `", "");
	else
		part->command = parseQuotedText(textString(&text), text.length);
	textFree(&text);
	addPart(builder, part);
}

static bool
isSpecial(int c)
{
	return c != INPUT_END && c != '\0' && strchr("@*#?-$!", c) != NULL;
}

/* The name of a parameter that begins with c. */
static char *
readName(int c, bool braced)
{
	struct text name = { NULL, 0, 0 };
	char *copy;

	textAddChar(&name, c);
	if (isNameStart(c) || (braced && isdigit(c))) {
		bool digits = isdigit(c);

		while ((c = joinedChar()) != INPUT_END && (digits ? isdigit(c) : isNameChar(c)))
			textAddChar(&name, c);
		if (c != INPUT_END)
			inputUnget();
	}
	copy = regionCopy(lexer.tree, name.bytes, name.length);
	textFree(&name);
	return copy;
}

/* The operator after a name in braces, of which c is the first character. */
static bool
readOperation(struct part *part, int c)
{
	static const char letters[] = "-=?+";

	if (c == ':') {
		part->colon = true;
		c = joinedChar();
	} else if (c == '#' || c == '%') {
		int following = joinedChar();

		part->operation = c == '#' ? OP_CUT_PREFIX : OP_CUT_SUFFIX;
		if (following == c)
			part->operation++; /* the long form */
		else if (following != INPUT_END)
			inputUnget();
		return true;
	}
	if (c == INPUT_END || c == '\0' || strchr(letters, c) == NULL)
		return false;
	part->operation = OP_DEFAULT + (strchr(letters, c) - letters);
	return true;
}

/* After "${": true if all is well. Leaves `operand` to be read, or not. */
static bool
readBracedName(struct part *part, bool *operand)
{
	int c = joinedChar();
	int following;

	*operand = true;
	if (c == '#') {
		c = joinedChar();
		part->text = regionCopy(lexer.tree, "#", 1);
		if (c == '}') {
			*operand = false;
			return true;
		}
		if (!isNameChar(c) && !isSpecial(c))
			return readOperation(part, c);
		part->text = readName(c, true);
		following = joinedChar();
		if (following == '}') {
			part->operation = OP_LENGTH;
			*operand = false;
			return true;
		}
		/* ${#-word} after all */
		if (following != INPUT_END)
			inputUnget();
		part->text = regionCopy(lexer.tree, "#", 1);
		return readOperation(part, c);
	}
	if (!isNameChar(c) && !isSpecial(c))
		return false;
	part->text = readName(c, true);
	following = joinedChar();
	if (following == '}') {
		*operand = false;
		return true;
	}
	return readOperation(part, following);
}

static void
readBraced(struct builder *builder, bool quoted)
{
	struct part *part = newPart(PART_PARAMETER, quoted);
	bool operand;

	if (!readBracedName(part, &operand)) {
		syntaxError("bad substitution", "");
	} else if (operand && enterSyntax()) {
		part->operand = readParts(quoted && part->operation < OP_CUT_PREFIX ? END_BRACE_QUOTED : END_BRACE);
		leaveSyntax();
	}
	addPart(builder, part);
}

static void
readParenthesized(struct builder *builder, bool quoted)
{
	int c = joinedChar();
	struct part *part = newPart(c == '(' ? PART_ARITHMETIC : PART_COMMAND, quoted);

	if (c != '(' && c != INPUT_END)
		inputUnget();
	if (enterSyntax()) {
		if (c == '(')
			part->operand = readParts(END_ARITHMETIC);
		else
			part->command = parseSubstitution();
	}
	leaveSyntax();
	addPart(builder, part);
}

static void
readDollar(struct builder *builder, bool quoted)
{
	int c = joinedChar();

	if (c == '(') {
		readParenthesized(builder, quoted);
	} else if (c == '{') {
		readBraced(builder, quoted);
	} else if (isNameChar(c) || isSpecial(c)) {
		struct part *part = newPart(PART_PARAMETER, quoted);

		part->text = readName(c, false);
		addPart(builder, part);
	} else {
		if (c != INPUT_END)
			inputUnget();
		addLiteral(builder, '$', quoted);
	}
}

static void
readEscaped(struct builder *builder, enum ending ending, bool quoted)
{
	int c = inputChar();

	if (c == INPUT_END) {
		addLiteral(builder, '\\', true);
	} else if (!quoted || c == '$' || c == '`' || c == '\\' || (c == '"' && ending != END_INPUT) ||
	    (c == '}' && ending == END_BRACE_QUOTED)) {
		addLiteral(builder, c, true);
	} else {
		inputUnget();
		addLiteral(builder, '\\', true);
	}
}

static bool
endsWord(int c)
{
	return strchr(" \t\n;&|<>()", c) != NULL;
}

static const char *const missing[] = {
	[END_QUOTE] = "unterminated quoted string",
	[END_BRACE] = "missing }",
	[END_BRACE_QUOTED] = "missing }",
	[END_ARITHMETIC] = "missing ))",
	[END_INPUT] = NULL,
};

struct part *
readParts(enum ending ending)
{
	struct builder builder = { NULL, &builder.first, { NULL, 0, 0 }, false, false };
	bool quoted = ending != END_WORD && ending != END_BRACE;
	int parentheses = 0;

	while (!lexer.failed) {
		int c = joinedChar();

		if (c == INPUT_END) {
			if (missing[ending] != NULL)
				syntaxError(missing[ending], "");
			break;
		} else if (c == '\\') {
			readEscaped(&builder, ending, quoted);
		} else if (c == '$') {
			readDollar(&builder, quoted);
		} else if (c == '`') {
			readBackquoted(&builder, quoted);
		} else if (c == '\'' && !quoted) {
			readSingleQuoted(&builder);
		} else if (c == '"' && ending == END_QUOTE) {
			break;
		} else if (c == '"' && ending != END_INPUT) {
			if (ending != END_ARITHMETIC)
				readDoubleQuoted(&builder);
		} else if (c == '}' && (ending == END_BRACE || ending == END_BRACE_QUOTED)) {
			break;
		} else if (ending == END_ARITHMETIC && c == ')' && parentheses == 0) {
			if (joinedChar() != ')')
				syntaxError(missing[ending], "");
			break;
		} else if (ending == END_WORD && endsWord(c)) {
			inputUnget();
			break;
		} else {
			if (ending == END_ARITHMETIC)
				parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
			addLiteral(&builder, c, quoted);
		}
	}
	flush(&builder);
	textFree(&builder.text);
	return builder.first;
}

char *
expandText(const char *text)
{
	struct lexer outer = lexer;
	struct region *tree = regionNew();
	struct part *parts;
	char *copy;

	memset(&lexer, 0, sizeof lexer);
	lexer.tree = tree;
	inputPushString(text, strlen(text));
	parts = readParts(END_INPUT);
	inputPop();
	lexer = outer;
	copy = expandString(parts);
	regionDrop(tree);
	return copy;
}
