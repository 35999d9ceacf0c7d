/* Handlers, masks, interrupted calls. After the forks this process is a UNIX one. */
#include <errno.h>
#include <string.h>

#include "rawUnix.h"

#define ALARM 14
#define USER1 30
#define USER2 31
#define BIT(signal) (1 << ((signal) - 1))

static volatile int caught, count, maskInside;

static void handler(int signal, int code, void *context, void *address)
{
	(void)code, (void)context, (void)address;
	caught = signal;
	count++;
	maskInside = UNIX1(U_SIGBLOCK, 0);
}

static void alarmIn(int microseconds)
{
	int timer[4] = {0, 0, 0, 0};

	timer[3] = microseconds;
	CHECK(UNIX3(U_SETITIMER, 0, timer, 0) == 0);
}

static void vectors(void)
{
	struct {
		void *handler;
		int mask, flags;
	} vector = {(void *)1, 0, 0}, old = {(void *)5, 6, 7};

	setHandler(USER1, handler, BIT(ALARM));
	CHECK(UNIX2(U_KILL, 0, USER1) == 0 && caught == USER1 && count == 1);
	CHECK(maskInside == (BIT(USER1) | BIT(ALARM)) && UNIX1(U_SIGBLOCK, 0) == 0);
	CHECK(UNIX3(U_SIGVEC, USER1, 0, &old) == 0 && old.handler != (void *)0 && old.mask == (BIT(USER1) | BIT(ALARM)));
	CHECK(UNIX3(U_SIGVEC, USER1, &vector, &old) == 0 && old.flags == 0 && UNIX2(U_KILL, 0, USER1) == 0 && count == 1);
	CHECK(UNIX3(U_SIGVEC, USER1, 0, &old) == 0 && old.handler == (void *)1);
	CHECK(UNIX3(U_SIGVEC, 9, &vector, 0) == -EINVAL && UNIX3(U_SIGVEC, 17, &vector, 0) == -EINVAL);
	CHECK(UNIX3(U_SIGVEC, 12, &vector, 0) == -EINVAL && UNIX3(U_SIGVEC, 11, &vector, 0) == -EINVAL);
	vector.handler = (void *)BAD_ADDRESS;
	CHECK(UNIX3(U_SIGVEC, USER1, &vector, 0) == -EFAULT);
	memset(&old, 0xff, sizeof old);
	CHECK(UNIX2(U_SIGSTACK, 0, &old) == 0 && old.handler == (void *)0 && old.mask == 0);
}

static void masks(void)
{
	setHandler(USER2, handler, 0);
	count = 0;
	CHECK(UNIX1(U_SIGBLOCK, BIT(USER2)) == 0 && UNIX2(U_KILL, 0, USER2) == 0 && count == 0);
	CHECK(UNIX1(U_SIGBLOCK, BIT(9)) == BIT(USER2) && UNIX1(U_SIGSETMASK, BIT(USER1)) == BIT(USER1));
	CHECK(count == 1 && caught == USER2 && UNIX1(U_SIGSETMASK, BIT(USER2)) == BIT(USER2));
	CHECK(UNIX2(U_KILL, 0, USER2) == 0 && count == 1);
	CHECK(UNIX1(U_SIGPAUSE, 0) == -EINTR && count == 2 && UNIX1(U_SIGBLOCK, 0) == BIT(USER2));
	CHECK(UNIX1(U_SIGSETMASK, 0) == 0);
}

/* A signal with a handler ends a select and a sigpause, but neither a read nor a wait. */
static void interrupted(void)
{
	int ends[2], status, child, mask;
	char byte = 0;

	setHandler(ALARM, handler, 0);
	ends[0] = UNIX0(U_PIPE);
	ends[1] = secondResult;
	mask = 1 << ends[0];
	count = 0;
	alarmIn(50000);
	CHECK(UNIX5(U_SELECT, 32, &mask, 0, 0, 0) == -EINTR && count == 1);
	child = UNIX0(U_FORK);
	if (child == 0) {
		int wait[2] = {0, 200000};

		UNIX5(U_SELECT, 0, 0, 0, 0, wait);
		UNIX3(U_WRITE, ends[1], "r", 1);
		UNIX5(U_SELECT, 0, 0, 0, 0, wait);
		UNIX1(U_EXIT, 6);
	}
	count = 0;
	alarmIn(50000);
	CHECK(UNIX3(U_READ, ends[0], &byte, 1) == 1 && byte == 'r' && count == 1);
	alarmIn(50000);
	CHECK(UNIX3(U_WAIT3, &status, 0, 0) == child && status == 6 << 8 && count == 2);
	CHECK(UNIX1(U_CLOSE, ends[0]) == 0 && UNIX1(U_CLOSE, ends[1]) == 0);
}

void checkSignals(void)
{
	vectors();
	masks();
	interrupted();
}
