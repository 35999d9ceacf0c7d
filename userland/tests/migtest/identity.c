/* Who a process is: ids, groups, masks, its usage, and what exec leaves of it. */
#include "migtest.h"
#include <sys/resource.h>

extern char **environ;

void idsTest(void)
{
	gid_t groups[16];
	char name[64];
	pid_t me = getpid(), parent = getppid();
	int i, count;
	struct stat found;

	umask(027);
	for (i = 0; i < 4; i++) {
		passTime(2);
		if (getpid() != me || getppid() != parent)
			printf("another process\n");
	}
	count = getgroups(16, groups);
	printf("uid %d %d, groups %d, host %s\n", getuid(), geteuid(), count > 0,
	       gethostname(name, sizeof name) == 0 ? name : "unknown");
	sprintf(name, "/tmp/migtest.mask.%x", (unsigned)me);
	close((int)need(name, open(name, O_WRONLY | O_CREAT, 0666)));
	need("stat", stat(name, &found));
	printf("mode %o, owner is me %d\n", (unsigned)found.st_mode & 0777, found.st_uid == getuid());
	unlink(name);
}

/* A child's processor time is its parent's once it has been waited for. */
void usageTest(void)
{
	struct rusage own, children;

	if (forkOrDie() == 0) {
		passTime(40);
		exit(0);
	}
	wait(NULL);
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	printf("used: %d %d\n", own.ru_utime.tv_sec * 1000000 + own.ru_utime.tv_usec >= 0,
	       children.ru_utime.tv_sec * 1000000 + children.ru_utime.tv_usec > 0);
}

static void goOn(char **argv, const char *turn, int kept)
{
	char number[12];
	char *next[5];

	sprintf(number, "%d", kept);
	next[0] = argv[0];
	next[1] = argv[1];
	next[2] = (char *)turn;
	next[3] = number;
	next[4] = NULL;
	fflush(stdout);
	execve("/sprite/tests/migtest", next, environ);
	fail("exec");
}

/* Three programs one after the other: a stream stays, a signal stays ignored, a mask stays held. */
void execTest(char **argv)
{
	int turn = argv[2] == NULL ? 0 : atoi(argv[2]), kept;

	if (turn == 0) {
		kept = scratch("exec");
		setenv("MIGTEST", "was here", 1);
		signal(SIGUSR1, SIG_IGN);
		sigblock(sigmask(SIGUSR2));
		fcntl(dup(kept), F_SETFD, 1);
		passTime(2);
		goOn(argv, "1", kept);
	}
	kept = atoi(argv[3]);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	passTime(2);
	need("write", write(kept, "more", 4));
	printf("turn %d: %s, at %ld, copy %d\n", turn, getenv("MIGTEST"), (long)lseek(kept, 0, SEEK_CUR),
	       (int)lseek(kept + 1, 0, SEEK_CUR));
	if (turn == 1)
		goOn(argv, "2", kept);
}
