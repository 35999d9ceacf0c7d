/*
 * vmtest big MEGABYTES | many COPIES MEGABYTES | faults PAGES |
 * fork KILOBYTES ROUNDS [swapped] | map | mapbig MEGABYTES:
 * tests and times of virtual memory.
 */
#include "vmtest.h"

#define MAX_ARGUMENTS 3

int pageSize;

static const struct {
	const char *name;
	void (*run)(char **arguments);
} tests[] = {
	{ "big", bigTest },
	{ "many", manyTest },
	{ "faults", faultTimes },
	{ "fork", forkTimes },
	{ "map", mapTest },
	{ "mapbig", mapBigTest },
};

int main(int argc, char **argv)
{
	char *arguments[MAX_ARGUMENTS];
	unsigned i;

	Vm_PageSize(&pageSize);
	for (i = 0; i < MAX_ARGUMENTS; i++)
		arguments[i] = (int)i + 2 < argc ? argv[i + 2] : "";
	for (i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (argc >= 2 && strcmp(argv[1], tests[i].name) == 0) {
			tests[i].run(arguments);
			return 0;
		}
	}
	fprintf(stderr, "vmtest: %s: there is no such test\n", argc >= 2 ? argv[1] : "");
	return 2;
}

char *morePages(int count)
{
	char *start = sbrk(0), *aligned;
	int gap = (unsigned)start % pageSize == 0 ? 0 : pageSize - (unsigned)start % pageSize;

	if (sbrk(gap + count * pageSize) == (char *)-1) {
		fprintf(stderr, "vmtest: no address space for %d pages\n", count);
		exit(1);
	}
	aligned = start + gap;
	return aligned;
}

Proc_PID forkOrDie(void)
{
	Proc_PID pid;
	ReturnStatus status;

	fflush(stdout);
	status = Proc_Fork(FALSE, &pid);
	if (status == PROC_CHILD_PROC)
		return 0;
	if (status != SUCCESS) {
		fprintf(stderr, "vmtest: fork: status %x\n", status);
		exit(1);
	}
	return pid;
}

void waitForChild(void)
{
	int reason, result, code;
	Proc_PID pid;
	ReturnStatus status = Proc_Wait(0, NULL, PROC_WAIT_BLOCK, &pid, &reason, &result, &code, NULL);

	if (status != SUCCESS || reason != PROC_TERM_EXITED || result != 0)
		printf("child: status %x, reason %d, result %d\n", status, reason, result);
}
