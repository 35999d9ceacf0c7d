/* sys/resource.h */
#ifndef _SYS_RESOURCE_H
#define _SYS_RESOURCE_H

#include <sys/time.h>

#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)

/* Sprite counts only times and switches; the others are 0. */
struct rusage {
	struct timeval ru_utime, ru_stime;
	long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss, ru_minflt, ru_majflt, ru_nswap;
	long ru_inblock, ru_oublock, ru_msgsnd, ru_msgrcv, ru_nsignals;
	long ru_nvcsw, ru_nivcsw; /* waits, ends of a quantum */
};
int getrusage(int, struct rusage *);

#define RLIMIT_CPU 0
#define RLIMIT_FSIZE 1
#define RLIMIT_DATA 2
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_RSS 5
#define RLIMIT_NOFILE 6
#define RLIM_NLIMITS 7
#define RLIM_INFINITY 0x7fffffff
struct rlimit {
	int rlim_cur, rlim_max;
};
int getrlimit(int, struct rlimit *), setrlimit(int, const struct rlimit *);

#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2
int getpriority(int, int), setpriority(int, int, int);

#endif
