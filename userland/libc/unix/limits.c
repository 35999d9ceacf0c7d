/* Limits: Sprite enforces none on a process; what can be asked is answered. */
#include <errno.h>
#include <limits.h>
#include <sys/resource.h>
#include <unistd.h>

#define STREAMS 100
#define OPEN_LIMIT RLIMIT_NOFILE

int getrlimit(int which, struct rlimit *limit)
{
	if (which < 0 || which >= RLIM_NLIMITS) {
		errno = EINVAL;
		return -1;
	}
	limit->rlim_cur = limit->rlim_max = which == OPEN_LIMIT ? STREAMS : RLIM_INFINITY;
	return 0;
}

/* Accepted and without effect, as in Sprite. */
int setrlimit(int which, const struct rlimit *limit)
{
	(void)limit;
	if (which < 0 || which >= RLIM_NLIMITS) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

long sysconf(int name)
{
	switch (name) {
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_CLK_TCK:
		return 60;
	case _SC_NGROUPS_MAX:
		return NGROUPS_MAX;
	case _SC_OPEN_MAX:
		return STREAMS;
	case _SC_PAGESIZE:
		return getpagesize();
	case _SC_JOB_CONTROL:
		return 1;
	default:
		errno = EINVAL;
		return -1;
	}
}

static long pathLimit(int name)
{
	switch (name) {
	case _PC_LINK_MAX:
		return SHRT_MAX;
	case _PC_MAX_CANON:
	case _PC_MAX_INPUT:
		return 256;
	case _PC_NAME_MAX:
		return NAME_MAX;
	case _PC_PATH_MAX:
		return PATH_MAX;
	case _PC_PIPE_BUF:
		return PIPE_BUF;
	default:
		errno = EINVAL;
		return -1;
	}
}

long pathconf(const char *path, int name)
{
	return access(path, F_OK) < 0 ? -1 : pathLimit(name);
}

long fpathconf(int stream, int name)
{
	(void)stream;
	return pathLimit(name);
}
