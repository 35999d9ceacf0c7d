/*
 * Functions. A function's body stays where it was parsed; the function holds
 * that tree's region.
 */
#include <stdlib.h>
#include <string.h>
#include "sh.h"

static struct function *functions;

struct function *
firstFunction(void)
{
	return functions;
}

struct function *
findFunction(const char *name)
{
	struct function *function;

	for (function = functions; function != NULL; function = function->next)
		if (strcmp(function->name, name) == 0)
			return function;
	return NULL;
}

bool
removeFunction(const char *name)
{
	struct function **link;

	for (link = &functions; *link != NULL; link = &(*link)->next)
		if (strcmp((*link)->name, name) == 0) {
			struct function *function = *link;

			*link = function->next;
			regionDrop(function->tree);
			free(function->name);
			free(function);
			return true;
		}
	return false;
}

void
defineFunction(const struct node *definition)
{
	struct function *function = allocate(sizeof *function);

	regionHold(definition->tree);
	removeFunction(definition->name);
	function->name = copyString(definition->name);
	function->body = definition->body;
	function->tree = definition->tree;
	function->next = functions;
	functions = function;
}

void
forgetFunctions(void)
{
	while (functions != NULL)
		removeFunction(functions->name);
}

int
callFunction(const struct function *function, char **argv, int argc)
{
	struct region *tree = function->tree; /* the function may redefine itself */
	const struct node *body = function->body;
	struct parameters outer = shell.parameters;
	struct savedVariables *outerLocals = locals;
	int outerLoops = shell.loops;
	int status;

	if (!enterNesting(function->name))
		return shell.status;
	regionHold(tree);
	shell.parameters = (struct parameters){ NULL, 0 };
	setParameters(argv + 1, argc - 1);
	locals = NULL;
	shell.loops = 0;
	shell.functions++;
	status = run(body, false);
	if (shell.skip == SKIP_RETURN) {
		shell.skip = SKIP_NONE;
		status = shell.status;
	}
	shell.functions--;
	shell.loops = outerLoops;
	restoreVariables(locals);
	locals = outerLocals;
	freeParameters(shell.parameters);
	shell.parameters = outer;
	regionDrop(tree);
	shell.nesting--;
	return status;
}
