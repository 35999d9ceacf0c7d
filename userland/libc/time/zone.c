/*
 * The local zone: TZ if it is set (NAME[+-]hours[:minutes][NAME], hours west;
 * "UTC" or "GMT" alone), else what the kernel says: minutes east of Greenwich
 * and whether clocks are changed in summer. Daylight saving time is that of
 * the United States, from 2 a.m. standard to 2 a.m. daylight time:
 *   to 1986     last Sunday of April to last Sunday of October
 *   1987-2006   first Sunday of April to last Sunday of October
 *   2007 on     second Sunday of March to first Sunday of November
 */
#include "zone.h"

#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#define DAY_SECONDS 86400L
#define HOUR_SECONDS 3600

char *tzname[2] = {(char *)"", (char *)""};

static struct zone zone;
static int known;

/* Names of the zones of the United States by hours west of Greenwich. */
static const struct {
	int hours;
	const char *standardName, *daylightName;
} names[] = {
	{0, "GMT", "GMT"},   {4, "AST", "ADT"}, {5, "EST", "EDT"},   {6, "CST", "CDT"},
	{7, "MST", "MDT"}, {8, "PST", "PDT"}, {9, "YST", "YDT"}, {10, "HST", "HDT"},
};

static void nameByOffset(void)
{
	int seconds = zone.offsetSeconds, minutes;
	unsigned i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (-names[i].hours * HOUR_SECONDS == seconds) {
			strcpy(zone.standardName, names[i].standardName);
			strcpy(zone.daylightName, names[i].daylightName);
			return;
		}
	}
	minutes = (seconds < 0 ? -seconds : seconds) / 60;
	strcpy(zone.standardName, "GMT+00:00");
	zone.standardName[3] = seconds < 0 ? '-' : '+';
	zone.standardName[4] += (char)(minutes / 600);
	zone.standardName[5] += (char)(minutes / 60 % 10);
	zone.standardName[7] += (char)(minutes % 60 / 10);
	zone.standardName[8] += (char)(minutes % 10);
	strcpy(zone.daylightName, zone.standardName);
}

static const char *readName(const char *at, char *name)
{
	int length = 0;

	for (; (*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'); at++)
		if (length < (int)sizeof zone.standardName - 1)
			name[length++] = *at;
	name[length] = 0;
	return at;
}

static int parse(const char *text)
{
	int sign = -1, hours, minutes = 0;
	char *end;

	text = readName(text, zone.standardName);
	if (zone.standardName[0] == 0)
		return 0;
	if (*text == '-' || *text == '+')
		sign = *text++ == '-' ? 1 : -1;
	hours = (int)strtol(text, &end, 10);
	if (*end == ':')
		minutes = (int)strtol(end + 1, &end, 10);
	zone.offsetSeconds = sign * (hours * HOUR_SECONDS + minutes * 60);
	readName(end, zone.daylightName);
	zone.daylight = zone.daylightName[0] != 0;
	return 1;
}

const struct zone *__zone(void)
{
	if (!known)
		tzset();
	return &zone;
}

void tzset(void)
{
	const char *text = getenv("TZ");
	struct timezone kernel = {0, 0};

	known = 1;
	if (text == 0 || !parse(text)) {
		gettimeofday((struct timeval *)0, &kernel);
		zone.offsetSeconds = -60 * kernel.tz_minuteswest;
		zone.daylight = kernel.tz_dsttime != 0;
		nameByOffset();
	}
	tzname[0] = zone.standardName;
	tzname[1] = zone.daylightName;
}

/* Days since 1970 of Sunday number `which` (from 1; 0: the last) of a month of 30 or 31 days. */
static long sunday(int year, int month, int which)
{
	struct tm first;
	long day;
	int date;

	memset(&first, 0, sizeof first);
	first.tm_year = year - 1900;
	first.tm_mon = month;
	first.tm_mday = 1;
	day = timegm(&first) / DAY_SECONDS;
	date = first.tm_wday == 0 ? 0 : 7 - first.tm_wday; /* of the first Sunday, from 0 */
	date += 7 * ((which == 0 ? 5 : which) - 1);
	if (which == 0 && date >= (month == 3 ? 30 : 31))
		date -= 7;
	return day + date;
}

int __isDaylight(const struct zone *where, time_t when)
{
	time_t local = when + where->offsetSeconds;
	struct tm now;
	long start, end;
	int year;

	if (!where->daylight)
		return 0;
	__breakDown(local, &now);
	year = now.tm_year + 1900;
	if (year >= 2007) {
		start = sunday(year, 2, 2);
		end = sunday(year, 10, 1);
	} else {
		start = sunday(year, 3, year >= 1987 ? 1 : 0);
		end = sunday(year, 9, 0);
	}
	return local >= start * DAY_SECONDS + 2 * HOUR_SECONDS && local < end * DAY_SECONDS + HOUR_SECONDS;
}
