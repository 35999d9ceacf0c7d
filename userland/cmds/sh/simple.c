/*
 * A simple command: assignments, redirections, and a function, builtin or
 * program with its arguments. Assignments before a special builtin or before
 * nothing stay; before anything else they hold while it runs and are exported
 * to it.
 */
#include <string.h>
#include "sh.h"

struct simple {
	const struct node *node;
	struct strings arguments;
	struct savedVariables *variables;
	struct savedStreams *streams;
	struct text trace; /* set -x: assignments so far */
};

static void
addTraced(struct text *trace, const char *text)
{
	textAddChar(trace, ' ');
	if (*text == '\0' || text[strcspn(text, " \t\n'\"\\$`*?[;&|<>()#~")] != '\0')
		addQuoted(trace, text);
	else
		textAddString(trace, text);
}

/* One by one: each sees those before it. */
static void
assign(struct simple *simple, bool keep)
{
	const struct word *word;

	for (word = simple->node->assignments; word != NULL && shell.skip == SKIP_NONE; word = word->next) {
		size_t length = nameLength(word->parts->text);
		const char *name = regionCopy(&scratch, word->parts->text, length);
		const char *value = expandAssigned(word->parts, length + 1);

		if (shell.skip != SKIP_NONE)
			return;
		if (!keep)
			saveVariable(&simple->variables, name);
		if (setVariable(name, value) && !keep)
			exportVariable(name);
		if (option('x')) {
			textAddChar(&simple->trace, ' ');
			textAddString(&simple->trace, name);
			textAddChar(&simple->trace, '=');
			textAddString(&simple->trace, value);
		}
	}
}

static void
trace(struct simple *simple)
{
	struct text line = { NULL, 0, 0 };
	const char *prompt = getVariable("PS4");
	size_t i;

	if (!option('x') || (simple->arguments.count == 0 && simple->trace.length == 0))
		return;
	if (prompt != NULL)
		textAddString(&line, expandText(prompt));
	for (i = 0; i < simple->arguments.count; i++)
		addTraced(&simple->trace, simple->arguments.items[i]);
	textAddString(&line, simple->trace.bytes + 1);
	textAddChar(&line, '\n');
	writeAll(2, line.bytes, line.length);
	textFree(&line);
}

static int
withoutCommand(struct simple *simple)
{
	assign(simple, true);
	trace(simple);
	if (shell.skip != SKIP_NONE || !redirect(simple->node->redirections, &simple->streams))
		return REDIRECTION_STATUS;
	return shell.substitutionStatus;
}

static int
withFunction(struct simple *simple, const struct function *function)
{
	if (!redirect(simple->node->redirections, &simple->streams))
		return REDIRECTION_STATUS;
	assign(simple, false);
	trace(simple);
	if (shell.skip != SKIP_NONE)
		return shell.status;
	return callFunction(function, simple->arguments.items, simple->arguments.count);
}

static int
withBuiltin(struct simple *simple, const struct builtin *builtin)
{
	int status;

	if (!redirect(simple->node->redirections, &simple->streams)) {
		if (builtin->special)
			abortCommand(REDIRECTION_STATUS);
		return REDIRECTION_STATUS;
	}
	assign(simple, builtin->special);
	trace(simple);
	if (shell.skip != SKIP_NONE)
		return shell.status;
	status = runBuiltin(builtin, simple->arguments.count, simple->arguments.items, builtin->special);
	if (builtin->keepsStreams) {
		keepStreams(simple->streams);
		simple->streams = NULL;
	}
	return status;
}

static int
withProgram(struct simple *simple, bool last)
{
	const char *path;
	struct job *job = NULL;
	int pid = 0;

	assign(simple, false);
	trace(simple);
	path = searchPath();
	if (shell.skip != SKIP_NONE)
		return shell.status;
	if (!last || trapsSet()) {
		job = newJob(simple->node->source, JOB_FOREGROUND);
		pid = forkProcess(job);
	}
	if (pid > 0)
		return waitForJob(job);
	if (pid < 0)
		return shell.status;
	if (!redirect(simple->node->redirections, NULL))
		exitShell(REDIRECTION_STATUS);
	execute(simple->arguments.items, path);
}

/* For the builtin "command", whose assignments and redirections are done. */
int
runWithoutFunctions(int argc, char **argv, const char *path)
{
	const struct builtin *builtin = findBuiltin(argv[0]);
	struct job *job;
	int pid;

	if (builtin != NULL)
		return runBuiltin(builtin, argc, argv, false);
	job = newJob(argv[0], JOB_FOREGROUND);
	pid = forkProcess(job);
	if (pid == 0)
		execute(argv, path);
	return pid < 0 ? shell.status : waitForJob(job);
}

int
runSimple(const struct node *node, bool last)
{
	struct mark mark = regionMark(&scratch);
	struct simple simple = { node, { NULL, 0, 0 }, NULL, NULL, { NULL, 0, 0 } };
	const struct word *word;
	int status;

	shell.substitutionStatus = 0;
	for (word = node->words; word != NULL && shell.skip == SKIP_NONE; word = word->next)
		expandWord(word->parts, &simple.arguments);
	if (shell.skip != SKIP_NONE) {
		status = shell.status;
	} else if (simple.arguments.count == 0) {
		status = withoutCommand(&simple);
	} else {
		const char *name = simple.arguments.items[0];
		const struct builtin *builtin = findBuiltin(name);
		const struct function *function = builtin != NULL && builtin->special ? NULL : findFunction(name);

		if (function != NULL)
			status = withFunction(&simple, function);
		else if (builtin != NULL)
			status = withBuiltin(&simple, builtin);
		else
			status = withProgram(&simple, last);
	}
	restoreStreams(simple.streams);
	restoreVariables(simple.variables);
	stringsFree(&simple.arguments);
	textFree(&simple.trace);
	regionRelease(&scratch, mark);
	return status;
}
