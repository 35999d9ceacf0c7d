/*
 * callfuzz TABLE SEED WORKERS CALLS USER: keep WORKERS workers going, each with
 * CALLS calls and the rights of user USER. Standard input says how long: a
 * worker begins for each byte 'g', and it is over with any other or the end.
 * With more words, as many idle processes as the first of them says fill the
 * process table. Must be started by root, so that no worker can end it.
 */
#include "callfuzz.h"

#include <fcntl.h>
#include <sys/stat.h>

#define CALLS 256
#define WORKERS 64
#define SLOTS 256
/* Virtual time after which a worker is ended, in ticks of the supervisor's timer. */
#define TICK_MICROSECONDS 200000
#define LIFE_TICKS 5

typedef struct {
	Proc_PID pid;
	int age;
} Worker;

static Call calls[CALLS];
static int callCount;
static Worker workers[WORKERS];
static Proc_PID before[SLOTS];
static volatile int ticked;

static void readTable(const char *name)
{
	FILE *file = fopen(name, "r");

	if (file == NULL) {
		perror(name);
		exit(2);
	}
	while (callCount < CALLS && fscanf(file, "%d %11s", &calls[callCount].number, calls[callCount].kinds) == 2) {
		/* A call without arguments has a dash. */
		if (calls[callCount].kinds[0] == '-')
			calls[callCount].kinds[0] = '\0';
		callCount++;
	}
	fclose(file);
}

static int tick(int signal, int code, void *context, char *address)
{
	(void)signal, (void)code, (void)context, (void)address;
	ticked = 1;
	return 0;
}

/* The ids of everybody there is, by slot. */
static void listProcesses(Proc_PID *ids)
{
	static Proc_PCBInfo infos[SLOTS];
	int slot, used;

	if (Proc_GetPCBInfo(0, SLOTS - 1, PROC_MY_HOSTID, sizeof infos[0], infos, NULL, &used) != SUCCESS)
		return;
	for (slot = 0; slot < used; slot++) {
		int state = infos[slot].state;

		ids[slot] = state == PROC_UNUSED || state == PROC_DEAD || state == PROC_EXITING ? 0 : infos[slot].processID;
	}
}

/* Whoever is there now, was not before, and is no worker at work; 0 when there is none. */
static int endStrangers(void)
{
	Proc_PID now[SLOTS];
	int slot, i, count = 0;

	memset(now, 0, sizeof now);
	listProcesses(now);
	for (slot = 0; slot < SLOTS; slot++) {
		if (now[slot] == 0 || now[slot] == before[slot] || now[slot] == (Proc_PID)getpid())
			continue;
		for (i = 0; i < WORKERS && workers[i].pid != now[slot]; i++)
			continue;
		if (i < WORKERS && workers[i].age <= LIFE_TICKS)
			continue;
		Sig_Send(SIG_KILL, now[slot], FALSE);
		count++;
	}
	return count;
}

static Proc_PID startWorker(unsigned seed, int howMany, int user)
{
	Proc_PID pid;
	int i;
	ReturnStatus status = Proc_Fork(FALSE, &pid);

	if (status != PROC_CHILD_PROC)
		return status == SUCCESS ? pid : 0;
	for (i = 0; i < 3; i++)
		close(i);
	open("/dev/null", 2);
	dup2(0, 1);
	dup2(0, 2);
	setpgrp(0, getpid());
	if (user != 0)
		Proc_SetIDs(user, user);
	chdir(PLAYGROUND);
	seedRandom(seed);
	prepareArguments(user == 0);
	work(calls, callCount, howMany);
	return 0;
}

static void startIdler(void)
{
	Proc_PID pid;

	if (Proc_Fork(FALSE, &pid) != PROC_CHILD_PROC)
		return;
	for (;;)
		pause();
}

/* One round of waiting: take back who has ended, and end who has been at it for too long. */
static void attend(int count, Boolean all)
{
	Proc_PID pid;
	int i, reason, status = Proc_RawWait(0, NULL, PROC_WAIT_BLOCK, &pid, &reason, NULL, NULL, NULL);

	if (status == SUCCESS) {
		for (i = 0; i < count; i++) {
			if (workers[i].pid == pid)
				workers[i].pid = 0;
		}
	}
	if (status == PROC_NO_CHILDREN)
		pause();
	if (!ticked)
		return;
	ticked = 0;
	for (i = 0; i < count; i++)
		workers[i].age += all ? LIFE_TICKS + 1 : 1;
	endStrangers();
}

/* May another worker begin? No tick comes in between: a read that is asked for twice would be answered twice. */
static Boolean isWanted(void)
{
	char byte = 'q';
	int mask;

	Sig_SetHoldMask(1 << (SIG_TIMER - 1), &mask);
	if (read(0, &byte, 1) != 1)
		byte = 'q';
	Sig_SetHoldMask(mask, NULL);
	return byte == 'g';
}

static Boolean isAnybodyLeft(int count)
{
	int i;

	for (i = 0; i < count; i++) {
		if (workers[i].pid != 0)
			return TRUE;
	}
	return endStrangers() > 0;
}

int main(int argc, char **argv)
{
	Sig_Action action = { SIG_HANDLE_ACTION, tick, 0 };
	Proc_TimerInterval timer = { { 0, TICK_MICROSECONDS }, { 0, TICK_MICROSECONDS } };
	int i, count, howMany, user;
	unsigned seed;
	Boolean goesOn = TRUE;

	if (argc < 6) {
		fprintf(stderr, "usage: callfuzz table seed workers calls user [idle]\n");
		return 2;
	}
	readTable(argv[1]);
	seed = atoi(argv[2]);
	count = atoi(argv[3]);
	howMany = atoi(argv[4]);
	user = atoi(argv[5]);
	if (count < 1 || count > WORKERS || callCount == 0) {
		fprintf(stderr, "callfuzz: from 1 to %d workers, and calls for them\n", WORKERS);
		return 2;
	}
	/* Root's workers may have renamed it. */
	mkdir("/tmp", 0777);
	mkdir(PLAYGROUND, 0777);
	chmod(PLAYGROUND, 0777);
	listProcesses(before);
	for (i = argc > 6 ? atoi(argv[6]) : 0; i > 0; i--)
		startIdler();
	Sig_SetAction(SIG_TIMER, &action, NULL);
	Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, NULL);
	while (goesOn) {
		for (i = 0; i < count && goesOn; i++) {
			if (workers[i].pid != 0)
				continue;
			if (!(goesOn = isWanted()))
				break;
			workers[i].age = 0;
			workers[i].pid = startWorker(++seed, howMany, user);
		}
		attend(count, FALSE);
	}
	while (isAnybodyLeft(count))
		attend(count, TRUE);
	return 0;
}
