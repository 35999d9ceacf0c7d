/*
 * Dates as date and touch take them: digits from the right, minutes first
 * needed, the century last.
 */
#include <ctype.h>
#include <string.h>
#include <time.h>
#include "common.h"

static int
daysInMonth(int year, int month)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* Seconds since 1970 of a date in UT, by the count of days since then. */
static time_t
universalSeconds(int year, int month, int day, int hour, int minute, int second)
{
	long days = day - 1;
	int y, m;

	for (y = 1970; y < year; y++)
		days += daysInMonth(y, 2) == 29 ? 366 : 365;
	for (m = 1; m < month; m++)
		days += daysInMonth(year, m);
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

static int
twoDigits(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

time_t
parseClock(const char *text, time_t now, int universal)
{
	struct tm when = *(universal ? gmtime(&now) : localtime(&now));
	size_t digits = strspn(text, "0123456789");
	const char *p = text + digits;
	int year = when.tm_year + 1900, month = when.tm_mon + 1, day = when.tm_mday, second = 0, hour, minute;

	if (digits < 4 || digits > 12 || digits % 2 != 0)
		return -1;
	if (*p == '.') {
		if (!isdigit((unsigned char)p[1]) || !isdigit((unsigned char)p[2]) || p[3] != '\0')
			return -1;
		second = twoDigits(p + 1);
	} else if (*p != '\0') {
		return -1;
	}
	p = text + digits;
	minute = twoDigits(p -= 2);
	hour = twoDigits(p -= 2);
	if (p > text)
		day = twoDigits(p -= 2);
	if (p > text)
		month = twoDigits(p -= 2);
	if (p > text) {
		year = twoDigits(p -= 2);
		year += year < 69 ? 2000 : 1900;
	}
	if (p > text)
		year = year % 100 + 100 * twoDigits(p - 2);
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)
	    || hour > 23 || minute > 59 || second > 59)
		return -1;
	if (universal)
		return universalSeconds(year, month, day, hour, minute, second);
	when.tm_year = year - 1900;
	when.tm_mon = month - 1;
	when.tm_mday = day;
	when.tm_hour = hour;
	when.tm_min = minute;
	when.tm_sec = second;
	when.tm_isdst = -1;
	return mktime(&when);
}
