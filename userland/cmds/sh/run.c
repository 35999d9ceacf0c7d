/*
 * Runs a tree. Every procedure returns the status of what it ran; run() also
 * keeps it in shell.status and afterwards lets traps and interrupts have their
 * turn. Whoever runs several commands stops when shell.skip is set.
 */
#include <string.h>
#include <unistd.h>
#include "sh.h"

struct shell shell;

bool
enterNesting(const char *what)
{
	if (shell.nesting >= NESTING_MAX) {
		fail("%s: nested too deep", what);
		return false;
	}
	shell.nesting++;
	return true;
}

/* set -e */
static void
exitOnError(int status)
{
	if (status != 0 && option('e') && shell.tested == 0 && shell.skip == SKIP_NONE)
		exitShell(status);
}

void
enterSubshell(void)
{
	shell.interactive = false;
	option('m') = false;
	forgetTraps();
	forgetJobs();
}

static int
runPipeline(const struct node *pipeline)
{
	struct job *job = newJob(pipeline->source, JOB_FOREGROUND);
	const struct node *element;
	int input = -1;

	for (element = pipeline->body; element != NULL; element = element->next) {
		int ends[2] = { -1, -1 };
		int pid;

		if (element->next != NULL && pipe(ends) < 0) {
			failErrno("pipe");
			break;
		}
		pid = forkProcess(job);
		if (pid == 0) {
			if (input >= 0) {
				dup2(input, 0);
				close(input);
			}
			if (element->next != NULL) {
				close(ends[0]);
				if (ends[1] != 1) {
					dup2(ends[1], 1);
					close(ends[1]);
				}
			}
			run(element, true);
			exitShell(shell.status);
		}
		if (input >= 0)
			close(input);
		if (ends[1] >= 0)
			close(ends[1]);
		input = ends[0];
		if (pid < 0)
			break;
	}
	if (element != NULL && input >= 0)
		close(input);
	return waitForJob(job);
}

static int
runNegated(const struct node *pipeline)
{
	int status;

	if (pipeline->negated)
		shell.tested++;
	status = pipeline->body->next == NULL ? run(pipeline->body, false) : runPipeline(pipeline);
	if (pipeline->negated) {
		shell.tested--;
		status = status == 0;
	}
	return status;
}

static int
runChain(const struct node *chain, bool last)
{
	const struct node *element;
	int status = 0;

	for (element = chain->body; element != NULL && shell.skip == SKIP_NONE; element = element->next) {
		bool final = element->next == NULL;

		if ((element->connector == CONNECT_AND && status != 0) ||
		    (element->connector == CONNECT_OR && status == 0))
			continue;
		shell.tested += !final;
		status = run(element, last && final);
		shell.tested -= !final;
	}
	return status;
}

static int
runBackground(const struct node *node)
{
	struct job *job = newJob(node->source, JOB_BACKGROUND);
	int pid = forkProcess(job);

	if (pid == 0) {
		run(node, true);
		exitShell(shell.status);
	}
	if (pid < 0)
		return shell.status;
	announceJob(job);
	return 0;
}

static int
runSequence(const struct node *sequence, bool last)
{
	const struct node *item;
	int status = 0;

	for (item = sequence->body; item != NULL && shell.skip == SKIP_NONE; item = item->next)
		status = item->background ? runBackground(item) : run(item, last && item->next == NULL);
	return status;
}

static int
runIf(const struct node *node, bool last)
{
	const struct node *clause;

	for (clause = node->body; clause != NULL; clause = clause->next) {
		if (clause->condition != NULL) {
			int status;

			shell.tested++;
			status = run(clause->condition, false);
			shell.tested--;
			if (shell.skip != SKIP_NONE)
				return status;
			if (status != 0)
				continue;
		}
		return run(clause->body, last);
	}
	return 0;
}

/* After something in a loop was skipped: whether the loop ends. */
static bool
leavesLoop(void)
{
	enum skip skip = shell.skip;

	if ((skip != SKIP_BREAK && skip != SKIP_CONTINUE) || --shell.skipCount > 0)
		return skip != SKIP_NONE;
	shell.skip = SKIP_NONE;
	return skip == SKIP_BREAK;
}

static int
runLoop(const struct node *loop)
{
	int status = 0;

	shell.loops++;
	for (;;) {
		int condition;

		shell.tested++;
		condition = run(loop->condition, false);
		shell.tested--;
		if (shell.skip != SKIP_NONE) {
			status = condition;
			if (leavesLoop())
				break;
			continue;
		}
		if ((condition == 0) == loop->negated)
			break;
		status = run(loop->body, false);
		if (leavesLoop())
			break;
	}
	shell.loops--;
	return status;
}

