/*
 * sleep: waits for a number of seconds, which may have a fraction.
 */
#include <ctype.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "seconds"
#define LONGEST_SECONDS 100000000L

/* In pieces that usleep() can count; one may be cut short by a signal that
 * does not end us (stop and go on). */
static void
waitUntil(const struct timeval *end)
{
	struct timeval now;
	long seconds, microseconds;

	for (;;) {
		gettimeofday(&now, NULL);
		seconds = end->tv_sec - now.tv_sec;
		microseconds = end->tv_usec - now.tv_usec;
		if (microseconds < 0) {
			microseconds += 1000000;
			seconds--;
		}
		if (seconds < 0 || (seconds == 0 && microseconds == 0))
			return;
		if (seconds >= 1000)
			usleep(1000 * 1000000U);
		else
			usleep((useconds_t)(seconds * 1000000 + microseconds));
	}
}

int
main(int argc, char **argv)
{
	struct timeval end;
	const char *p;
	long seconds = 0, microseconds = 0, unit = 100000;

	begin(argv);
	while (nextOption(argc, argv, "", USAGE) != -1)
		continue;
	if (argc - optind != 1)
		usageError(USAGE);
	p = argv[optind];
	if (!isdigit((unsigned char)*p) && !(*p == '.' && isdigit((unsigned char)p[1])))
		die(p, "is no number of seconds");
	for (; isdigit((unsigned char)*p); p++)
		if (seconds < LONGEST_SECONDS)
			seconds = seconds * 10 + (*p - '0');
	if (*p == '.')
		for (p++; isdigit((unsigned char)*p); p++, unit /= 10)
			microseconds += (*p - '0') * unit;
	if (*p != '\0')
		die(argv[optind], "is no number of seconds");
	gettimeofday(&end, NULL);
	end.tv_sec += seconds;
	end.tv_usec += microseconds;
	if (end.tv_usec >= 1000000) {
		end.tv_usec -= 1000000;
		end.tv_sec++;
	}
	waitUntil(&end);
	finish();
}
