/*
 * Doing statements.
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

long runningLine;

void
fail(const char *what, const char *why)
{
	struct text where = NO_TEXT;
	char digits[NUMBER_BYTES + 10];

	sprintf(digits, "line %ld: ", runningLine);
	appendString(&where, runningLine > 0 ? digits : "");
	appendString(&where, what);
	failStatus = 2;
	fflush(stdout);
	die(stringOf(&where), why);
}

static void
appendAndDrop(struct text *line, struct string *string)
{
	appendBytes(line, string->bytes, string->length);
	dropString(string);
}

static void
appendSpecial(struct text *line, enum special which)
{
	struct string *text = specialText(which);

	appendBytes(line, text->bytes, text->length);
}

static void
print(struct node *node)
{
	struct text line = NO_TEXT;
	struct string *name;
	struct node *argument;
	struct value value;
	FILE *file;

	/* All is evaluated before anything is written: a function might write, too. */
	if (node->operation == N_PRINTF) {
		appendAndDrop(&line, formatValues(node->a));
	} else {
		for (argument = node->a; argument != NULL; argument = argument->next) {
			value = evaluate(argument);
			appendAndDrop(&line, toOutput(&value));
			dropValue(&value);
			if (argument->next != NULL)
				appendSpecial(&line, V_OFS);
		}
		if (node->a == NULL) {
			value = getField(0);
			appendAndDrop(&line, toString(&value));
			dropValue(&value);
		}
		appendSpecial(&line, V_ORS);
	}
	name = node->b == NULL ? NULL : evaluateString(node->b);
	file = openOutput((enum redirection)node->index, name);
	if (line.length > 0)
		fwrite(line.bytes, 1, line.length, file);
	if (file == stderr)
		fflush(file);
	dropString(name);
	free(line.bytes);
}

/* A turn of a loop: is it to go on? What else happened is in *outcome. */
static int
runTurn(struct node *body, enum outcome *outcome)
{
	*outcome = run(body);
	if (*outcome == CONTINUE_LOOP)
		*outcome = GO_ON;
	if (*outcome == BREAK_LOOP) {
		*outcome = GO_ON;
		return 0;
	}
	return *outcome == GO_ON;
}

/* The keys are those that are there at the beginning. */
static enum outcome
runForIn(struct node *node)
{
	struct array *array = arrayOf(cellOf(node->b));
	size_t count = array->count, i = 0;
	struct string **keys = allocate((count + 1) * sizeof *keys);
	struct element *element;
	enum outcome outcome = GO_ON;
	int going = 1;

	for (element = array->first; element != NULL; element = element->next) {
		keys[i++] = element->key;
		element->key->references++;
	}
	for (i = 0; i < count; i++) {
		if (going && findElement(array, keys[i], 0) != NULL) {
			assign(node->a, inputValue(keys[i]->bytes, keys[i]->length));
			going = runTurn(node->c, &outcome);
		}
		dropString(keys[i]);
	}
	free(keys);
	return outcome;
}

static void
deleteElement(struct node *node)
{
	struct array *array = arrayOf(cellOf(node->a));
	struct string *key;

	if (node->operation == N_DELETE_ALL) {
		clearArray(array);
		return;
	}
	key = evaluateKey(node->b);
	removeElement(array, key);
	dropString(key);
}

static enum outcome
runOne(struct node *node)
{
	enum outcome outcome = GO_ON;
	struct value value;

	switch (node->operation) {
	case N_EXPRESSION:
		value = evaluate(node->a);
		dropValue(&value);
		return GO_ON;
	case N_PRINT:
	case N_PRINTF: print(node); return GO_ON;
	case N_BLOCK: return run(node->a);
	case N_IF:
		if (evaluateTruth(node->a))
			return run(node->b);
		return node->c == NULL ? GO_ON : run(node->c);
	case N_WHILE:
		while (evaluateTruth(node->a) && runTurn(node->b, &outcome))
			continue;
		return outcome;
	case N_DO:
		while (runTurn(node->b, &outcome) && evaluateTruth(node->a))
			continue;
		return outcome;
	case N_FOR:
		if (node->a != NULL)
			run(node->a);
		while ((node->b == NULL || evaluateTruth(node->b)) && runTurn(node->d, &outcome))
			if (node->c != NULL)
				run(node->c);
		return outcome;
	case N_FOR_IN: return runForIn(node);
	case N_BREAK: return BREAK_LOOP;
	case N_CONTINUE: return CONTINUE_LOOP;
	case N_NEXT: return NEXT_RECORD;
	case N_NEXTFILE: return NEXT_FILE;
	case N_EXIT:
		if (node->a != NULL)
			exitStatus = (int)evaluateNumber(node->a) & 0xff;
		return EXIT_PROGRAM;
	case N_RETURN:
		if (node->a != NULL)
			setValue(&returned, evaluate(node->a));
		return RETURN_VALUE;
	default: deleteElement(node); return GO_ON;
	}
}

enum outcome
run(struct node *statements)
{
	enum outcome outcome = GO_ON;

	for (; statements != NULL && outcome == GO_ON; statements = statements->next) {
		runningLine = statements->line;
		outcome = runOne(statements);
	}
	return outcome;
}
