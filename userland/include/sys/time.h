/* sys/time.h */
#ifndef _SYS_TIME_H
#define _SYS_TIME_H

#include <sys/types.h>
#include <time.h>

struct timeval {
	long tv_sec, tv_usec;
};
struct timezone {
	int tz_minuteswest;
	int tz_dsttime; /* kind of daylight saving: 0 none, 1 as in the United States */
};
struct itimerval {
	struct timeval it_interval, it_value;
};
#define ITIMER_REAL 0

int gettimeofday(struct timeval *, struct timezone *);
int settimeofday(const struct timeval *, const struct timezone *);
int getitimer(int, struct itimerval *);
int setitimer(int, const struct itimerval *, struct itimerval *);
int utimes(const char *, const struct timeval[2]);
int select(int, fd_set *, fd_set *, fd_set *, struct timeval *);

#endif
