/* time.h */
#ifndef _TIME_H
#define _TIME_H

#include <stddef.h>
#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000
#define CLK_TCK 60

struct tm {
	int tm_sec, tm_min, tm_hour;
	int tm_mday, tm_mon, tm_year; /* day of the month from 1, month from 0, year - 1900 */
	int tm_wday, tm_yday;	      /* from 0: Sunday, January 1 */
	int tm_isdst;
	long tm_gmtoff; /* seconds east of Greenwich */
	const char *tm_zone;
};

time_t time(time_t *);
clock_t clock(void);
double difftime(time_t, time_t);
struct tm *gmtime(const time_t *), *localtime(const time_t *);
time_t mktime(struct tm *), timegm(struct tm *);
char *asctime(const struct tm *), *ctime(const time_t *);
size_t strftime(char *, size_t, const char *, const struct tm *);
void tzset(void);
extern char *tzname[2];
char *timezone(int minutesWest, int daylight);
time_t timelocal(struct tm *);
int stime(const time_t *);

#endif
