/* Everything a parent can be told of a child, each once. */
#include "proctest.h"

static void pauseForEver(void)
{
	for (;;)
		Sig_Pause(0);
}

static Proc_PID sleeper(void)
{
	Proc_PID pid = forkOrDie(FALSE);

	if (pid == 0)
		pauseForEver();
	return pid;
}

static void nap(int milliseconds)
{
	Time interval;

	interval.seconds = 0;
	interval.microseconds = milliseconds * 1000;
	Sync_WaitTime(interval);
}

void waitTests(void)
{
	Proc_PID pid, other, ids[2];
	Proc_ResUsage usage;
	int status;

	if (forkOrDie(FALSE) == 0)
		Proc_RawExit(0x123456);
	showWait(PROC_WAIT_BLOCK);

	pid = sleeper();
	showWait(0);
	Sig_Send(SIG_TERM, pid, FALSE);
	showWait(PROC_WAIT_BLOCK);

	pid = sleeper();
	nap(50);
	Sig_Send(SIG_SUSPEND, pid, FALSE);
	showWait(PROC_WAIT_BLOCK | PROC_WAIT_FOR_SUSPEND);
	showWait(PROC_WAIT_FOR_SUSPEND);
	Sig_Send(SIG_RESUME, pid, FALSE);
	showWait(PROC_WAIT_BLOCK | PROC_WAIT_FOR_SUSPEND);
	Sig_Send(SIG_KILL, pid, FALSE);
	showWait(PROC_WAIT_BLOCK);

	if (forkOrDie(FALSE) == 0) {
		Proc_Detach(9);
		nap(100);
		exit(0);
	}
	showWait(PROC_WAIT_BLOCK);
	showWait(PROC_WAIT_BLOCK);

	/* A fault stops the child in the debug state. */
	pid = forkOrDie(FALSE);
	if (pid == 0)
		*nowhere = 1;
	showWait(PROC_WAIT_BLOCK | PROC_WAIT_FOR_SUSPEND);
	Sig_Send(SIG_KILL, pid, FALSE);
	showWait(PROC_WAIT_BLOCK);

	/* Named children only, the first of them not dead yet. */
	pid = sleeper();
	other = forkOrDie(FALSE);
	if (other == 0)
		exit(4);
	nap(50);
	ids[0] = pid;
	printf("named: %x\n", Proc_Wait(1, ids, 0, NULL, NULL, NULL, NULL, NULL));
	ids[1] = other;
	printf("both: %x", Proc_Wait(2, ids, PROC_WAIT_BLOCK, NULL, NULL, &status, NULL, &usage));
	printf(" status %d\n", status);
	ids[1] = 0x12345;
	printf("no child: %x\n", Proc_Wait(2, ids, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, NULL));
	Sig_Send(SIG_KILL, pid, FALSE);
	printf("bad pointer: %x\n", Proc_Wait(0, NULL, PROC_WAIT_BLOCK, (Proc_PID *)0x10, NULL, NULL, NULL, NULL));
	showWait(PROC_WAIT_BLOCK);

	/* Processor time of a child that was waited for. */
	if (forkOrDie(FALSE) == 0) {
		volatile int i;
		for (i = 0; i < 2000000; i++)
			;
		exit(0);
	}
	Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, &usage);
	Proc_GetResUsage(PROC_MY_PID, &usage);
	printf("children used time: %d\n",
	       usage.childUserCpuUsage.seconds > 0 || usage.childUserCpuUsage.microseconds > 100000);
}
