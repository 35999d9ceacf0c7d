/* Masks, pending signals, handlers on the stack, timers, stops, families. */
#include "migtest.h"

static volatile int caught;

static void count(int signal)
{
	caught = caught * 100 + signal;
}

void maskTest(void)
{
	signal(SIGUSR1, count);
	signal(SIGUSR2, count);
	sigblock(sigmask(SIGUSR1) | sigmask(SIGUSR2));
	kill(getpid(), SIGUSR2);
	passTime(3);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	passTime(5);
	printf("held: %d\n", caught);
	sigsetmask(sigmask(SIGUSR2));
	passTime(2);
	printf("one let through: %d\n", caught);
	sigsetmask(0);
	passTime(2);
	printf("both: %d\n", caught);
	signal(SIGUSR1, SIG_IGN);
	kill(getpid(), SIGUSR1);
	passTime(1);
	printf("ignored: %d\n", caught);
}

static int depth;

/* A handler that makes calls, and takes the signal again. */
static void nest(int signal)
{
	int mine = depth++;
	char text[40];

	sprintf(text, "in %d of %d\n", mine, signal);
	passTime(2);
	if (mine < 3) {
		sigsetmask(0);
		kill(getpid(), SIGUSR1);
	}
	passTime(2);
	printf("%s", text);
}

void handlerTest(void)
{
	int before = 12345;

	signal(SIGUSR1, nest);
	kill(getpid(), SIGUSR1);
	passTime(3);
	printf("out at depth %d, %d\n", depth, before);
}

static void tick(int signal)
{
	(void)signal;
	caught++;
}

void timerTest(void)
{
	struct itimerval every = {{0, 400000}, {0, 700000}}, left;

	signal(SIGALRM, tick);
	need("setitimer", setitimer(ITIMER_REAL, &every, NULL));
	while (caught < 4)
		sigpause(0);
	getitimer(ITIMER_REAL, &left);
	printf("%d ticks, interval %ld\n", caught >= 4 ? 4 : caught, (long)left.it_interval.tv_usec);
	memset(&every, 0, sizeof every);
	setitimer(ITIMER_REAL, &every, NULL);
	caught = 0;
	sleep(1);
	printf("after the end: %d\n", caught);
}

void pauseTest(void)
{
	int i;

	signal(SIGALRM, tick);
	for (i = 0; i < 2; i++) {
		/* The alarm may ring before the pause begins, if a move comes between. */
		int mask = sigblock(sigmask(SIGALRM));

		alarm(1);
		while (caught == i)
			sigpause(mask);
		sigsetmask(mask);
		printf("woken %d\n", caught);
	}
}

void stopTest(void)
{
	pid_t child = forkOrDie();

	if (child == 0) {
		passTime(2);
		kill(getpid(), SIGSTOP);
		passTime(2);
		printf("child goes on\n");
		exit(4);
	}
	showEnd("child", child, WUNTRACED);
	sleep(3);
	printf("still stopped: %d\n", (int)waitpid(child, NULL, WNOHANG));
	fflush(stdout);
	kill(child, SIGCONT);
	showEnd("child", child, 0);
}

/* A process may be long on its way to a host that is no more before it joins. */
static void awaitFamily(pid_t process, pid_t family)
{
	while (getpgrp(process) != family)
		sleep(1);
}

void familyTest(void)
{
	pid_t first, second;

	first = forkOrDie();
	if (first == 0) {
		setpgrp(0, getpid());
		for (;;)
			passTime(1), usleep(300000);
	}
	awaitFamily(first, first);
	second = forkOrDie();
	if (second == 0) {
		setpgrp(0, (int)first);
		for (;;)
			pause();
	}
	awaitFamily(second, first);
	sleep(5);
	printf("family %d %d\n", getpgrp(first) == first, getpgrp(second) == first);
	need("killpg", killpg(first, SIGTERM));
	showEnd("first", first, 0);
	showEnd("second", second, 0);
	printf("nobody: %d\n", killpg(first, SIGTERM));
}
