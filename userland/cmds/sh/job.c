/*
 * Children. A job is what one command started: the processes of a pipeline, a
 * subshell, a command substitution. Whatever is waited for, every child that
 * reports is recorded here.
 *
 * On Sprite a process that faults is not dead but suspended, for a debugger:
 * it is reported as stopped by the signal of the fault. Nobody would ever end
 * it, so the shell says what happened and kills it.
 *
 * The processes of each job of an interactive shell make a family of their
 * own, which has the terminal while it runs in the foreground.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sh.h"

#define FINISHED_KEPT 100 /* background jobs nobody has waited for */

enum state { RUNNING, STOPPED, DONE };

struct process {
	int pid;
	enum state state;
	int status; /* as $?, when DONE */
	int fault; /* the signal for which it was killed, or 0 */
};

struct job {
	struct job *next;
	enum jobKind kind;
	int number; /* of a background job */
	char *source;
	struct process *processes;
	int count;
};

static struct job *jobs; /* the oldest first */
static int terminal = -1; /* of an interactive shell */
static int shellFamily;

struct job *
newJob(const char *source, enum jobKind kind)
{
	struct job *job = allocate(sizeof *job);
	struct job **end = &jobs;

	memset(job, 0, sizeof *job);
	job->kind = kind;
	job->source = source == NULL ? NULL : copyString(source);
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
	return job;
}

static void
removeJob(struct job *job)
{
	struct job **link = &jobs;

	while (*link != job)
		link = &(*link)->next;
	*link = job->next;
	free(job->source);
	free(job->processes);
	free(job);
}

void
forgetJobs(void)
{
	while (jobs != NULL)
		removeJob(jobs);
}

static void
giveTerminal(int family)
{
	if (terminal >= 0)
		ioctl(terminal, TIOCSPGRP, &family);
}

void
takeTerminal(void)
{
	int pid = getpid();

	if (isatty(0))
		terminal = copyHigh(0);
	shellFamily = getpgrp(pid);
	if (shellFamily <= 0) {
		shellFamily = pid;
		setpgrp(pid, pid);
		giveTerminal(pid);
	}
}

/* Both the shell and the child do this: whichever comes first. */
static void
enterFamily(const struct job *job, int pid)
{
	int family = job->count > 0 ? job->processes[0].pid : pid;

	if (!shell.interactive || job->kind == JOB_SUBSTITUTION)
		return;
	setpgrp(pid, family);
	if (job->kind == JOB_FOREGROUND)
		giveTerminal(family);
}

/* Sprite's terminals do not stop a background process that reads, so it gets
 * nothing to read. */
static void
beginChild(const struct job *job)
{
	bool background = job->kind == JOB_BACKGROUND;

	enterFamily(job, getpid());
	childSignals(background && !shell.interactive);
	if (background) {
		close(0);
		open("/dev/null", O_RDONLY, 0);
	}
	enterSubshell();
}

int
forkProcess(struct job *job)
{
	int pid = fork();
	struct process *process;

	if (pid < 0) {
		failErrno("fork");
		return -1;
	}
	if (pid == 0) {
		beginChild(job);
		return 0;
	}
	enterFamily(job, pid);
	job->processes = reallocate(job->processes, (job->count + 1) * sizeof *job->processes);
	process = &job->processes[job->count++];
	memset(process, 0, sizeof *process);
	process->pid = pid;
	return pid;
}

static struct process *
findProcess(int pid, struct job **owner)
{
	struct job *job;
	int i;

	for (job = jobs; job != NULL; job = job->next)
		for (i = 0; i < job->count; i++)
			if (job->processes[i].pid == pid) {
				*owner = job;
				return &job->processes[i];
			}
	return NULL;
}

static enum state
stateOf(const struct job *job)
{
	enum state state = DONE;
	int i;

	for (i = 0; i < job->count; i++)
		if (job->processes[i].state == RUNNING)
			return RUNNING;
		else if (job->processes[i].state == STOPPED)
			state = STOPPED;
	return state;
}

static int
statusOf(const struct job *job)
{
	return job->processes[job->count - 1].status;
}

static bool
isFault(int number)
{
	switch (number) {
	case SIGQUIT: /* Sprite's SIG_DEBUG */
	case SIGILL:
	case SIGTRAP:
	case SIGIOT:
#ifdef SIGEMT
	case SIGEMT:
#endif
	case SIGFPE:
	case SIGSEGV:
		return true;
	}
	return false;
}

static void
recordStop(int pid, struct process *process, int number)
{
	if (!isFault(number)) {
		if (process != NULL)
			process->state = STOPPED;
		return;
	}
	complain("%x: %s", pid, signalMessage(number));
	if (process != NULL)
		process->fault = number;
	kill(pid, SIGKILL);
}

static void
record(int pid, int status)
{
	struct job *job;
	struct process *process = findProcess(pid, &job);

	if (WIFSTOPPED(status)) {
		recordStop(pid, process, WSTOPSIG(status));
	} else if (process == NULL) {
		return;
	} else {
		int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

		process->state = DONE;
		process->status = process->fault != 0 ? SIGNAL_STATUS + process->fault
		    : number != 0 ? SIGNAL_STATUS + number : WEXITSTATUS(status);
		if (number != 0 && process->fault == 0 && job->kind == JOB_FOREGROUND && number != SIGINT &&
		    number != SIGPIPE)
			complain("%x: %s", pid, signalMessage(number));
	}
}