static int
runFor(const struct node *loop)
{
	struct mark mark = regionMark(&scratch);
	struct strings items = { NULL, 0, 0 };
	const struct word *word;
	int status = 0;
	size_t i;

	for (word = loop->words; word != NULL; word = word->next)
		expandWord(word->parts, &items);
	if (loop->everyArgument)
		for (i = 0; i < (size_t)shell.parameters.count; i++)
			stringsAdd(&items, regionCopy(&scratch, shell.parameters.values[i], strlen(shell.parameters.values[i])));
	shell.loops++;
	for (i = 0; i < items.count && shell.skip == SKIP_NONE; i++) {
		if (!setVariable(loop->name, items.items[i]))
			break;
		status = run(loop->body, false);
		if (leavesLoop())
			break;
	}
	shell.loops--;
	stringsFree(&items);
	regionRelease(&scratch, mark);
	return status;
}

static int
runCase(const struct node *node, bool last)
{
	struct mark mark = regionMark(&scratch);
	const char *subject = expandString(node->words->parts);
	size_t length = strlen(subject);
	const struct caseItem *item;
	const struct word *pattern = NULL;

	for (item = node->cases; item != NULL && shell.skip == SKIP_NONE; item = item->next) {
		for (pattern = item->patterns; pattern != NULL; pattern = pattern->next)
			if (fitsWildcard(expandPattern(pattern->parts), subject, length))
				break;
		if (pattern != NULL)
			break;
	}
	regionRelease(&scratch, mark);
	return pattern != NULL && shell.skip == SKIP_NONE && item->body != NULL ? run(item->body, last) : 0;
}

static int
runSubshell(const struct node *subshell, bool last)
{
	struct job *job;
	int pid = 0;

	if (!last || trapsSet()) {
		job = newJob(subshell->source, JOB_FOREGROUND);
		pid = forkProcess(job);
	}
	if (pid < 0)
		return shell.status;
	if (pid > 0)
		return waitForJob(job);
	if (!redirect(subshell->redirections, NULL))
		exitShell(REDIRECTION_STATUS);
	run(subshell->body, true);
	exitShell(shell.status);
}

static int
runKind(const struct node *node, bool last)
{
	switch (node->kind) {
	case NODE_SIMPLE:
		return runSimple(node, last);
	case NODE_PIPELINE:
		return runNegated(node);
	case NODE_CHAIN:
		return runChain(node, last);
	case NODE_SEQUENCE:
		return runSequence(node, last);
	case NODE_IF:
		return runIf(node, last);
	case NODE_LOOP:
		return runLoop(node);
	case NODE_FOR:
		return runFor(node);
	case NODE_CASE:
		return runCase(node, last);
	case NODE_FUNCTION:
		defineFunction(node);
		return 0;
	case NODE_GROUP:
		return run(node->body, last);
	case NODE_SUBSHELL:
		return runSubshell(node, last);
	}
	return 0;
}

/* A compound command with redirections, which hold while it runs. */
static int
runRedirected(const struct node *node, bool last)
{
	struct mark mark = regionMark(&scratch);
	struct savedStreams *saved = NULL;
	int status = REDIRECTION_STATUS;

	if (redirect(node->redirections, &saved))
		status = runKind(node, last);
	restoreStreams(saved);
	regionRelease(&scratch, mark);
	return status;
}

int
run(const struct node *node, bool last)
{
	int status;

	if (node->redirections != NULL && node->kind != NODE_SIMPLE && node->kind != NODE_SUBSHELL)
		status = runRedirected(node, last);
	else
		status = runKind(node, last);
	if (shell.skip != SKIP_ABORT)
		shell.status = status;
	if (node->kind == NODE_SIMPLE || node->kind == NODE_SUBSHELL ||
	    (node->kind == NODE_PIPELINE && !node->negated))
		exitOnError(shell.status);
	if (trapsWaiting())
		runTraps();
	if (interruptSeen)
		abortCommand(INTERRUPT_STATUS);
	return shell.status;
}

/* The output of a command, with its newlines. */
void
substituteCommand(const struct node *command, struct text *output)
{
	struct job *job;
	int ends[2];
	int pid;

	shell.substitutionStatus = 0;
	if (command == NULL)
		return;
	if (pipe(ends) < 0) {
		failErrno("pipe");
		return;
	}
	job = newJob(NULL, JOB_SUBSTITUTION);
	pid = forkProcess(job);
	if (pid == 0) {
		close(ends[0]);
		if (ends[1] != 1) {
			dup2(ends[1], 1);
			close(ends[1]);
		}
		run(command, true);
		exitShell(shell.status);
	}
	close(ends[1]);
	if (pid > 0)
		readOutput(ends[0], output);
	close(ends[0]);
	shell.substitutionStatus = waitForJob(job);
}
