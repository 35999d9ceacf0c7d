/* Handlers, masks, faults, pauses, timers. */
#include "proctest.h"
#include <setjmp.h>

static volatile int count;
static jmp_buf back;

static int show(int signal, int code, Context *context, char *address)
{
	int mask;

	Sig_SetHoldMask(~0, &mask);
	Sig_SetHoldMask(mask, NULL);
	printf("signal %d code %d address %x, held %x, then %x\n", signal, code, (unsigned)address, mask,
	       context->oldHoldMask);
	count++;
	return 0;
}

/* Go on behind the instruction that faulted. */
static int skip(int signal, int code, Context *context, char *address)
{
	printf("fault %d code %d", signal, code);
	if (signal == SIG_ADDR_FAULT)
		printf(" address %x", (unsigned)address);
	printf("\n");
	skipFault(signal, code, context);
	return 0;
}

static int jump(int signal, int code, Context *context, char *address)
{
	(void)signal, (void)code, (void)context, (void)address;
	longjmp(back, 1);
	return 0;
}

static int counting(int signal, int code, Context *context, char *address)
{
	(void)signal, (void)code, (void)context, (void)address;
	count++;
	return 0;
}

static void send(int signal)
{
	ReturnStatus status = Sig_Send(signal, PROC_MY_PID, FALSE);

	if (status != SUCCESS)
		printf("send %d: %x\n", signal, status);
}

static void masks(void)
{
	handle(SIG_USER1, show, BIT(SIG_USER2));
	handle(SIG_USER2, show, 0);
	send(SIG_USER1);
	/* Held signals wait; two of the same are one; the lowest number comes first. */
	Sig_SetHoldMask(BIT(SIG_USER1) | BIT(SIG_USER2), NULL);
	send(SIG_USER2);
	send(SIG_USER1);
	send(SIG_USER1);
	printf("nothing yet\n");
	Sig_SetHoldMask(0, NULL);
	printf("count %d\n", count);
}

static void faults(void)
{
	handle(SIG_ADDR_FAULT, skip, 0);
	handle(SIG_ILL_INST, skip, 0);
	handle(SIG_ARITH_FAULT, skip, 0);
	handle(SIG_BREAKPOINT, skip, 0);
	raiseFaults(nowhere, (int *)((char *)&count + 1), forkOrDie);
	printf("after the faults\n");
	handle(SIG_ADDR_FAULT, jump, 0);
	if (setjmp(back) == 0)
		*nowhere = 1;
	else
		printf("jumped out\n");
	/* setjmp keeps the mask, so the next one is caught too. */
	if (setjmp(back) == 0)
		*nowhere = 1;
	else
		printf("jumped out again\n");
}

/* Registers are as they were when the handler returns. */
static void registers(void)
{
	int i, sum = 0;
	double x = 1;

	count = 0;
	handle(SIG_USER1, counting, 0);
	for (i = 0; i < 100; i++) {
		sum += i;
		x *= 1.5;
		if (i % 10 == 0)
			send(SIG_USER1);
	}
	printf("sum %d, x %d, handled %d\n", sum, x > 4e17 && x < 4.1e17, count);
}

static void pauses(void)
{
	int mask;

	handle(SIG_USER1, show, 0);
	Sig_SetHoldMask(BIT(SIG_USER1), NULL);
	if (forkOrDie(FALSE) == 0) {
		Proc_PID parent;
		Time interval = { 0, 100000 };
		Proc_GetIDs(NULL, &parent, NULL, NULL);
		Sync_WaitTime(interval);
		Sig_Send(SIG_USER1, parent, FALSE);
		exit(0);
	}
	printf("pause: %x\n", Sig_Pause(BIT(SIG_USER2)));
	Sig_SetHoldMask(0, &mask);
	printf("mask after it %x\n", mask);
	showWait(PROC_WAIT_BLOCK);
}

static void timer(void)
{
	Proc_TimerInterval timer, old;
	ReturnStatus status;
	Time interval = { 10, 0 };

	count = 0;
	handle(SIG_TIMER, counting, 0);
	memset(&timer, 0, sizeof timer);
	timer.curValue.microseconds = 50000;
	timer.interval.microseconds = 50000;
	Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, NULL);
	while (count < 5)
		;
	memset(&timer, 0, sizeof timer);
	Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, &old);
	printf("five times while busy, interval %d\n", old.interval.microseconds);
	timer.curValue.seconds = 1;
	Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, NULL);
	status = Sync_WaitTime(interval);
	printf("sleep cut short: %x\n", status);
	timer.interval.seconds = -1;
	printf("bad timer: %x %x\n", Proc_SetIntervalTimer(PROC_TIMER_REAL, &timer, NULL),
	       Proc_SetIntervalTimer(1, &old, NULL));
}

static void children(void)
{
	int status;

	count = 0;
	handle(SIG_CHILD, counting, 0);
	if (forkOrDie(FALSE) == 0)
		exit(0);
	/* The library repeats a wait that the signal has cut short. */
	Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, &status, NULL, NULL);
	printf("child signals: %d\n", count);
}

static void endings(void)
{
	Proc_PID pid;
	Sig_Action action;

	printf("to nobody: %x\n", Sig_Send(SIG_TERM, 0x1ff, FALSE));
	printf("bad numbers: %x %x\n", Sig_Send(32, PROC_MY_PID, FALSE), Sig_Send(-1, PROC_MY_PID, FALSE));
	action.action = SIG_IGNORE_ACTION;
	printf("unholdable: %x\n", Sig_SetAction(SIG_ILL_INST, &action, NULL));
	printf("kill: %x\n", Sig_SetAction(SIG_KILL, &action, NULL));
	/* No stack to put a frame on. */
	pid = forkOrDie(FALSE);
	if (pid == 0) {
		handle(SIG_USER1, counting, 0);
		sendWithoutStack();
		exit(0);
	}
	showWait(PROC_WAIT_BLOCK);
}

void signalTests(void)
{
	masks();
	faults();
	registers();
	pauses();
	timer();
	children();
	endings();
}
