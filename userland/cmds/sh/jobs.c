/*
 * Jobs as a person sees and names them: what jobs prints and the prompt tells,
 * %1 and its like, fg and bg. The current job, %+, is the one stopped last, or
 * else the one put into the background last; %- is the next after it.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "job.h"

#define FINISHED_KEPT 100 /* background jobs nobody has waited for */
#define STATE_WIDTH 10

static int warned; /* that there are stopped jobs: for how many commands it holds */

/* Whether `one` is nearer to being the current job. */
static bool
isBefore(const struct job *one, const struct job *other)
{
	bool stopped = stateOf(one) == STOPPED;

	if (other == NULL)
		return true;
	return stopped != (stateOf(other) == STOPPED) ? stopped : one->turn > other->turn;
}

/* The current job, or with `above` the one after that. NULL: none. */
static struct job *
currentJob(const struct job *above)
{
	struct job *job, *found = NULL;

	for (job = jobs; job != NULL; job = job->next)
		if (job->kind == JOB_BACKGROUND && job != above && isBefore(job, found))
			found = job;
	return found;
}

static char
markOf(const struct job *job)
{
	const struct job *current = currentJob(NULL);

	return job == current ? '+' : job == currentJob(current) ? '-' : ' ';
}

/* The latest to be stopped or put into the background. */
void
numberJob(struct job *job)
{
	struct job *other;
	int number = 0, turn = 0;

	for (other = jobs; other != NULL; other = other->next)
		if (other != job) {
			if (other->number > number)
				number = other->number;
			if (other->turn > turn)
				turn = other->turn;
		}
	if (job->number == 0)
		job->number = number + 1;
	job->turn = turn + 1;
}

/* ---- telling ---- */

static void
addState(struct text *text, const struct job *job)
{
	enum state state = stateOf(job);
	int status = statusOf(job);
	size_t start = text->length;

	if (state == RUNNING) {
		textAddString(text, "Running");
	} else if (state == STOPPED) {
		textAddString(text, signalMessage(job->stopSignal));
	} else if (status > SIGNAL_STATUS && signalName(status - SIGNAL_STATUS) != NULL) {
		textAddString(text, signalMessage(status - SIGNAL_STATUS));
	} else {
		textAddString(text, "Done");
		if (status != 0) {
			textAddChar(text, '(');
			textAddNumber(text, status);
			textAddChar(text, ')');
		}
	}
	while (text->length < start + STATE_WIDTH)
		textAddChar(text, ' ');
}

static void
addLine(struct text *lines, const struct job *job, bool withIds)
{
	int i;

	textAddChar(lines, '[');
	textAddNumber(lines, job->number);
	textAddString(lines, "] ");
	textAddChar(lines, markOf(job));
	textAddChar(lines, ' ');
	for (i = 0; withIds && i < job->count; i++) {
		textAddHex(lines, job->processes[i].pid);
		textAddChar(lines, ' ');
	}
	addState(lines, job);
	textAddChar(lines, ' ');
	textAddString(lines, job->source == NULL ? "" : job->source);
	textAddChar(lines, '\n');
}

/* Reaps what has ended, and drops what is known or too much. An interactive
 * shell tells of what has changed; another keeps the status for wait. */
void
collectJobs(void)
{
	struct text lines = { NULL, 0, 0 };
	struct job *job, *next;
	int finished = 0;

	noteChildren();
	for (job = jobs; job != NULL; job = job->next) {
		if (job->kind != JOB_BACKGROUND)
			continue;
		finished += stateOf(job) == DONE;
		if (shell.interactive && !job->told && stateOf(job) != RUNNING)
			addLine(&lines, job, false);
	}
	for (job = jobs; job != NULL; job = next) {
		next = job->next;
		if (job->kind != JOB_BACKGROUND)
			continue;
		job->told = true;
		if (stateOf(job) == DONE && (shell.interactive || finished > FINISHED_KEPT)) {
			removeJob(job);
			finished--;
		}
	}
	if (lines.length > 0)
		writeAll(2, lines.bytes, lines.length);
	textFree(&lines);
}

void
announceJob(struct job *job)
{
	numberJob(job);
	shell.lastBackground = job->processes[job->count - 1].pid;
	if (shell.interactive) {
		struct text line = { NULL, 0, 0 };

		textAddChar(&line, '[');
		textAddNumber(&line, job->number);
		textAddString(&line, "] ");
		textAddHex(&line, shell.lastBackground);
		textAddChar(&line, '\n');
		writeAll(2, line.bytes, line.length);
		textFree(&line);
	} else {
		collectJobs();
	}
}

