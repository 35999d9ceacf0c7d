/* zone.h: private. The local zone. */
#include <time.h>

struct zone {
	int offsetSeconds; /* standard time, east of Greenwich */
	int daylight;	   /* whether the rules of the United States apply */
	char standardName[12], daylightName[12];
};

const struct zone *__zone(void);
int __isDaylight(const struct zone *zone, time_t when);
void __breakDown(time_t seconds, struct tm *to);
long __daysBefore(int year); /* days from 1970 to the start of the year */
