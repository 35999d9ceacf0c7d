/*
 * The functions that are built in.
 */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "awk.h"

#define RANDOM_RANGE 2147483648.0
#define SEED 0

static double seed = SEED;
static int seeded;

static void
need(const struct node *node, const char *name)
{
	if (node == NULL)
		fail(name, "an argument is missing");
}

/* --- Strings --- */

static struct value
length(struct node *arguments)
{
	struct value value;
	struct string *string;
	size_t result;

	if (arguments != NULL && (arguments->operation == N_GLOBAL || arguments->operation == N_LOCAL)
	    && (cellOf(arguments)->array != NULL || (cellOf(arguments)->origin != NULL && cellOf(arguments)->origin->array != NULL)))
		return numberValue((double)arrayOf(cellOf(arguments))->count);
	value = arguments == NULL ? getField(0) : evaluate(arguments);
	string = toString(&value);
	result = string->length;
	dropString(string);
	dropValue(&value);
	return numberValue((double)result);
}

/* To the nearest whole number, halves to even. */
static double
rounded(double number)
{
	double below = floor(number), rest = number - below;

	if (rest > 0.5 || (rest == 0.5 && fmod(below, 2) != 0))
		return below + 1;
	return below;
}

static struct value
substring(struct node *arguments)
{
	struct string *text, *result;
	double from, to;

	need(arguments->next, "substr");
	text = evaluateString(arguments);
	from = rounded(evaluateNumber(arguments->next));
	to = arguments->next->next == NULL ? (double)text->length + 1 : from + rounded(evaluateNumber(arguments->next->next));
	if (!(from >= 1))
		from = 1;
	if (to > (double)text->length + 1)
		to = (double)text->length + 1;
	result = to > from ? makeString(text->bytes + (size_t)from - 1, (size_t)(to - from)) : makeString("", 0);
	dropString(text);
	return stringValue(result);
}

static struct value
indexOf(struct node *arguments)
{
	struct string *text, *wanted;
	double result = 0;
	size_t i;

	need(arguments->next, "index");
	text = evaluateString(arguments);
	wanted = evaluateString(arguments->next);
	for (i = 0; i + wanted->length <= text->length && result == 0; i++)
		if (memcmp(text->bytes + i, wanted->bytes, wanted->length) == 0)
			result = (double)i + 1;
	dropString(text);
	dropString(wanted);
	return numberValue(result);
}

static struct value
changeCase(struct node *arguments, int (*change)(int))
{
	struct string *text = evaluateString(arguments), *result = makeString(text->bytes, text->length);
	size_t i;

	for (i = 0; i < result->length; i++)
		result->bytes[i] = (char)change((unsigned char)result->bytes[i]);
	dropString(text);
	return stringValue(result);
}

static struct value
lower(struct node *arguments)
{
	return changeCase(arguments, tolower);
}

static struct value
upper(struct node *arguments)
{
	return changeCase(arguments, toupper);
}

static struct value
format(struct node *arguments)
{
	return stringValue(formatValues(arguments));
}

/* --- split --- */

static struct array *splitInto;

static void
putPiece(const char *piece, size_t pieceLength)
{
	char digits[NUMBER_BYTES + 12];
	struct string *key;

	sprintf(digits, "%lu", (unsigned long)splitInto->count + 1);
	key = makeString(digits, strlen(digits));
	setValue(findElement(splitInto, key, 1), inputValue(piece, pieceLength));
	dropString(key);
}

static struct value
split(struct node *arguments)
{
	struct string *text, *separator = NULL;
	const regex_t *pattern = NULL;
	struct node *how;

	need(arguments->next, "split");
	how = arguments->next->next;
	text = evaluateString(arguments);
	if (how != NULL && how->operation == N_PATTERN)
		pattern = how->pattern;
	else if (how != NULL)
		separator = evaluateString(how);
	splitInto = arrayOf(cellOf(arguments->next));
	clearArray(splitInto);
	splitText(text->bytes, text->length, separator != NULL ? separator : specialText(V_FS), pattern, putPiece);
	dropString(text);
	dropString(separator);
	return numberValue((double)splitInto->count);
}

/* --- Patterns --- */

static struct value
match(struct node *arguments)
{
	regmatch_t matches[GROUPS];
	struct string *text;
	double start = 0, matched = -1;

	need(arguments->next, "match");
	text = evaluateString(arguments);
	if (findMatch(patternOf(arguments->next), text->bytes, text->length, 0, matches)) {
		start = (double)matches[0].rm_so + 1;
		matched = (double)(matches[0].rm_eo - matches[0].rm_so);
	}
	dropString(text);
	setGlobal(V_RSTART, numberValue(start));
	setGlobal(V_RLENGTH, numberValue(matched));
	return numberValue(start);
}

/* & is the match, \& an ampersand, two backslashes one; any other backslash stands for itself. */
static void
readAmpersands(const struct string *text, struct replacement *replacement)
{
	struct text source = NO_TEXT;
	size_t i;

	for (i = 0; i < text->length; i++) {
		int c = (unsigned char)text->bytes[i];

		if (c == '\\' && i + 1 < text->length && strchr("&\\", text->bytes[i + 1]) != NULL && text->bytes[i + 1] != '\0') {
			appendByte(&source, '\\');
			appendByte(&source, text->bytes[++i]);
		} else {
			if (c == '\\' || c == '\n' || c == '\0')
				appendByte(&source, '\\');
			appendByte(&source, c);
		}
	}
	appendByte(&source, '\0');
	readReplacement(source.bytes, source.bytes + source.length, '\0', replacement);
	free(source.bytes);
}

