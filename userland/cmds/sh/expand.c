/*
 * Expansion of words. The text of a word is gathered character by character
 * with two things known of each: whether it is quoted, and whether it came
 * from an expansion. Unquoted text from expansions is split at the characters
 * of IFS as it comes, so a word becomes fields; a field that holds an unquoted
 * * ? or [ is then replaced by the names of files that it matches.
 *
 * Next to the plain text of the field its pattern is kept: the same with a
 * backslash before each quoted character that would mean something.
 */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

struct expansion {
	struct strings *fields; /* NULL: all is one string, and nothing is split */
	bool assignment; /* ~ counts after each : too */
	bool tilde; /* ~ counts here */
	bool present; /* the field is there even if it is empty */
	bool afterBlank; /* the last field ended at a blank of IFS */
	const char *separators; /* IFS, once it is needed */
	struct text bytes, pattern;
};

static void expandParts(struct expansion *e, const struct part *parts, bool expanded);

static void
add(struct expansion *e, int c, bool quoted)
{
	if (quoted && c != '\0' && strchr("*?[]\\!^-", c) != NULL)
		textAddChar(&e->pattern, '\\');
	textAddChar(&e->pattern, c);
	textAddChar(&e->bytes, c);
	e->present = true;
	e->afterBlank = false;
}

static void
addText(struct expansion *e, const char *text, bool quoted)
{
	if (quoted)
		e->present = true;
	for (; *text != '\0'; text++)
		add(e, (unsigned char)*text, quoted);
}

static void
endField(struct expansion *e)
{
	if (e->present) {
		size_t before = e->fields->count;

		if (!option('f') && hasMagic(textString(&e->pattern)))
			expandNames(e->pattern.bytes, e->fields);
		if (e->fields->count == before)
			stringsAdd(e->fields, regionCopy(&scratch, textString(&e->bytes), e->bytes.length));
	}
	textCut(&e->bytes, 0);
	textCut(&e->pattern, 0);
	e->present = e->afterBlank = false;
}

