/* Local time. */
#include "zone.h"

static void toLocal(time_t when, struct tm *to)
{
	const struct zone *zone = __zone();
	int daylight = __isDaylight(zone, when);
	long offset = zone->offsetSeconds + (daylight ? 3600 : 0);

	__breakDown(when + offset, to);
	to->tm_isdst = daylight;
	to->tm_gmtoff = offset;
	to->tm_zone = daylight ? zone->daylightName : zone->standardName;
}

struct tm *localtime(const time_t *when)
{
	static struct tm result;

	toLocal(*when, &result);
	return &result;
}

/* tm_isdst: 0 standard time, positive daylight time, negative: find out. */
time_t mktime(struct tm *from)
{
	const struct zone *zone = __zone();
	struct tm utc = *from;
	time_t result = timegm(&utc) - zone->offsetSeconds;

	if (from->tm_isdst > 0 || (from->tm_isdst < 0 && __isDaylight(zone, result - 3600)))
		result -= 3600;
	toLocal(result, from);
	return result;
}

char *ctime(const time_t *when)
{
	return asctime(localtime(when));
}