/* Before the shell ends: false, after saying so, if jobs are stopped and the
 * user has not been told so just now. */
bool
mayLeave(void)
{
	struct job *job;

	for (job = jobs; job != NULL && shell.interactive && !warned; job = job->next)
		if (job->kind == JOB_BACKGROUND && stateOf(job) == STOPPED) {
			complain("there are stopped jobs");
			warned = 2;
			return false;
		}
	return true;
}

/* A command begins. */
void
ageWarning(void)
{
	if (warned > 0)
		warned--;
}

/* The shell ends: nobody would ever let them go on. */
void
hangUpJobs(void)
{
	struct job *job;

	for (job = jobs; job != NULL; job = job->next)
		if (stateOf(job) == STOPPED && job->ownFamily) {
			killpg(job->processes[0].pid, SIGHUP);
			killpg(job->processes[0].pid, SIGCONT);
		}
}

/* ---- naming ---- */

/* What stands behind a %. NULL, after complaining, if it names none, or several. */
static struct job *
findJob(const char *command, const char *name)
{
	struct job *job, *found = NULL;
	char *end;
	long number = strtol(name, &end, 10);

	if (*name == '\0' || strcmp(name, "%") == 0 || strcmp(name, "+") == 0) {
		found = currentJob(NULL);
	} else if (strcmp(name, "-") == 0) {
		found = currentJob(currentJob(NULL));
	} else {
		for (job = jobs; job != NULL; job = job->next) {
			const char *source = job->source == NULL ? "" : job->source;

			if (job->kind != JOB_BACKGROUND)
				continue;
			if (*end == '\0' ? job->number != number
			    : *name == '?' ? strstr(source, name + 1) == NULL
			    : strncmp(source, name, strlen(name)) != 0)
				continue;
			if (found != NULL) {
				complain("%s: %%%s: several jobs", command, name);
				return NULL;
			}
			found = job;
		}
	}
	if (found == NULL)
		complain("%s: %%%s: no such job", command, name);
	return found;
}

int
jobProcess(const char *command, const char *text, int number)
{
	struct job *job;
	char *end;
	long pid;

	if (text[0] != '%') {
		pid = strtol(text, &end, 16);
		if (*text != '\0' && *end == '\0' && pid > 0)
			return pid;
		complain("%s: %s: no such process", command, text);
		return 0;
	}
	job = findJob(command, text + 1);
	if (job == NULL)
		return 0;
	if (number == 0)
		return job->processes[job->count - 1].pid;
	if (number == SIGCONT)
		markContinued(job);
	return job->ownFamily ? -job->processes[0].pid : job->processes[job->count - 1].pid;
}

/* ---- builtins ---- */

int
jobsBuiltin(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	struct job *job;

	noteChildren();
	for (job = jobs; job != NULL; job = job->next) {
		if (job->kind != JOB_BACKGROUND)
			continue;
		if (strcmp(how, "-p") == 0) {
			textAddHex(&out, job->processes[0].pid);
			textAddChar(&out, '\n');
			continue;
		}
		addLine(&out, job, strcmp(how, "-l") == 0);
		job->told = true;
	}
	return 0;
}

/* fg and bg */
int
foregroundBuiltin(int argc, char **argv)
{
	bool foreground = argv[0][0] == 'f';
	int status = 0, i = 1;

	if (!option('m'))
		return builtinError("%s: no job control", argv[0]);
	noteChildren();
	do {
		const char *name = i < argc ? argv[i] : "%";
		struct job *job = findJob(argv[0], *name == '%' ? name + 1 : name);
		struct text line = { NULL, 0, 0 };

		if (job == NULL)
			return 1;
		if (!foreground) {
			numberJob(job);
			textAddChar(&line, '[');
			textAddNumber(&line, job->number);
			textAddString(&line, "] ");
		}
		textAddString(&line, job->source == NULL ? "" : job->source);
		textAddString(&line, foreground ? "\n" : " &\n");
		writeAll(1, line.bytes, line.length);
		textFree(&line);
		status = continueJob(job, foreground);
	} while (++i < argc && shell.skip == SKIP_NONE && !interruptSeen);
	return status;
}