static bool
isBlank(int c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static const char *
separators(struct expansion *e)
{
	if (e->separators == NULL) {
		const char *value = getVariable("IFS");

		e->separators = value == NULL ? " \t\n" : regionCopy(&scratch, value, strlen(value));
	}
	return e->separators;
}

/* Unquoted text that an expansion produced. */
static void
addExpanded(struct expansion *e, const char *text)
{
	const char *between = separators(e);

	if (e->fields == NULL) {
		addText(e, text, false);
		return;
	}
	for (; *text != '\0'; text++) {
		if (strchr(between, *text) == NULL) {
			add(e, (unsigned char)*text, false);
		} else if (isBlank(*text)) {
			if (e->present) {
				endField(e);
				e->afterBlank = true;
			}
		} else if (e->afterBlank) {
			e->afterBlank = false; /* blanks around a separator belong to it */
		} else {
			e->present = true;
			endField(e);
		}
	}
}

static void
addValue(struct expansion *e, const char *text, bool quoted)
{
	if (quoted)
		addText(e, text, true);
	else
		addExpanded(e, text);
}

/* Between two parameters there is, as it were, the first character of IFS. */
static void
endParameter(struct expansion *e)
{
	if (e->present) {
		endField(e);
		e->afterBlank = isBlank(separators(e)[0]);
	}
}

/* $* and $@: each parameter a field of its own, unless they make one string. */
static void
addParameters(struct expansion *e, const struct part *part)
{
	bool star = part->text[0] == '*';
	bool separate = e->fields != NULL && !(star && part->quoted);
	char separator = star ? separators(e)[0] : ' ';
	int i;

	if (star && part->quoted)
		e->present = true;
	for (i = 0; i < shell.parameters.count; i++) {
		if (i > 0 && separate)
			endParameter(e);
		else if (i > 0 && separator != '\0')
			add(e, separator, part->quoted);
		addValue(e, shell.parameters.values[i], part->quoted);
	}
}

static const char *
textOfNumber(long number)
{
	struct text text = { NULL, 0, 0 };
	const char *copy;

	textAddNumber(&text, number);
	copy = regionCopy(&scratch, text.bytes, text.length);
	textFree(&text);
	return copy;
}

static const char *
textOfProcess(int pid)
{
	struct text text = { NULL, 0, 0 };
	const char *copy;

	textAddHex(&text, pid);
	copy = regionCopy(&scratch, text.bytes, text.length);
	textFree(&text);
	return copy;
}

static bool
isAll(const char *name)
{
	return name[0] == '@' || name[0] == '*';
}

/* All parameters as one string, joined as in "$*". */
static const char *
joinParameters(void)
{
	static const struct part all = { .kind = PART_PARAMETER, .quoted = true, .text = "*" };

	return expandString(&all);
}

/* NULL: unset. Perhaps in scratch. */
static const char *
parameterValue(const char *name)
{
	struct text letters = { NULL, 0, 0 };
	const char *value;

	switch (name[0]) {
	case '@':
	case '*':
		return shell.parameters.count == 0 ? NULL : joinParameters();
	case '#':
		return textOfNumber(shell.parameters.count);
	case '?':
		return textOfNumber(shell.status);
	case '$':
		return textOfProcess(shell.pid);
	case '!':
		return shell.lastBackground == 0 ? NULL : textOfProcess(shell.lastBackground);
	case '-':
		shellOptions(&letters);
		value = regionCopy(&scratch, textString(&letters), letters.length);
		textFree(&letters);
		return value;
	case '0':
		if (name[1] == '\0')
			return shell.name;
	}
	if (name[0] >= '0' && name[0] <= '9') {
		long number = strtol(name, NULL, 10);

		return number < 1 || number > shell.parameters.count ? NULL : shell.parameters.values[number - 1];
	}
	return getVariable(name);
}

/* ${x#pattern} and the like: what is left of the value. */
static const char *
cut(const char *value, const struct part *part)
{
	size_t length = strlen(value);
	/* The pattern's own expansion may change the variable. */
	char *copy = regionCopy(&scratch, value, length);
	const char *pattern = expandPattern(part->operand);
	bool prefix = part->operation == OP_CUT_PREFIX || part->operation == OP_CUT_LONG_PREFIX;
	bool longest = part->operation == OP_CUT_LONG_PREFIX || part->operation == OP_CUT_LONG_SUFFIX;
	size_t tried;

	for (tried = 0; tried <= length; tried++) {
		size_t cutLength = longest ? length - tried : tried;

		if (prefix && fitsWildcard(pattern, copy, cutLength))
			return copy + cutLength;
		if (!prefix && fitsWildcard(pattern, copy + length - cutLength, cutLength)) {
			copy[length - cutLength] = '\0';
			return copy;
		}
	}
	return copy;
}

/* ${x=word}, with x unset: the value it gets, or NULL after a complaint. */
static const char *
assignDefault(const struct part *part)
{
	const char *value = expandString(part->operand);

	if (nameLength(part->text) == 0)
		fail("%s: cannot be assigned", part->text);
	else if (shell.skip == SKIP_NONE && setVariable(part->text, value))
		return value;
	return NULL;
}

static void
complainUnset(const struct part *part)
{
	const char *message = part->operand == NULL ? "" : expandString(part->operand);

	if (*message == '\0')
		message = part->colon ? "parameter null or not set" : "parameter not set";
	if (shell.skip == SKIP_NONE)
		fail("%s: %s", part->text, message);
}

static void
expandParameter(struct expansion *e, const struct part *part)
{
	const char *value;
	bool missing;

	if (isAll(part->text) && part->operation == OP_VALUE) {
		addParameters(e, part);
		return;
	}
	value = parameterValue(isAll(part->text) && part->operation == OP_LENGTH ? "#" : part->text);
	missing = value == NULL || (part->colon && *value == '\0');
	switch (part->operation) {
	case OP_DEFAULT:
	case OP_ALTERNATIVE:
		if (missing == (part->operation == OP_DEFAULT)) {
			if (part->quoted && part->operand == NULL)
				e->present = true;
			expandParts(e, part->operand, !part->quoted);
			return;
		}
		if (part->operation == OP_ALTERNATIVE)
			value = "";
		break;
	case OP_ASSIGN:
		if (missing && (value = assignDefault(part)) == NULL)
			return;
		break;
	case OP_ERROR:
		if (missing) {
			complainUnset(part);
			return;
		}
		break;
	default:
		if (value == NULL && option('u') && !isAll(part->text)) {
			fail("%s: parameter not set", part->text);
			return;
		}
	}
	if (value == NULL)
		value = "";
	if (part->operation == OP_LENGTH && !isAll(part->text))
		value = textOfNumber(strlen(value));
	else if (part->operation >= OP_CUT_PREFIX)
		value = cut(value, part);
	if (isAll(part->text) && (part->operation == OP_DEFAULT || part->operation == OP_ERROR))
		addParameters(e, part);
	else
		addValue(e, value, part->quoted);
}

/* At "~": adds the home directory it means and returns what follows, or NULL
 * if it means itself. */
static const char *
expandTilde(struct expansion *e, const char *text, bool more)
{
	size_t length = strcspn(text + 1, e->assignment ? "/:" : "/");
	const char *rest = text + 1 + length;
	const char *home;
	char *name;

	if (*rest == '\0' && more)
		return NULL;
	name = regionCopy(&scratch, text + 1, length);
	if (length == 0) {
		home = getVariable("HOME");
	} else {
		struct passwd *entry = getpwnam(name);

		home = entry == NULL ? NULL : entry->pw_dir;
	}
	if (home == NULL)
		return NULL;
	addText(e, home, true);
	return rest;
}

/* Unquoted literal text; `expanded` as in expandParts. */
static void
expandLiteral(struct expansion *e, const struct part *part, const char *text, bool expanded)
{
	while (*text != '\0') {
		const char *rest = *text == '~' && e->tilde ? expandTilde(e, text, part->next != NULL) : NULL;

		e->tilde = false;
		if (rest != NULL) {
			text = rest;
		} else if (expanded) {
			addExpanded(e, text);
			break;
		} else {
			e->tilde = e->assignment && *text == ':';
			add(e, (unsigned char)*text++, false);
		}
	}
}

static void
substitute(struct expansion *e, const struct part *part)
{
	struct text text = { NULL, 0, 0 };

	substituteCommand(part->command, &text);
	while (text.length > 0 && text.bytes[text.length - 1] == '\n')
		textCut(&text, text.length - 1);
	addValue(e, textString(&text), part->quoted);
	textFree(&text);
}

/* `expanded`: unquoted literal text counts as the result of an expansion. */
static void
expandParts(struct expansion *e, const struct part *part, bool expanded)
{
	for (; part != NULL && shell.skip == SKIP_NONE; part = part->next) {
		long value;

		switch (part->kind) {
		case PART_LITERAL:
			if (part->quoted)
				addText(e, part->text, true);
			else
				expandLiteral(e, part, part->text, expanded);
			break;
		case PART_PARAMETER:
			expandParameter(e, part);
			break;
		case PART_COMMAND:
			substitute(e, part);
			break;
		case PART_ARITHMETIC:
			if (evaluate(expandString(part->operand), &value))
				addValue(e, textOfNumber(value), part->quoted);
			break;
		}
		e->tilde = false;
	}
}

static void
begin(struct expansion *e, struct strings *fields)
{
	memset(e, 0, sizeof *e);
	e->fields = fields;
	e->tilde = true;
}

static char *
finish(struct expansion *e, const struct text *result)
{
	char *copy = regionCopy(&scratch, textString(result), result->length);

	textFree(&e->bytes);
	textFree(&e->pattern);
	return copy;
}

/* A word that is only text, as most are, stands for itself. */
static bool
isPlain(const struct part *parts)
{
	return parts != NULL && parts->next == NULL && parts->kind == PART_LITERAL &&
	    (parts->quoted || (parts->text[0] != '~' && !hasMagic(parts->text)));
}

void
expandWord(const struct part *parts, struct strings *fields)
{
	struct expansion e;

	if (isPlain(parts)) {
		stringsAdd(fields, parts->text);
		return;
	}
	begin(&e, fields);
	expandParts(&e, parts, false);
	endField(&e);
	textFree(&e.bytes);
	textFree(&e.pattern);
}

char *
expandString(const struct part *parts)
{
	struct expansion e;

	begin(&e, NULL);
	expandParts(&e, parts, false);
	return finish(&e, &e.bytes);
}

char *
expandPattern(const struct part *parts)
{
	struct expansion e;

	begin(&e, NULL);
	expandParts(&e, parts, false);
	return finish(&e, &e.pattern);
}

char *
expandAssigned(const struct part *parts, size_t skip)
{
	struct expansion e;

	begin(&e, NULL);
	e.assignment = true;
	expandLiteral(&e, parts, parts->text + skip, false);
	e.tilde = e.tilde && parts->text[skip] == '\0';
	expandParts(&e, parts->next, false);
	return finish(&e, &e.bytes);
}
