/* Between seconds since 1970 and the calendar (Gregorian throughout). */
#include <string.h>

#include "zone.h"

#define DAY_SECONDS 86400L

static const short daysBeforeMonth[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

static int isLeap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static long floorDivide(long value, long by)
{
	return value / by - (value % by < 0);
}

long __daysBefore(int year)
{
	long before = year - 1;

	return 365L * (year - 1970) + (floorDivide(before, 4) - 492) - (floorDivide(before, 100) - 19) +
	       (floorDivide(before, 400) - 4);
}

/* Fills everything but the zone. */
void __breakDown(time_t seconds, struct tm *to)
{
	long day = floorDivide(seconds, DAY_SECONDS), rest = seconds - day * DAY_SECONDS;
	int year = 1970 + (int)floorDivide(day, 365), month = 0, leap;

	while (__daysBefore(year) > day)
		year--;
	while (__daysBefore(year + 1) <= day)
		year++;
	to->tm_yday = (int)(day - __daysBefore(year));
	leap = isLeap(year);
	while (to->tm_yday >= daysBeforeMonth[month + 1] + (month >= 1 ? leap : 0))
		month++;
	to->tm_mday = to->tm_yday - daysBeforeMonth[month] - (month >= 2 ? leap : 0) + 1;
	to->tm_mon = month;
	to->tm_year = year - 1900;
	to->tm_wday = (int)((day % 7 + 11) % 7); /* 1970 began on a Thursday */
	to->tm_hour = (int)(rest / 3600);
	to->tm_min = (int)(rest / 60 % 60);
	to->tm_sec = (int)(rest % 60);
	to->tm_isdst = 0;
	to->tm_gmtoff = 0;
	to->tm_zone = "GMT";
}

struct tm *gmtime(const time_t *when)
{
	static struct tm result;

	__breakDown(*when, &result);
	return &result;
}

/* Fields may be out of their ranges; they are put right. */
time_t timegm(struct tm *from)
{
	int year = from->tm_year + 1900 + (int)floorDivide(from->tm_mon, 12);
	int month = from->tm_mon - 12 * (int)floorDivide(from->tm_mon, 12);
	long day = __daysBefore(year) + daysBeforeMonth[month] + (month >= 2 && isLeap(year)) + from->tm_mday - 1;
	time_t result = ((day * 24 + from->tm_hour) * 60 + from->tm_min) * 60 + from->tm_sec;

	__breakDown(result, from);
	return result;
}

double difftime(time_t later, time_t earlier)
{
	return (double)later - (double)earlier;
}
