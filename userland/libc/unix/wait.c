/*
 * wait: Sprite's reason and status become UNIX's status word. That a child
 * goes on after a stop is no event here, so such a report is passed over.
 */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <status.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void addTimes(struct timeval *to, const Time *own, const Time *children)
{
	to->tv_sec = own->seconds + children->seconds;
	to->tv_usec = own->microseconds + children->microseconds;
	if (to->tv_usec >= 1000000) {
		to->tv_usec -= 1000000;
		to->tv_sec++;
	}
}

static int statusWord(int reason, int status)
{
	int signal;

	switch (reason) {
	case PROC_TERM_SIGNALED:
		signal = Compat_SpriteSignalToUnix(status);
		return signal == NIL ? 0177 : signal & 0177;
	case PROC_TERM_SUSPENDED:
		signal = Compat_SpriteSignalToUnix(status);
		return 0177 | (signal == NIL ? 0 : signal) << 8;
	default:
		return (status & 0xff) << 8;
	}
}

static pid_t await(int count, const Proc_PID *pids, int options, int *word, struct rusage *rusage)
{
	int flags = (options & WNOHANG ? 0 : PROC_WAIT_BLOCK) | (options & WUNTRACED ? PROC_WAIT_FOR_SUSPEND : 0);
	int reason = 0, status = 0;
	Proc_ResUsage usage;
	Proc_PID pid = 0;
	ReturnStatus result;

	do
		result = Proc_Wait(count, pids, flags, &pid, &reason, &status, (int *)0, rusage != 0 ? &usage : 0);
	while (result == SUCCESS && reason == PROC_TERM_RESUMED);
	if (result == PROC_NO_EXITS)
		return 0;
	if (result == PROC_INVALID_PID)
		result = PROC_NO_CHILDREN;
	if (__unixResult(result) < 0)
		return -1;
	if (word != 0)
		*word = statusWord(reason, status);
	if (rusage != 0) {
		memset(rusage, 0, sizeof *rusage);
		addTimes(&rusage->ru_utime, &usage.userCpuUsage, &usage.childUserCpuUsage);
		addTimes(&rusage->ru_stime, &usage.kernelCpuUsage, &usage.childKernelCpuUsage);
		rusage->ru_nvcsw = usage.numWaitEvents;
		rusage->ru_nivcsw = usage.numQuantumEnds;
	}
	return (pid_t)pid;
}

pid_t wait3(int *status, int options, struct rusage *rusage)
{
	return await(0, (Proc_PID *)0, options, status, rusage);
}

pid_t wait(int *status)
{
	return wait3(status, 0, (struct rusage *)0);
}

pid_t wait4(pid_t pid, int *status, int options, struct rusage *rusage)
{
	Proc_PID wanted = (Proc_PID)pid;

	return await(pid > 0, pid > 0 ? &wanted : (Proc_PID *)0, options, status, rusage);
}

/* Any child for a pid below 1: the kernel cannot wait for a family. */
pid_t waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, (struct rusage *)0);
}
