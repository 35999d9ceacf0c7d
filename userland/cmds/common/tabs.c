/*
 * Tab stops: one number repeats for ever, a list ends.
 */
#include <ctype.h>
#include <stdlib.h>
#include "common.h"
#include "tabs.h"

static long every = 8;
static long *stops;
static size_t stopCount, stopCapacity;

void
setTabs(const char *list)
{
	const char *p = list;
	long before = 0;

	for (stopCount = 0; *p != '\0'; p += *p == ',' || *p == ' ') {
		char *end;
		long stop = strtol(p, &end, 10);

		if (end == p || stop <= before || (*end != ',' && *end != ' ' && *end != '\0'))
			die(list, "tab stops are numbers that grow");
		stops = growArray(stops, &stopCapacity, stopCount, sizeof *stops);
		stops[stopCount++] = before = stop;
		p = end;
	}
	if (stopCount == 0)
		die(list, "tab stops are numbers that grow");
	every = 0;
	if (stopCount == 1) {
		every = stops[0];
		stopCount = 0;
	}
}

long
nextTab(long column)
{
	size_t i;

	if (every > 0)
		return column / every * every + every;
	for (i = 0; i < stopCount; i++)
		if (stops[i] > column)
			return stops[i];
	return column + 1;
}

int
hasTab(long column)
{
	return every > 0 || column < stops[stopCount - 1];
}

void
takeOldTabs(int *argc, char ***argv)
{
	if (*argc > 1 && (*argv)[1][0] == '-' && isdigit((unsigned char)(*argv)[1][1])) {
		setTabs((*argv)[1] + 1);
		--*argc;
		++*argv;
	}
}
