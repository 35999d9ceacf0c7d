/* Processes that are found asleep: in a read, a wait, a select, a sleep; and trees of them. */
#include "migtest.h"

static long now(void)
{
	struct timeval time;

	gettimeofday(&time, NULL);
	return time.tv_sec;
}

void readTest(void)
{
	int ends[2];
	char text[40];
	pid_t child;

	need("pipe", pipe(ends));
	child = forkOrDie();
	if (child == 0) {
		sleep(3);
		write(ends[1], "late", 4);
		sleep(2);
		write(ends[1], "later", 5);
		exit(0);
	}
	close(ends[1]);
	for (;;) {
		long count = need("read", read(ends[0], text, sizeof text - 1));

		if (count == 0)
			break;
		text[count] = '\0';
		printf("read %s\n", text);
	}
	showEnd("writer", child, 0);
}

void waitTest(void)
{
	pid_t child;
	int i;

	for (i = 1; i <= 3; i++) {
		if (forkOrDie() == 0) {
			/* They end in this order even if one has tried for seconds to go to a host that is no more. */
			sleep(15 * i);
			exit(10 + i);
		}
	}
	for (i = 0; i < 3; i++)
		showEnd("next", -1, 0);
	child = forkOrDie();
	if (child == 0)
		for (;;)
			pause();
	sleep(1);
	kill(child, SIGKILL);
	showEnd("killed", child, 0);
	printf("no more: %d\n", (int)wait(NULL));
}

void selectTest(void)
{
	struct timeval second = {1, 0};
	int ends[2], ready;
	long wanted, began = now();

	need("pipe", pipe(ends));
	ready = select(0, NULL, NULL, NULL, &second);
	printf("time-out: %d, %s\n", ready, now() - began <= 10 ? "soon" : "late");
	if (forkOrDie() == 0) {
		sleep(2);
		write(ends[1], "x", 1);
		exit(0);
	}
	wanted = 1L << ends[0];
	second.tv_sec = 30;
	do
		ready = select(ends[0] + 1, (void *)&wanted, NULL, NULL, &second);
	while (ready < 0 && errno == EINTR);
	printf("ready: %d %d\n", ready, wanted == 1L << ends[0]);
	showEnd("writer", -1, 0);
}

void sleepTest(void)
{
	int i;

	for (i = 0; i < 3; i++) {
		long began = now(), took;

		sleep(2);
		took = now() - began;
		printf("slept %s\n", took >= 2 && took <= 10 ? "well" : took < 2 ? "too little" : "too long");
	}
}

/* Whoever runs this twice has it written twice. */
void countTest(void)
{
	int i;

	for (i = 1; i <= 5; i++) {
		sleep(2);
		printf("%d\n", i);
		fflush(stdout);
	}
}

/* A tree of processes, each of which waits for its own. */
static int grow(int depth)
{
	int sum = 1, i, status;

	if (depth == 0)
		return 1;
	for (i = 0; i < 2; i++) {
		pid_t child = forkOrDie();

		if (child == 0)
			exit(grow(depth - 1));
		passTime(1);
		need("wait", waitpid(child, &status, 0));
		sum += WEXITSTATUS(status);
	}
	return sum;
}

void treeTest(void)
{
	printf("tree of %d\n", grow(2));
}