/* Nothing to wait for although the table says so: they are somebody else's. */
static void
loseAll(void)
{
	struct job *job;
	int i;

	for (job = jobs; job != NULL; job = job->next)
		for (i = 0; i < job->count; i++)
			if (job->processes[i].state != DONE) {
				job->processes[i].state = DONE;
				job->processes[i].status = NOT_FOUND;
			}
}

/* One report of a child; false if there is none (yet). */
static bool
reap(bool block)
{
	int status;
	int pid = wait3(&status, WUNTRACED | (block ? 0 : WNOHANG), NULL);

	if (pid > 0)
		record(pid, status);
	else if (pid < 0 && errno != EINTR)
		loseAll();
	return pid > 0;
}

static void
onChild(int number)
{
	int problem = errno;

	(void)number;
	while (jobs != NULL && reap(false))
		;
	errno = problem;
}

/* All that a job writes. It may never close its end: if it faults, that is
 * noticed here, and it is killed. */
void
readOutput(int stream, struct text *output)
{
	char buffer[1024];
	long got, i;

	holdSignals(onChild);
	onChild(0);
	while ((got = readWithSignals(stream, buffer, sizeof buffer)) > 0)
		for (i = 0; i < got; i++)
			if (buffer[i] != '\0')
				textAddChar(output, buffer[i]);
	releaseSignals();
}

/* Waits for a background job until a trap or interrupt comes first. */
static bool
pauseFor(const struct job *job)
{
	holdSignals(onChild);
	onChild(0);
	while (stateOf(job) != DONE && !trapsWaiting() && !interruptSeen)
		pauseForSignal();
	releaseSignals();
	return stateOf(job) == DONE;
}

int
waitForJob(struct job *job)
{
	int status = shell.status;

	if (job->count > 0) {
		while (stateOf(job) != DONE)
			reap(true);
		status = statusOf(job);
		if (shell.interactive && job->kind == JOB_FOREGROUND) {
			giveTerminal(shellFamily);
			if (status == INTERRUPT_STATUS)
				interruptSeen = 1;
		}
	}
	removeJob(job);
	return status;
}

static const char *
describe(const struct job *job, struct text *text)
{
	enum state state = stateOf(job);
	int status = statusOf(job);

	textCut(text, 0);
	if (state == RUNNING) {
		textAddString(text, "Running");
	} else if (state == STOPPED) {
		textAddString(text, "Stopped");
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
	while (text->length < 10)
		textAddChar(text, ' ');
	return text->bytes;
}

static void
addLine(struct text *lines, const struct job *job)
{
	struct text state = { NULL, 0, 0 };

	textAddChar(lines, '[');
	textAddNumber(lines, job->number);
	textAddString(lines, "] ");
	textAddString(lines, describe(job, &state));
	textAddChar(lines, ' ');
	textAddString(lines, job->source == NULL ? "" : job->source);
	textAddChar(lines, '\n');
	textFree(&state);
}

void
printJobs(struct text *text, bool idsOnly)
{
	struct job *job;

	onChild(0);
	for (job = jobs; job != NULL; job = job->next) {
		if (job->kind != JOB_BACKGROUND)
			continue;
		if (idsOnly) {
			textAddHex(text, job->processes[0].pid);
			textAddChar(text, '\n');
		} else {
			addLine(text, job);
		}
	}
}

/* Reaps what has ended. An interactive shell tells and forgets such jobs;
 * another keeps their status for wait, up to a limit. */
void
collectJobs(void)
{
	struct text lines = { NULL, 0, 0 };
	struct job *job, *next;
	int finished = 0;

	onChild(0);
	for (job = jobs; job != NULL; job = job->next)
		finished += job->kind == JOB_BACKGROUND && stateOf(job) == DONE;
	for (job = jobs; job != NULL && finished > 0; job = next) {
		next = job->next;
		if (job->kind != JOB_BACKGROUND || stateOf(job) != DONE)
			continue;
		if (shell.interactive)
			addLine(&lines, job);
		if (shell.interactive || finished > FINISHED_KEPT) {
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
	struct job *other;

	for (other = jobs; other != NULL; other = other->next)
		if (other->number >= job->number && other != job)
			job->number = other->number;
	job->number++;
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

int
waitForProcess(int pid)
{
	struct job *job;
	struct process *process = findProcess(pid, &job);
	int status;

	if (process == NULL)
		return NOT_FOUND;
	if (!pauseFor(job))
		return SIGNAL_STATUS + latestSignal();
	status = process->status;
	removeJob(job);
	return status;
}

int
waitForAll(void)
{
	struct job *job, *next;

	for (job = jobs; job != NULL; job = next) {
		next = job->next;
		if (job->kind != JOB_BACKGROUND)
			continue;
		if (!pauseFor(job))
			return SIGNAL_STATUS + latestSignal();
		removeJob(job);
	}
	return 0;
}

int
jobProcess(const char *text, bool family)
{
	struct job *job;
	char *end;
	long number;

	if (text[0] != '%') {
		number = strtol(text, &end, 16);
		return *text == '\0' || *end != '\0' || number <= 0 ? 0 : number;
	}
	number = strtol(text + 1, &end, 10);
	for (job = jobs; job != NULL && *end == '\0'; job = job->next)
		if (job->kind == JOB_BACKGROUND && job->number == number)
			return family && terminal >= 0 ? -job->processes[0].pid : job->processes[job->count - 1].pid;
	return 0;
}
