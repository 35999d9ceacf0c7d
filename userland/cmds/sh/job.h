/*
 * The table of jobs, shared by what runs them (job.c) and what a person sees
 * and says of them (jobs.c).
 */
#ifndef JOB_H
#define JOB_H

#include "sh.h"

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
	int number; /* of a job that has been stopped or in the background, else 0 */
	int turn; /* the later it was stopped or put there, the higher */
	bool ownFamily; /* named by its first process */
	bool told; /* the user knows its state */
	int stopSignal; /* when STOPPED */
	char *source;
	struct process *processes;
	int count;
};

extern struct job *jobs; /* the oldest first */

enum state stateOf(const struct job *job);
int statusOf(const struct job *job);
void removeJob(struct job *job);
void noteChildren(void); /* all reports that children have made */
void numberJob(struct job *job);
int continueJob(struct job *job, bool foreground); /* its status, in the foreground */
void markContinued(struct job *job);

/* terminal.c */
void giveTerminal(int family);
void regainTerminal(bool keepModes); /* with the modes it has, or those from before */

#endif
