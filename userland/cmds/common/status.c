/*
 * Complaints about kernel calls, which answer with a status, in the words of
 * the errno it stands for.
 */
#include <errno.h>
#include <status.h>
#include "common.h"

void
complainStatus(const char *what, int status)
{
	errno = Compat_MapCode(status);
	complainErrno(what);
}

void
mustSucceed(int status, const char *what)
{
	if (status == SUCCESS)
		return;
	complainStatus(what, status);
	finish();
}
