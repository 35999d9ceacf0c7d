/* proctest: fork | bomb | wait | signal | exec | shared | wild */
#include "proctest.h"

int *volatile const nowhere = (int *)0x10;

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{ "fork", forkTests },
	{ "bomb", bombTests },
	{ "wait", waitTests },
	{ "signal", signalTests },
	{ "shared", sharedTests },
	{ "wild", wildTests },
};

int main(int argc, char **argv)
{
	unsigned i;

	if (argc >= 2 && strncmp(argv[1], "exec", 4) == 0) {
		execTests(argv);
		return 0;
	}
	for (i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (argc == 2 && strcmp(argv[1], tests[i].name) == 0) {
			tests[i].run();
			return 0;
		}
	}
	fprintf(stderr, "proctest: %s: there is no such test\n", argc >= 2 ? argv[1] : "");
	return 2;
}

Proc_PID forkOrDie(Boolean shareHeap)
{
	Proc_PID pid;
	ReturnStatus status;

	fflush(stdout);
	status = Proc_Fork(shareHeap, &pid);
	if (status == PROC_CHILD_PROC)
		return 0;
	if (status != SUCCESS) {
		fprintf(stderr, "proctest: fork: status %x\n", status);
		exit(1);
	}
	return pid;
}

void showWait(int flags)
{
	Proc_PID pid;
	int reason, status, subStatus;
	ReturnStatus result = Proc_Wait(0, NULL, flags, &pid, &reason, &status, &subStatus, NULL);

	if (result != SUCCESS)
		printf("wait: %x\n", result);
	else
		printf("wait: reason %d status %d code %d\n", reason, status, subStatus);
}

void handle(int signal, Handler *handler, int mask)
{
	Sig_Action action;
	ReturnStatus status;

	action.action = SIG_HANDLE_ACTION;
	action.handler = (int (*)())handler;
	action.sigHoldMask = mask;
	status = Sig_SetAction(signal, &action, NULL);
	if (status != SUCCESS)
		printf("handle %d: %x\n", signal, status);
}
