/* Open streams: ids, flags, controls, locks, readiness, vectors. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rawUnix.h"

static void ids(void)
{
	int ends[2], copy, byte = 0;

	ends[0] = UNIX0(U_PIPE);
	ends[1] = secondResult;
	CHECK(ends[0] > 2 && ends[1] > 2 && UNIX3(U_WRITE, ends[1], "ab", 2) == 2);
	copy = UNIX1(U_DUP, ends[0]);
	CHECK(copy > 2 && UNIX3(U_READ, copy, &byte, 1) == 1 && UNIX2(U_DUP2, ends[0], 30) == 30);
	CHECK(UNIX3(U_READ, 30, &byte, 1) == 1 && UNIX1(U_CLOSE, 30) == 0 && UNIX1(U_CLOSE, copy) == 0);
	CHECK(UNIX3(U_LSEEK, ends[0], 0, 0) == -ESPIPE);
	CHECK(UNIX3(U_FCNTL, ends[0], 0, 25) == 25 && UNIX1(U_CLOSE, 25) == 0);
	copy = UNIX3(U_FCNTL, ends[0], 0, -1);
	CHECK(copy > 2 && UNIX1(U_CLOSE, copy) == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 1, 0) == 0 && UNIX3(U_FCNTL, ends[0], 2, 1) == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 1, 0) == 1 && UNIX2(U_IOCTL, ends[0], 0x20006602) == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 1, 0) == 0 && UNIX2(U_IOCTL, ends[0], 0x20006601) == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 1, 0) == 1);
	CHECK(UNIX3(U_FCNTL, ends[0], 4, 4) == 0 && UNIX3(U_FCNTL, ends[0], 3, 0) == 4);
	CHECK(UNIX3(U_READ, ends[0], &byte, 1) == -EWOULDBLOCK && UNIX3(U_FCNTL, ends[0], 4, 0) == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 3, 0) == 4 && UNIX3(U_IOCTL, ends[0], 0x8004667e, "\0\0\0") == 0);
	CHECK(UNIX3(U_FCNTL, ends[0], 3, 0) == 0 && UNIX3(U_FCNTL, ends[0], 99, 0) == -EINVAL);
	CHECK(UNIX3(U_WRITE, ends[1], "abc", 3) == 3 && UNIX3(U_IOCTL, ends[0], 0x4004667f, &byte) == 0);
	CHECK(byte == 3 && UNIX3(U_IOCTL, ends[0], 0x40067408, &byte) == -EINVAL);
	CHECK(UNIX3(U_IOCTL, ends[0], 0x12345678, &byte) == -EINVAL && UNIX0(U_GETDTABLESIZE) == 100);
	CHECK(UNIX1(U_CLOSE, ends[0]) == 0 && UNIX1(U_CLOSE, ends[1]) == 0);
}

static void ready(void)
{
	struct {
		int seconds, microseconds;
	} none = {0, 0}, little = {0, 30000};
	int ends[2], mask, other;

	ends[0] = UNIX0(U_PIPE);
	ends[1] = secondResult;
	mask = 1 << ends[0];
	CHECK(UNIX5(U_SELECT, ends[0] + 1, &mask, 0, 0, &little) == 0 && mask == 0);
	CHECK(UNIX3(U_WRITE, ends[1], "x", 1) == 1);
	mask = 1 << ends[0];
	other = 1 << ends[1];
	CHECK(UNIX5(U_SELECT, 32, &mask, &other, 0, &none) == 2 && mask == 1 << ends[0] && other == 1 << ends[1]);
	/* An id that is not below the count is not looked at. */
	mask = 1 << ends[0];
	CHECK(UNIX5(U_SELECT, ends[0], &mask, 0, 0, &none) == 0);
	mask = 1 << 31;
	CHECK(UNIX5(U_SELECT, 32, &mask, 0, 0, &none) == -EINVAL);
	CHECK(UNIX1(U_CLOSE, ends[0]) == 0 && UNIX1(U_CLOSE, ends[1]) == 0);
}

static void vectors(void)
{
	char first[4], second[8];
	struct {
		const char *base;
		int length;
	} out[3] = {{"one", 3}, {"", 0}, {"two", 3}};
	struct {
		char *base;
		int length;
	} in[2] = {{first, 4}, {second, 8}};
	int file = UNIX2(U_CREAT, "vector", 0600), other = UNIX3(U_OPEN, "vector", 0, 0);

	CHECK(UNIX3(U_WRITEV, file, out, 3) == 6 && UNIX3(U_LSEEK, file, 0, 0) == 0);
	CHECK(UNIX3(U_READV, file, in, 2) == 6 && memcmp(first, "onet", 4) == 0 && memcmp(second, "wo", 2) == 0);
	CHECK(UNIX3(U_READV, file, in, 2) == 0 && UNIX3(U_READV, file, in, 0) == -EINVAL);
	CHECK(UNIX2(U_FLOCK, file, 2) == 0 && UNIX2(U_FLOCK, other, 1 | 4) == -EWOULDBLOCK);
	CHECK(UNIX2(U_FLOCK, file, 8) == 0 && UNIX2(U_FLOCK, other, 1) == 0 && UNIX2(U_FLOCK, file, 1 | 4) == 0);
	CHECK(UNIX2(U_FLOCK, other, 8) == 0 && UNIX2(U_FLOCK, file, 8) == 0 && UNIX2(U_FLOCK, file, 8) < 0);
	CHECK(UNIX1(U_CLOSE, file) == 0 && UNIX1(U_CLOSE, other) == 0 && UNIX1(U_UNLINK, "vector") == 0);
	/* There is no Internet server here. */
	CHECK(UNIX3(U_SOCKET, 2, 1, 0) == -ENOENT && UNIX3(U_SOCKET, 2, 9, 0) == -EINVAL);
	CHECK(UNIX3(U_CONNECT, 1, 0, 0) == -EINVAL);
}

/* How much a terminal has still to show, by the vendor's request and by the library's. */
static void outputQueue(void)
{
	int terminal = UNIX3(U_OPEN, "/dev/console", 2, 0), length = -1;
	static char text[200];

	memset(text, '.', sizeof text);
	CHECK(terminal >= 0 && UNIX2(U_IOCTL, terminal, 0x2000746f) == 0);
	CHECK(UNIX3(U_WRITE, terminal, text, sizeof text) == sizeof text);
	CHECK(UNIX3(U_IOCTL, terminal, 0x40047473, &length) == 0 && length >= (int)sizeof text - 20);
	sleep(1);
	CHECK(ioctl(terminal, TIOCOUTQ, &length) == 0 && length >= (int)sizeof text - 20);
	CHECK(UNIX3(U_IOCTL, terminal, 0x40047473, BAD_ADDRESS) == -EINVAL);
	CHECK(UNIX2(U_IOCTL, terminal, 0x2000746e) == 0 && ioctl(terminal, TIOCNOTTY, 0) == 0);
	sleep(1);
	CHECK(ioctl(terminal, TIOCOUTQ, &length) == 0 && length == 0);
	CHECK(UNIX1(U_CLOSE, terminal) == 0);
}

void checkStreams(void)
{
	ids();
	ready();
	vectors();
	outputQueue();
}
