/* What faults and fork take: microseconds of the host's clock, one figure with its name on a line. */
#include "vmtest.h"

/* Long enough for a child to touch everything. */
#define SETTLING_SECONDS 5

static double now(void)
{
	Time time;

	Sys_GetTimeOfDay(&time, NULL, NULL);
	return time.seconds * 1e6 + time.microseconds;
}

static void touch(char *memory, int pages, int isWrite)
{
	int i;

	for (i = 0; i < pages; i++) {
		volatile char *at = memory + i * pageSize;

		if (isWrite)
			*at = (char)i;
		else
			(void)*at;
	}
}

/* Touches each page once; prints the time for one. */
static void timeTouch(const char *name, char *memory, int pages, int isWrite)
{
	double start = now(), end;

	touch(memory, pages, isWrite);
	end = now();
	printf("%s %.3f\n", name, (end - start) / pages);
	fflush(stdout);
}

static int segmentOf(int which)
{
	Proc_PCBInfo info;

	Proc_GetPCBInfo(PROC_MY_PID, PROC_MY_PID, PROC_MY_HOSTID, sizeof info, &info, (Proc_PCBArgString *)USER_NIL,
			(int *)USER_NIL);
	return info.vmSegments[which];
}

/* Gets the pages out of memory, to the swap file. */
static void flush(char *memory, int pages)
{
	int range[3];

	range[0] = segmentOf(VM_HEAP);
	range[1] = (unsigned)memory / pageSize;
	range[2] = range[1] + pages - 1;
	Vm_Cmd(VM_FLUSH_SEGMENT, (int)range);
}

/* A child that waits until the pipe has no writer left; it touches the pages first if it is told to. */
static void forkIdle(const int *pipeEnds, char *memory, int pages, int touchesFirst)
{
	char byte = 0;

	if (forkOrDie() != 0)
		return;
	close(pipeEnds[1]);
	if (touchesFirst)
		touch(memory, pages, 1);
	read(pipeEnds[0], &byte, 1);
	_exit(0);
}

static void release(const int *pipeEnds)
{
	close(pipeEnds[0]);
	close(pipeEnds[1]);
	waitForChild();
}

void faultTimes(char **arguments)
{
	int pages = atoi(arguments[0]), keep[2], go[2];
	char *memory = morePages(pages);

	timeTouch("zero-fill", memory, pages, 1);
	timeTouch("no-fault", memory, pages, 1);
	pipe(go);
	forkIdle(go, memory, pages, 0);
	timeTouch("copy-on-write", memory, pages, 1);
	release(go);
	if (forkOrDie() == 0) {
		timeTouch("copy-on-reference", memory, pages, 0);
		_exit(0);
	}
	waitForChild();
	/*
	 * One child has copies of its own and the other is gone, so nobody needs
	 * a copy; but the parent learns that only when it writes.
	 */
	pipe(keep);
	forkIdle(keep, memory, pages, 1);
	sleep(SETTLING_SECONDS);
	if (forkOrDie() == 0)
		_exit(0);
	waitForChild();
	timeTouch("unprotect", memory, pages, 1);
	release(keep);
	flush(memory, pages);
	timeTouch("swap-in", memory, pages, 0);
}

static void forkOnce(void)
{
	if (forkOrDie() == 0)
		Proc_RawExit(0);
	waitForChild();
}

/* The first fork fetches the code for all. */
void forkTimes(char **arguments)
{
	int pages = atoi(arguments[0]) * 1024 / pageSize, rounds = atoi(arguments[1]), i;
	char *memory = morePages(pages);
	double start;

	touch(memory, pages, 1);
	if (strcmp(arguments[2], "swapped") == 0)
		flush(memory, pages);
	forkOnce();
	start = now();
	for (i = 0; i < rounds; i++)
		forkOnce();
	printf("fork %.3f\n", (now() - start) / rounds);
}
