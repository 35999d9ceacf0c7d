/* Arguments that nobody sane would pass, to every call about processes, signals, locks and memory. */
#include "proctest.h"

/* Not those that end, stop or detach the caller, send it signals, or make it wait (a debugger waits for its process). */
static const unsigned char calls[] = {
	0, 1, 15, 17, 18, 19, 20, 21, 22, 25, 26, 29, 30, 34, 38, 39, 40, 41, 42, 44, 63, 64, 74, 83, 84, 86,
	89, 93, 94, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 113, 200,
};

static unsigned next(void)
{
	static unsigned seed = 1;

	seed = seed * 1103515245 + 12345;
	return seed >> 16;
}

static char data[64];

static unsigned wild(void)
{
	static const unsigned values[] = {
		0, 1, 2, 5, 0x10, 0xfff, 0x1000, 0x7fff, 0x10000000, 0x7ddffffc, 0x7ddfffff, 0x7de00000, 0x7fffffff,
		0x80000000, 0x80000001, 0xbfc00000, 0xfffffff0, 0xfffffffe, 0xffffffff,
	};
	unsigned choice = next() % 24;

	if (choice < sizeof values / sizeof values[0])
		return values[choice];
	if (choice == 19)
		return (unsigned)data + next() % sizeof data;
	if (choice == 20)
		return (unsigned)wild + next() % 64;
	return next() << 16 | next();
}

/* What is written through a wild pointer may be the caller's own data, so it may well go down. */
static void makeCalls(int count)
{
	while (count-- > 0) {
		unsigned number = calls[next() % sizeof calls];

		if (rawCall(wild(), wild(), wild(), wild(), wild(), wild(), wild(), wild(), number) == PROC_CHILD_PROC)
			break;
	}
	Proc_RawExit(0);
}

void wildTests(void)
{
	int i, reason, round, ends = 0, deaths = 0;
	Proc_PID pid;

	for (round = 0; round < 400; round++) {
		for (i = 0; i < 10; i++)
			next();
		if (forkOrDie(FALSE) == 0)
			makeCalls(20);
		while (Proc_Wait(0, NULL, PROC_WAIT_BLOCK | PROC_WAIT_FOR_SUSPEND, &pid, &reason, NULL, NULL, NULL) ==
		       SUCCESS) {
			if (reason == PROC_TERM_SUSPENDED)
				Sig_Send(SIG_KILL, pid, FALSE);
			else if (reason == PROC_TERM_EXITED)
				ends++;
			else
				deaths++;
		}
	}
	printf("all over %d, still here\n", ends + deaths >= round);
}