static struct value
replace(struct node *arguments, int all)
{
	static struct node record, zero;
	struct replacement replacement;
	const regex_t *pattern;
	struct string *text, *with;
	struct text out = NO_TEXT;
	struct node *target;
	long count;

	need(arguments->next, all ? "gsub" : "sub");
	zero.operation = N_CONSTANT;
	zero.value = numberValue(0);
	record.operation = N_FIELD;
	record.a = &zero;
	target = arguments->next->next != NULL ? arguments->next->next : &record;
	memset(&replacement, 0, sizeof replacement);
	pattern = patternOf(arguments);
	with = evaluateString(arguments->next);
	readAmpersands(with, &replacement);
	text = evaluateString(target);
	count = substitute(pattern, &replacement, text->bytes, text->length, 1, all, &out);
	if (count > 0)
		assign(target, stringValue(makeString(out.bytes, out.length)));
	dropString(text);
	dropString(with);
	freeReplacement(&replacement);
	free(out.bytes);
	return numberValue((double)count);
}

static struct value
replaceFirst(struct node *arguments)
{
	return replace(arguments, 0);
}

static struct value
replaceAll(struct node *arguments)
{
	return replace(arguments, 1);
}

/* --- Numbers --- */

static struct value
whole(struct node *arguments)
{
	double number = evaluateNumber(arguments);

	return numberValue(number < 0 ? ceil(number) : floor(number));
}

static struct value
randomNumber(struct node *arguments)
{
	(void)arguments;
	if (!seeded)
		srandom(SEED + 1);
	seeded = 1;
	return numberValue((double)random() / RANDOM_RANGE);
}

static struct value
setSeed(struct node *arguments)
{
	double before = seed;

	seed = arguments == NULL ? (double)time(NULL) : evaluateNumber(arguments);
	seeded = 1;
	srandom((unsigned)(long)seed + 1);
	return numberValue(before);
}

static struct value
sine(struct node *arguments)
{
	return numberValue(sin(evaluateNumber(arguments)));
}

static struct value
cosine(struct node *arguments)
{
	return numberValue(cos(evaluateNumber(arguments)));
}

static struct value
arcTangent(struct node *arguments)
{
	double y = evaluateNumber(arguments);

	need(arguments->next, "atan2");
	return numberValue(atan2(y, evaluateNumber(arguments->next)));
}

static struct value
exponential(struct node *arguments)
{
	return numberValue(exp(evaluateNumber(arguments)));
}

static struct value
logarithm(struct node *arguments)
{
	return numberValue(log(evaluateNumber(arguments)));
}

static struct value
root(struct node *arguments)
{
	return numberValue(sqrt(evaluateNumber(arguments)));
}

/* --- The outside --- */

static struct value
runCommand(struct node *arguments)
{
	struct string *command = evaluateString(arguments);
	int status;

	flushOutput(NULL);
	status = runShell(command->bytes);
	dropString(command);
	return numberValue(status);
}

static struct value
closeStream(struct node *arguments)
{
	struct string *name = evaluateString(arguments);
	int in = closeInput(name), out = closeOutput(name);

	dropString(name);
	in = in < 0 ? out : in;
	/* Of a pipe: the exit status. */
	return numberValue(in > 0xff ? in >> 8 : in);
}

static struct value
flush(struct node *arguments)
{
	struct string *name = arguments == NULL ? NULL : evaluateString(arguments);
	int status = flushOutput(name);

	dropString(name);
	return numberValue(status);
}

static const struct {
	const char *name;
	struct value (*call)(struct node *arguments);
	int needsArgument;
} builtins[] = {
    {"length", length, 0}, {"substr", substring, 1}, {"index", indexOf, 1}, {"split", split, 1}, {"sub", replaceFirst, 1},
    {"gsub", replaceAll, 1}, {"match", match, 1}, {"sprintf", format, 1}, {"tolower", lower, 1}, {"toupper", upper, 1},
    {"int", whole, 1}, {"rand", randomNumber, 0}, {"srand", setSeed, 0}, {"sin", sine, 1}, {"cos", cosine, 1},
    {"atan2", arcTangent, 1}, {"exp", exponential, 1}, {"log", logarithm, 1}, {"sqrt", root, 1}, {"system", runCommand, 1},
    {"close", closeStream, 1}, {"fflush", flush, 0},
};

int
findBuiltin(const char *name)
{
	int i;

	for (i = 0; i < (int)(sizeof builtins / sizeof builtins[0]); i++)
		if (strcmp(builtins[i].name, name) == 0)
			return i;
	return -1;
}

int
isLength(int builtin)
{
	return builtins[builtin].call == length;
}

struct value
callBuiltin(struct node *node)
{
	if (builtins[node->index].needsArgument)
		need(node->a, builtins[node->index].name);
	return builtins[node->index].call(node->a);
}
