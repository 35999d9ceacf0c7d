/*
 * sysstat [-v] [-c] [-t] [-p n] [-s] [-l] [-R]: the kernel of this host.
 *
 *   -v   its name and version; also without options
 *   -c   how often each kernel call was made, and whether it is served at
 *        home for a migrated process
 *   -t   the same with the time that calls took
 *   -p   measures that time from now on (1), or no longer (0)
 *   -s   the scheduler
 *   -l   locks
 *   -R   the counters of calls and of locks begin again
 */
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-v] [-c] [-t] [-p 0|1] [-s] [-l] [-R]"
#define NAME_BYTES 64
#define VERSION_BYTES 128
#define MOST_LOCKS 64

static void statistics(int command, int option, void *into)
{
	mustSucceed(Sys_Stats(command, option, into), "statistics");
}

static void version(void)
{
	char name[NAME_BYTES], text[VERSION_BYTES];

	gethostname(name, sizeof name);
	statistics(SYS_GET_VERSION_STRING, sizeof text, text);
	printf("%-20s %s\n", name, text);
}

/* With `times`, those that the kernel has measured, in milliseconds, and for each call. */
static void calls(int times)
{
	unsigned *counts = malloc(Sys_CallCount * (sizeof *counts + sizeof(Time))), totals[2] = {0, 0}, all;
	const Time *took;
	double ms;
	int i;

	if (counts == NULL)
		die("calls", "no memory");
	took = (const Time *)(counts + Sys_CallCount);
	statistics(times ? SYS_SYS_CALL_TIMES : SYS_SYS_CALL_STATS, Sys_CallCount, counts);
	for (i = 0; i < Sys_CallCount; i++) {
		if (Sys_Calls[i].name == NULL)
			continue;
		totals[Sys_Calls[i].isRemote] += counts[i];
		printf("%10u %-30s %s", counts[i], Sys_Calls[i].name, Sys_Calls[i].isRemote ? "remote" : "local");
		if (times) {
			ms = took[i].seconds * 1000.0 + took[i].microseconds / 1000.0;
			printf("\t%12.3f ms %10.3f each", ms, counts[i] == 0 ? 0.0 : ms / counts[i]);
		}
		printf("\n");
	}
	all = totals[0] + totals[1];
	printf("%u local, %u remote", totals[0], totals[1]);
	if (all > 0)
		printf(" (%.1f%% remote)", 100.0 * totals[1] / all);
	printf("\n");
}

static void locks(void)
{
	static Sync_LockStat kinds[MOST_LOCKS];
	int i;

	statistics(SYS_LOCK_STATS, MOST_LOCKS, kinds);
	printf("%-30s %10s %10s %6s\n", "LOCK", "HITS", "MISSES", "HELD");
	for (i = 0; i < MOST_LOCKS && kinds[i].inUse; i++)
		printf("%-30s %10d %10d %6d\n", kinds[i].name, kinds[i].hit, kinds[i].miss, kinds[i].activeCount);
}

static void scheduler(void)
{
	Sched_Instrument counts;

	statistics(SYS_SCHED_STATS, 0, &counts);
	printf("%10d context switches\n", counts.numContextSwitches);
	printf("%10d of them full\n", counts.numFullCS);
	printf("%10d of them involuntary\n", counts.numInvoluntarySwitches);
	printf("%10d processes ready\n", counts.numReadyProcesses);
	printf("%6d.%03d seconds idle\n", counts.idleTime.seconds, counts.idleTime.microseconds / 1000);
}

int main(int argc, char **argv)
{
	int option, isAnything = 0;

	begin(argv);
	while ((option = nextOption(argc, argv, "vctp:slR", USAGE)) != -1) {
		isAnything = 1;
		switch (option) {
		case 'v': version(); break;
		case 'c': calls(0); break;
		case 't': calls(1); break;
		case 'p': statistics(SYS_SYS_CALL_STATS_ENABLE, (int)parseCount(optarg, "-p"), NULL); break;
		case 's': scheduler(); break;
		case 'l': locks(); break;
		case 'R':
			statistics(SYS_SYS_CALL_STATS, 0, NULL);
			if (geteuid() == 0)
				statistics(SYS_LOCK_RESET_STATS, 0, NULL);
			break;
		}
	}
	if (optind < argc)
		usageError(USAGE);
	if (!isAnything)
		version();
	finish();
}
