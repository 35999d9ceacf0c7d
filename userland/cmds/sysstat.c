/*
 * sysstat [-v] [-c] [-s] [-R]: the kernel of this host.
 *
 *   -v   its name and version; also without options
 *   -c   how often each kernel call was made, and whether it is served at
 *        home for a migrated process
 *   -s   the scheduler
 *   -R   the counters of calls begin again
 */
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-v] [-c] [-s] [-R]"
#define NAME_BYTES 64
#define VERSION_BYTES 128

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

static void calls(void)
{
	unsigned *counts = malloc(Sys_CallCount * sizeof *counts), totals[2] = {0, 0}, all;
	int i;

	if (counts == NULL)
		die("calls", "no memory");
	statistics(SYS_SYS_CALL_STATS, Sys_CallCount, counts);
	for (i = 0; i < Sys_CallCount; i++) {
		if (Sys_Calls[i].name == NULL)
			continue;
		totals[Sys_Calls[i].isRemote] += counts[i];
		printf("%10u %-30s %s\n", counts[i], Sys_Calls[i].name, Sys_Calls[i].isRemote ? "remote" : "local");
	}
	all = totals[0] + totals[1];
	printf("%u local, %u remote", totals[0], totals[1]);
	if (all > 0)
		printf(" (%.1f%% remote)", 100.0 * totals[1] / all);
	printf("\n");
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
	while ((option = nextOption(argc, argv, "vcsR", USAGE)) != -1) {
		isAnything = 1;
		if (option == 'v')
			version();
		else if (option == 'c')
			calls();
		else if (option == 's')
			scheduler();
		else
			statistics(SYS_SYS_CALL_STATS, 0, NULL);
	}
	if (optind < argc)
		usageError(USAGE);
	if (!isAnything)
		version();
	finish();
}
