/* System V's locks of a file from here on; Sprite's are of whole files. */
#include <errno.h>
#include <sys/file.h>
#include <unistd.h>

int lockf(int stream, int function, off_t size)
{
	(void)size;
	switch (function) {
	case F_ULOCK:
		return flock(stream, LOCK_UN);
	case F_LOCK:
		return flock(stream, LOCK_EX);
	case F_TLOCK:
		return flock(stream, LOCK_EX | LOCK_NB);
	case F_TEST:
		if (flock(stream, LOCK_EX | LOCK_NB) < 0)
			return -1;
		return flock(stream, LOCK_UN);
	default:
		errno = EINVAL;
		return -1;
	}
}
