/*
 * Calls of the program's own functions. Arguments are values, arrays are
 * passed as they are; a variable not used yet may become an array in there.
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define DEPTH_MAX 2000

struct value returned;

static int depth;

static void
passArgument(struct cell *parameter, struct node *argument)
{
	struct cell *cell;

	if (argument->operation != N_GLOBAL && argument->operation != N_LOCAL) {
		parameter->value = evaluate(argument);
		return;
	}
	cell = cellOf(argument);
	if (argument->operation == N_GLOBAL && argument->index == V_NF) {
		parameter->value = evaluate(argument);
	} else if (cell->array != NULL) {
		parameter->array = cell->array;
		parameter->borrowed = 1;
	} else {
		parameter->value = copyValue(&cell->value);
		/* If it becomes an array later, it must be found through whoever passed it first. */
		if (cell->value.kind == UNSET)
			parameter->origin = cell;
	}
}

static void
releaseFrame(struct cell *cells, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		dropValue(&cells[i].value);
		if (cells[i].array != NULL && !cells[i].borrowed)
			freeArray(cells[i].array);
	}
	free(cells);
}

struct value
callFunction(struct node *node)
{
	struct function *function = &functions[node->index];
	struct cell *cells = allocate(function->parameters * sizeof *cells + 1), *outer = frame;
	struct node *argument;
	struct value result;
	enum outcome outcome;
	size_t i = 0;

	if (++depth > DEPTH_MAX)
		fail(function->name, "functions are nested too deep");
	memset(cells, 0, function->parameters * sizeof *cells);
	for (argument = node->a; argument != NULL; argument = argument->next) {
		if (i == function->parameters)
			fail(function->name, "is called with too many arguments");
		passArgument(&cells[i++], argument);
	}
	memset(&returned, 0, sizeof returned);
	frame = cells;
	outcome = run(function->body);
	frame = outer;
	depth--;
	result = returned;
	memset(&returned, 0, sizeof returned);
	releaseFrame(cells, function->parameters);
	if (outcome == NEXT_RECORD || outcome == NEXT_FILE || outcome == EXIT_PROGRAM) {
		depth = 0;
		unwind(outcome);
	}
	return result;
}
