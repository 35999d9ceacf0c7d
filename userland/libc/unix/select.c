/* select; running out of time is no error to UNIX. */
#include <compat.h>
#include <fs.h>
#include <status.h>
#include <sys/time.h>

int select(int streams, fd_set *readSet, fd_set *writeSet, fd_set *exceptSet, struct timeval *timeout)
{
	int ready = 0;
	ReturnStatus status;
	Time limit;

	if (timeout != 0) {
		limit.seconds = timeout->tv_sec;
		limit.microseconds = timeout->tv_usec;
	}
	status = Fs_Select(streams, timeout != 0 ? &limit : 0, (int *)readSet, (int *)writeSet, (int *)exceptSet, &ready);
	if (status == FS_TIMEOUT)
		return 0;
	return __unixResult(status) < 0 ? -1 : ready;
}
