/* Processor time used. */
#include <compat.h>
#include <proc.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>

static void toTimeval(struct timeval *to, const Time *from)
{
	to->tv_sec = from->seconds;
	to->tv_usec = from->microseconds;
}

int getrusage(int who, struct rusage *rusage)
{
	Proc_ResUsage usage;

	if (__unixResult(Proc_GetResUsage(PROC_MY_PID, &usage)) < 0)
		return -1;
	memset(rusage, 0, sizeof *rusage);
	if (who == RUSAGE_SELF) {
		toTimeval(&rusage->ru_utime, &usage.userCpuUsage);
		toTimeval(&rusage->ru_stime, &usage.kernelCpuUsage);
		rusage->ru_nvcsw = usage.numWaitEvents;
		rusage->ru_nivcsw = usage.numQuantumEnds;
	} else {
		toTimeval(&rusage->ru_utime, &usage.childUserCpuUsage);
		toTimeval(&rusage->ru_stime, &usage.childKernelCpuUsage);
	}
	return 0;
}

static clock_t ticks(const Time *time)
{
	return time->seconds * CLK_TCK + time->microseconds / (1000000 / CLK_TCK);
}

/* The result counts ticks of real time from some fixed instant, and wraps around. */
clock_t times(struct tms *to)
{
	Proc_ResUsage usage;
	struct timeval now;
	Time wall;

	if (__unixResult(Proc_GetResUsage(PROC_MY_PID, &usage)) < 0)
		return -1;
	to->tms_utime = ticks(&usage.userCpuUsage);
	to->tms_stime = ticks(&usage.kernelCpuUsage);
	to->tms_cutime = ticks(&usage.childUserCpuUsage);
	to->tms_cstime = ticks(&usage.childKernelCpuUsage);
	gettimeofday(&now, (struct timezone *)0);
	wall.seconds = now.tv_sec & 0x1ffffff;
	wall.microseconds = now.tv_usec;
	return ticks(&wall);
}

clock_t clock(void)
{
	Proc_ResUsage usage;

	if (__unixResult(Proc_GetResUsage(PROC_MY_PID, &usage)) < 0)
		return -1;
	return (usage.userCpuUsage.seconds + usage.kernelCpuUsage.seconds) * CLOCKS_PER_SEC +
	       usage.userCpuUsage.microseconds + usage.kernelCpuUsage.microseconds;
}
