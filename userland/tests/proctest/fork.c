/* What a child shares with its parent, and what it has copies of. */
#include "proctest.h"
#include <fcntl.h>

static int data = 1;

static void copies(void)
{
	int onStack = 2;
	char *heap = malloc(100000);
	Proc_PID pid = 0, parent, self;
	ReturnStatus status;

	heap[99999] = 3;
	fflush(stdout);
	status = Proc_Fork(FALSE, &pid);
	if (status == PROC_CHILD_PROC) {
		Proc_GetIDs(&self, &parent, NULL, NULL);
		printf("child: own id found %d, data %d %d %d\n", pid == self, data, onStack, heap[99999]);
		data = onStack = heap[99999] = 77;
		printf("child: data %d %d %d\n", data, onStack, heap[99999]);
		exit(0);
	}
	showWait(PROC_WAIT_BLOCK);
	printf("parent: data %d %d %d\n", data, onStack, heap[99999]);
	free(heap);
}

/* One offset, whoever reads. */
static void streams(void)
{
	char buffer[8];
	int fd = open("/etc/group", O_RDONLY);

	if (forkOrDie(FALSE) == 0) {
		read(fd, buffer, 4);
		close(fd);
		exit(0);
	}
	showWait(PROC_WAIT_BLOCK);
	printf("offset %d\n", (int)lseek(fd, 0, 1));
	close(fd);
}

/* Signal actions are inherited, pending signals are not. */
static void signals(void)
{
	Sig_Action old, ignore;
	int mask;

	memset(&ignore, 0, sizeof ignore);
	ignore.action = SIG_IGNORE_ACTION;
	Sig_SetAction(SIG_USER1, &ignore, NULL);
	Sig_SetHoldMask(BIT(SIG_USER2), NULL);
	Sig_Send(SIG_USER2, PROC_MY_PID, FALSE);
	if (forkOrDie(FALSE) == 0) {
		Sig_SetAction(SIG_USER1, &ignore, &old);
		Sig_SetHoldMask(0, &mask);
		printf("child: action %d, mask %x, nothing pending\n", old.action, mask);
		exit(0);
	}
	showWait(PROC_WAIT_BLOCK);
	ignore.action = SIG_IGNORE_ACTION;
	Sig_SetAction(SIG_USER2, &ignore, NULL);
	ignore.action = SIG_DEFAULT_ACTION;
	Sig_SetAction(SIG_USER2, &ignore, NULL);
	Sig_SetHoldMask(0, NULL);
	printf("parent: no longer pending\n");
}

static void manyChildren(void)
{
	int i, sum = 0, status;
	Proc_PID pid;

	for (i = 0; i < 20; i++)
		if (forkOrDie(FALSE) == 0)
			exit(i);
	for (i = 0; i < 20; i++) {
		Proc_Wait(0, NULL, PROC_WAIT_BLOCK, &pid, NULL, &status, NULL, NULL);
		sum += status;
	}
	printf("twenty children, sum %d\n", sum);
}

void forkTests(void)
{
	copies();
	streams();
	signals();
	manyChildren();
	printf("bad pointer: %x\n", Proc_Fork(FALSE, (Proc_PID *)0x10));
	showWait(PROC_WAIT_BLOCK);
}

/* As many children as there can be, and what then becomes of them. */
void bombTests(void)
{
	static Proc_PID pids[300];
	ReturnStatus status;
	int i, count = 0;

	while (count < 300) {
		status = Proc_Fork(FALSE, &pids[count]);
		if (status == PROC_CHILD_PROC)
			for (;;)
				Sig_Pause(0);
		if (status != SUCCESS)
			break;
		count++;
	}
	printf("no more: %x, enough %d\n", status, count > 50);
	for (i = 0; i < count; i++)
		Sig_Send(SIG_KILL, pids[i], FALSE);
	for (i = 0; i < count; i++)
		if (Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, NULL) != SUCCESS)
			break;
	printf("all gone: %d\n", i == count);
	if (forkOrDie(FALSE) == 0)
		exit(7);
	showWait(PROC_WAIT_BLOCK);
}
