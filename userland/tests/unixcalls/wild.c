/* Addresses and numbers that are none: an error, and nothing worse. */
#include <errno.h>
#include <string.h>

#include "rawUnix.h"

static char longName[1100];

static void paths(void)
{
	memset(longName, 'a', sizeof longName - 1);
	CHECK(UNIX3(U_OPEN, BAD_ADDRESS, 0, 0) == -EACCES && UNIX2(U_LINK, BAD_ADDRESS, "x") == -EACCES);
	CHECK(UNIX2(U_RENAME, "x", BAD_ADDRESS) == -EACCES && UNIX2(U_MKDIR, BAD_ADDRESS, 0) == -EACCES);
	CHECK(UNIX1(U_RMDIR, BAD_ADDRESS) == -EACCES && UNIX2(U_UTIMES, BAD_ADDRESS, 0) == -EACCES);
	CHECK(UNIX1(U_UNLINK, BAD_ADDRESS) == -EINVAL && UNIX1(U_CHDIR, BAD_ADDRESS) == -EINVAL);
	CHECK(UNIX2(U_STAT, BAD_ADDRESS, 0) == -EINVAL && UNIX2(U_STAT, "/", BAD_ADDRESS) == -EINVAL);
	CHECK(UNIX3(U_OPEN, longName, 0, 0) == -ENAMETOOLONG && UNIX1(U_CHDIR, longName) == -EINVAL);
}

static void buffers(void)
{
	int file = UNIX2(U_CREAT, "wild", 0600);

	CHECK(UNIX3(U_WRITE, file, BAD_ADDRESS, 4) < 0 && UNIX3(U_WRITE, file, "ab", -1) < 0);
	CHECK(UNIX3(U_READ, 77, longName, 4) < 0 && UNIX3(U_WRITEV, file, BAD_ADDRESS, 2) == -EINVAL);
	CHECK(UNIX3(U_IOCTL, file, 0x4004667f, BAD_ADDRESS) == -EINVAL);
	CHECK(UNIX3(U_WAIT3, BAD_ADDRESS, 0, 0) == -ECHILD && UNIX2(U_GETHOSTNAME, BAD_ADDRESS, 5) == -EINVAL);
	CHECK(UNIX3(U_SIGVEC, 30, BAD_ADDRESS, 0) == -EFAULT && UNIX1(U_SIGRETURN, BAD_ADDRESS) == -EINVAL);
	CHECK(UNIX2(U_GETTIMEOFDAY, BAD_ADDRESS, 0) == -EINVAL && UNIX3(U_SETITIMER, 0, BAD_ADDRESS, 0) == -EINVAL);
	CHECK(UNIX5(U_SELECT, 32, BAD_ADDRESS, 0, 0, BAD_ADDRESS) < 0);
	CHECK(UNIX1(U_CLOSE, file) == 0 && UNIX1(U_UNLINK, "wild") == 0);
#ifdef __m68k__
	CHECK(UNIX0(258) == -EINVAL && UNIX0(-1) == -EINVAL);
#endif
}

void checkWild(void)
{
	paths();
	buffers();
}
