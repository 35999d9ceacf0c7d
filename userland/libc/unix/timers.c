/* The clock of the day, the interval timer, and sleeping. */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <status.h>
#include <sync.h>
#include <sys.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int gettimeofday(struct timeval *now, struct timezone *zone)
{
	int offsetMinutes = 0;
	Boolean daylight = FALSE;
	Time time;

	if (__unixResult(Sys_GetTimeOfDay(&time, &offsetMinutes, &daylight)) < 0)
		return -1;
	if (now != 0) {
		now->tv_sec = time.seconds;
		now->tv_usec = time.microseconds;
	}
	if (zone != 0) {
		zone->tz_minuteswest = -offsetMinutes;
		zone->tz_dsttime = daylight;
	}
	return 0;
}

int settimeofday(const struct timeval *now, const struct timezone *zone)
{
	int offsetMinutes = 0;
	Boolean daylight = FALSE;
	Time time;

	if (__unixResult(Sys_GetTimeOfDay(&time, &offsetMinutes, &daylight)) < 0)
		return -1;
	if (now != 0) {
		time.seconds = now->tv_sec;
		time.microseconds = now->tv_usec;
	}
	if (zone != 0) {
		offsetMinutes = -zone->tz_minuteswest;
		daylight = zone->tz_dsttime;
	}
	return __unixResult(Sys_SetTimeOfDay(&time, offsetMinutes, daylight));
}

time_t time(time_t *to)
{
	struct timeval now;

	if (gettimeofday(&now, (struct timezone *)0) < 0)
		return -1;
	if (to != 0)
		*to = now.tv_sec;
	return now.tv_sec;
}

static void toTimeval(struct timeval *to, const Time *from)
{
	to->tv_sec = from->seconds;
	to->tv_usec = from->microseconds;
}

static void toTime(Time *to, const struct timeval *from)
{
	to->seconds = from->tv_sec;
	to->microseconds = from->tv_usec;
}

int getitimer(int which, struct itimerval *value)
{
	Proc_TimerInterval timer;

	if (__unixResult(Proc_GetIntervalTimer(which, &timer)) < 0)
		return -1;
	toTimeval(&value->it_interval, &timer.interval);
	toTimeval(&value->it_value, &timer.curValue);
	return 0;
}

int setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
	Proc_TimerInterval timer, before;

	toTime(&timer.interval, &value->it_interval);
	toTime(&timer.curValue, &value->it_value);
	if (__unixResult(Proc_SetIntervalTimer(which, &timer, &before)) < 0)
		return -1;
	if (old != 0) {
		toTimeval(&old->it_interval, &before.interval);
		toTimeval(&old->it_value, &before.curValue);
	}
	return 0;
}

/* Seconds that were left of the previous alarm, rounded up. */
unsigned alarm(unsigned seconds)
{
	struct itimerval value = {{0, 0}, {0, 0}}, old;

	value.it_value.tv_sec = (long)seconds;
	if (setitimer(ITIMER_REAL, &value, &old) < 0)
		return 0;
	return (unsigned)old.it_value.tv_sec + (old.it_value.tv_usec > 0);
}

/* Microseconds that are left when a signal ends it, else 0. */
static long rest(long seconds, long microseconds, long *leftSeconds)
{
	struct timeval start, end;
	Time interval;

	*leftSeconds = 0;
	interval.seconds = seconds;
	interval.microseconds = microseconds;
	if (gettimeofday(&start, (struct timezone *)0) < 0 || Sync_WaitTime(interval) != GEN_ABORTED_BY_SIGNAL ||
	    gettimeofday(&end, (struct timezone *)0) < 0)
		return 0;
	seconds -= end.tv_sec - start.tv_sec;
	microseconds -= end.tv_usec - start.tv_usec;
	while (microseconds < 0) {
		microseconds += 1000000;
		seconds--;
	}
	while (microseconds >= 1000000) {
		microseconds -= 1000000;
		seconds++;
	}
	if (seconds < 0)
		return 0;
	*leftSeconds = seconds;
	return microseconds;
}

/* Seconds that are left when a signal ends it, rounded up. */
unsigned sleep(unsigned seconds)
{
	long left, leftMicroseconds = rest((long)seconds, 0, &left);

	return (unsigned)left + (leftMicroseconds > 0);
}

int usleep(useconds_t microseconds)
{
	long left, leftMicroseconds = rest((long)(microseconds / 1000000), (long)(microseconds % 1000000), &left);

	if (left == 0 && leftMicroseconds == 0)
		return 0;
	errno = EINTR;
	return -1;
}
