/*
 * Children. A job is what one command started: the processes of a pipeline, a
 * subshell, a command substitution. Whatever is waited for, every child that
 * reports is recorded here.
 *
 * On Sprite a process that faults is not dead but suspended, for a debugger:
 * it is reported as stopped by the signal of the fault. Nobody would ever end
 * it, so the shell says what happened and kills it.
 *
 * With job control (set -m) the processes of each job make a family of their
 * own, which has the terminal while it runs in the foreground. A foreground
 * job that is stopped becomes one of those that jobs lists.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include "job.h"

struct job *jobs;

struct job *
newJob(const char *source, enum jobKind kind)
{
	struct job *job = allocate(sizeof *job);
	struct job **end = &jobs;

	memset(job, 0, sizeof *job);
	job->kind = kind;
	job->ownFamily = option('m') && kind != JOB_SUBSTITUTION;
	job->source = source == NULL ? NULL : copyString(source);
	while (*end != NULL)
		end = &(*end)->next;
	*end = job;
	return job;
}

void
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

/* Both the shell and the child do this: whichever comes first. */
static void
enterFamily(const struct job *job, int pid)
{
	int family = job->count > 0 ? job->processes[0].pid : pid;

	if (!job->ownFamily)
		return;
	setpgrp(pid, family);
	if (job->kind == JOB_FOREGROUND)
		giveTerminal(family);
}

/* Without job control nothing keeps a background process from what is typed
 * for another, so it gets nothing to read. */
static void
beginChild(const struct job *job, int mask)
{
	bool detached = job->kind == JOB_BACKGROUND && !option('m');

	enterFamily(job, getpid());
	childSignals(detached, job->ownFamily);
	releaseAfterFork(mask);
	if (detached) {
		close(0);
		open("/dev/null", O_RDONLY, 0);
	}
	enterSubshell();
}

int
forkProcess(struct job *job)
{
	int mask = holdForChild();
	int pid = fork();
	struct process *process;

	if (pid == 0) {
		beginChild(job, mask);
		return 0;
	}
	releaseAfterFork(mask);
	if (pid < 0) {
		failErrno("fork");
		return -1;
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

enum state
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

int
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
recordStop(int pid, struct process *process, struct job *job, int number)
{
	if (!isFault(number)) {
		if (process != NULL) {
			process->state = STOPPED;
			job->stopSignal = number;
			job->told = false;
		}
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
	struct job *job = NULL;
	struct process *process = findProcess(pid, &job);

	if (WIFSTOPPED(status)) {
		recordStop(pid, process, job, WSTOPSIG(status));
	} else if (process == NULL) {
		return;
	} else {
		int number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

		process->state = DONE;
		job->told = false;
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

void
noteChildren(void)
{
	onChild(0);
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

/* A foreground job that was stopped: from now on the user can name it. */
static int
keepStopped(struct job *job)
{
	job->kind = JOB_BACKGROUND;
	numberJob(job);
	writeAll(2, "\n", 1);
	collectJobs();
	if (shell.loops > 0)
		abortCommand(SIGNAL_STATUS + job->stopSignal);
	return SIGNAL_STATUS + job->stopSignal;
}

int
waitForJob(struct job *job)
{
	bool foreground = job->ownFamily && job->kind == JOB_FOREGROUND;
	int status = shell.status;

	if (job->count > 0) {
		while (stateOf(job) == RUNNING || (stateOf(job) == STOPPED && !foreground))
			reap(true);
		status = statusOf(job);
		if (foreground)
			regainTerminal(stateOf(job) == DONE && status <= SIGNAL_STATUS);
		if (stateOf(job) == STOPPED)
			return keepStopped(job);
		if (foreground && status == INTERRUPT_STATUS)
			noteInterrupt();
	}
	removeJob(job);
	return status;
}

void
markContinued(struct job *job)
{
	int i;

	for (i = 0; i < job->count; i++)
		if (job->processes[i].state == STOPPED)
			job->processes[i].state = RUNNING;
	job->told = true;
}

int
continueJob(struct job *job, bool foreground)
{
	int family = job->processes[0].pid;

	markContinued(job);
	job->kind = foreground ? JOB_FOREGROUND : JOB_BACKGROUND;
	if (foreground && job->ownFamily)
		giveTerminal(family);
	if (job->ownFamily)
		killpg(family, SIGCONT);
	return foreground ? waitForJob(job) : 0;
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
