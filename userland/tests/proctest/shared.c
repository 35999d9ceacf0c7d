/* Two processes with one heap: what each sees of the other, locks and events between them. */
#include "proctest.h"

static volatile int data;
static Sync_UserLock lock;
static volatile int turns, ready;

static void take(void)
{
	while (lock.inUse)
		Sync_SlowLock(&lock);
	lock.inUse = 1;
}

static void give(void)
{
	Boolean waiting = lock.waiting;

	lock.inUse = 0;
	lock.waiting = 0;
	if (waiting)
		Sync_SlowBroadcast((unsigned)&lock, &lock.waiting);
}

void sharedTests(void)
{
	volatile int onStack = 1;
	Boolean flag;
	int i;

	if (forkOrDie(TRUE) == 0) {
		data = 5;
		onStack = 2;
		Proc_RawExit(0);
	}
	showWait(PROC_WAIT_BLOCK);
	printf("data %d, stack %d\n", data, onStack);

	/* The child waits for the lock, and for an event, until the parent gives them. */
	Sync_SlowLockStub(&lock);
	printf("locked %d\n", lock.inUse);
	fflush(stdout);
	if (forkOrDie(TRUE) == 0) {
		Sync_SlowLockStub(&lock);
		turns = 1;
		while (!ready) {
			Sync_SlowWait((unsigned)&ready, &lock, FALSE);
			take();
		}
		turns = 2;
		give();
		Proc_RawExit(turns);
	}
	for (i = 0; i < 3; i++) {
		Time interval = { 0, 50000 };
		Sync_WaitTime(interval);
	}
	printf("turns %d, waiting %d\n", turns, lock.waiting);
	give();
	for (i = 0; i < 3; i++) {
		Time interval = { 0, 50000 };
		Sync_WaitTime(interval);
	}
	printf("turns %d\n", turns);
	ready = 1;
	flag = 1;
	Sync_SlowBroadcast((unsigned)&ready, &flag);
	showWait(PROC_WAIT_BLOCK);
	printf("turns %d, flag %d\n", turns, flag);
}
