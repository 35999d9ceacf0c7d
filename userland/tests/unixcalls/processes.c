/* Forks, waits, ids, memory, time. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rawUnix.h"

static int shared;

static void children(void)
{
	int child, status = 0, usage[18], ends[2];
	char byte = 0;

	CHECK(UNIX3(U_WAIT3, &status, 0, 0) == -ECHILD);
	child = UNIX0(U_FORK);
	if (child == 0 && secondResult == 1)
		UNIX1(U_EXIT, UNIX0(U_GETPID) == getpid() && secondResult == getppid() ? 7 : 1);
	CHECK(child > 0 && secondResult == 0);
	memset(usage, 0xff, sizeof usage);
	CHECK(UNIX3(U_WAIT3, &status, 0, usage) == child && status == 7 << 8 && secondResult == status);
	CHECK(usage[4] == 0 && usage[15] == 0 && usage[16] >= 0);

	/* Killed by UNIX's number; nothing to report yet. */
	ends[0] = UNIX0(U_PIPE);
	ends[1] = secondResult;
	child = UNIX0(U_FORK);
	if (child == 0) {
		UNIX3(U_READ, ends[0], &byte, 1);
		UNIX1(U_EXIT, 0);
	}
	CHECK(UNIX3(U_WAIT3, &status, 1, 0) == 0 && UNIX2(U_KILL, child, 0) == 0 && UNIX2(U_KILL, child, 15) == 0);
	CHECK(UNIX3(U_WAIT3, &status, 0, 0) == child && status == 15 && UNIX2(U_KILL, child, 15) == -ESRCH);
	CHECK(UNIX2(U_KILL, 0, 12) == -EINVAL && UNIX2(U_KILL, 0, 0) == 0 && UNIX2(U_KILL, 0, 40) == -EINVAL);

	/* The heap and the stack of a vfork child are its parent's, which waits. */
	child = rawVfork();
	if (child == 0) {
		static char *const arguments[] = {"sh", "-c", "exit 9", 0}, *const environment[] = {0};

		shared = 5;
		byte = 'v';
		UNIX3(U_EXECVE, "/bin/sh", arguments, environment);
		UNIX1(U_EXIT, 1);
	}
	CHECK(child > 0 && shared == 5 && UNIX3(U_WAIT3, &status, 0, 0) == child && status == 9 << 8);
	CHECK(byte == 'v');
	CHECK(UNIX3(U_EXECVE, "/nothing", 0, 0) == -ENOENT && UNIX2(U_EXECV, "/etc/passwd", 0) < 0);
	CHECK(UNIX1(U_CLOSE, ends[0]) == 0 && UNIX1(U_CLOSE, ends[1]) == 0);
#ifdef __m68k__
	{
		int other = UNIX0(U_FORK);

		if (other == 0)
			UNIX1(U_EXIT, 3);
		child = UNIX0(U_FORK);
		if (child == 0)
			UNIX1(U_EXIT, 4);
		CHECK(UNIX4(U_WAIT4, child, &status, 0, 0) == child && status == 4 << 8);
		CHECK(UNIX4(U_WAIT4, 0, &status, 0, 0) == other && status == 3 << 8);
		CHECK(UNIX4(U_WAIT4, child, &status, 0, 0) == -ECHILD);
	}
#endif
}

static void identity(void)
{
	char name[64];
	int groups[8], count = UNIX2(U_GETGROUPS, 8, groups), family;

	CHECK(UNIX0(U_GETPID) == getpid() && secondResult == getppid());
	CHECK(UNIX0(U_GETUID) == (int)getuid() && secondResult == (int)geteuid());
	CHECK(UNIX0(U_GETGID) == 155 && secondResult == 155);
	CHECK(count > 0 && UNIX2(U_GETGROUPS, 0, groups) == 0 && UNIX2(U_GETGROUPS, 8, 0) == -EINVAL);
	CHECK(UNIX2(U_SETPGRP, 0, UNIX0(U_GETPID)) == 0 && UNIX1(U_GETPGRP, 0) == UNIX0(U_GETPID));
	family = UNIX1(U_GETPGRP, UNIX0(U_GETPID));
	CHECK(family == UNIX0(U_GETPID) && UNIX2(U_KILLPG, family, 0) == 0);
	memset(name, 'x', sizeof name);
	CHECK(UNIX2(U_GETHOSTNAME, name, 64) == 0 && strcmp(name, "mint") == 0 && name[5] == 'x');
	CHECK(UNIX2(U_GETHOSTNAME, name, 2) == 0 && memcmp(name, "mint", 5) == 0);
	CHECK(UNIX1(U_SETHOSTID, 5) == -EPERM && UNIX0(U_GETHOSTID) == 0);
	CHECK(UNIX2(U_GETDOMAINNAME, name, 64) == 0 && name[0] == 0);
}

static void memory(void)
{
	int size = UNIX0(U_GETPAGESIZE);
	char *end = sbrk(0), *next = (char *)(((unsigned long)end + size - 1) / size * size);

	CHECK(size == getpagesize() && UNIX1(U_BRK, next + 2 * size) == 0);
	next[0] = 1;
	next[2 * size - 1] = 2;
	/* Up to the stack is too far. */
	CHECK(UNIX1(U_BRK, next) == 0 && next[0] == 1 && UNIX1(U_BRK, &size) == -ENOMEM);
}

static void times(void)
{
	int now[2], zone[2], timer[4] = {0, 0, 100, 0}, found[4], usage[18];

	CHECK(UNIX2(U_GETTIMEOFDAY, now, zone) == 0 && now[0] > 600000000 && now[0] - (int)time(0) <= 0);
	CHECK(zone[0] == 480 && UNIX2(U_GETTIMEOFDAY, now, 0) == 0);
	CHECK(UNIX3(U_SETITIMER, 0, timer, 0) == 0 && UNIX2(U_GETITIMER, 0, found) == 0);
	CHECK(found[2] >= 99 && found[2] <= 100 && UNIX3(U_SETITIMER, 1, timer, 0) < 0);
	timer[2] = 0;
	CHECK(UNIX3(U_SETITIMER, 0, timer, found) == 0 && found[2] >= 99);
	memset(usage, 0xff, sizeof usage);
	CHECK(UNIX2(U_GETRUSAGE, 0, usage) == 0 && usage[0] + usage[1] + usage[3] > 0 && usage[4] == 0 && usage[15] == 0);
	CHECK(UNIX2(U_GETRUSAGE, -1, usage) == 0 && UNIX3(U_SETPRIORITY, 0, 0, 5) == 0);
	CHECK(UNIX0(U_SYNC) == -EINVAL && UNIX2(U_GETRLIMIT, 0, usage) == 0);
}

void checkProcesses(void)
{
	identity();
	memory();
	times();
	children();
}
