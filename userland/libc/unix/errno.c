/* The last error, and what a UNIX-style function makes of a status. */
#include <compat.h>
#include <errno.h>
#include <status.h>

int errno;

int __unixResult(ReturnStatus status)
{
	if (status == SUCCESS)
		return 0;
	errno = Compat_MapCode(status);
	return -1;
}
