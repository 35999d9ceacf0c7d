/*
 * date: shows the time, as local time or (-u) as Universal Time, in its usual
 * form or by +format (as strftime); or sets it: [[[[cc]yy]mm]dd]hhmm[.ss].
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-u] [+format | [[[[cc]yy]mm]dd]hhmm[.ss]]"
#define USUAL_FORMAT "%a %b %e %H:%M:%S %Z %Y"

static void
show(const char *format, time_t when, int universal)
{
	struct tm *parts = universal ? gmtime(&when) : localtime(&when);
	size_t sizeBytes = 128, length;
	/* A blank in front: then a length of 0 can only mean too little room. */
	char *padded = joinPath(" ", format), *text = NULL;

	padded[1] = ' ';
	do {
		text = reallocate(text, sizeBytes *= 2);
		length = strftime(text, sizeBytes, padded, parts);
	} while (length == 0);
	putText(text + 2);
	putchar('\n');
}

static void
set(const char *text, struct timeval *now, const struct timezone *zone, int universal)
{
	time_t when = parseClock(text, now->tv_sec, universal);

	if (when == (time_t)-1)
		die(text, "is no time [[[[cc]yy]mm]dd]hhmm[.ss]");
	now->tv_sec = when;
	now->tv_usec = 0;
	if (settimeofday(now, zone) != 0)
		dieErrno("the time cannot be set");
}

int
main(int argc, char **argv)
{
	const char *format = USUAL_FORMAT;
	struct timeval now;
	struct timezone zone;
	int universal = 0, letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "u", USAGE)) != -1)
		universal = letter == 'u';
	if (argc - optind > 1)
		usageError(USAGE);
	gettimeofday(&now, &zone);
	if (optind < argc && argv[optind][0] == '+')
		format = argv[optind] + 1;
	else if (optind < argc)
		set(argv[optind], &now, &zone, universal);
	show(format, now.tv_sec, universal);
	finish();
}
