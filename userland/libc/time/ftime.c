/* Older ways to ask for the time and the zone. */
#include "zone.h"

#include <stdio.h>
#include <sys/time.h>
#include <sys/timeb.h>

int ftime(struct timeb *to)
{
	struct timezone zone;
	struct timeval now;

	if (gettimeofday(&now, &zone) < 0)
		return -1;
	to->time = now.tv_sec;
	to->millitm = (unsigned short)(now.tv_usec / 1000);
	to->timezone = (short)zone.tz_minuteswest;
	to->dstflag = (short)zone.tz_dsttime;
	return 0;
}

time_t timelocal(struct tm *from)
{
	return mktime(from);
}

int stime(const time_t *when)
{
	struct timeval now;

	now.tv_sec = *when;
	now.tv_usec = 0;
	return settimeofday(&now, (struct timezone *)0);
}

/* The name of the zone so many minutes west: the local one's, or hours and minutes from Greenwich. */
char *timezone(int minutesWest, int daylight)
{
	const struct zone *local = __zone();
	static char name[24];

	if (local->offsetSeconds == -60 * minutesWest)
		return (char *)(daylight ? local->daylightName : local->standardName);
	sprintf(name, "GMT%c%d:%02d", minutesWest < 0 ? '+' : '-', (minutesWest < 0 ? -minutesWest : minutesWest) / 60,
		(minutesWest < 0 ? -minutesWest : minutesWest) % 60);
	return name;
}
