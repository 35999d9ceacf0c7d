/*
 * iostats [seconds]: the disks of this host. The kernel looks for so long (5
 * seconds) at every timer tick whether a disk is idle; reads and writes are
 * those of that time, and since the host was booted.
 */
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[seconds]"
#define USUAL_SECONDS 5
#define MOST_DISKS 16

int main(int argc, char **argv)
{
	static Sys_DiskStats before[MOST_DISKS], after[MOST_DISKS];
	long seconds = USUAL_SECONDS;
	int i, samples, idle;

	begin(argv);
	if (nextOption(argc, argv, "", USAGE) != -1 || argc - optind > 1)
		usageError(USAGE);
	if (optind < argc)
		seconds = parseCount(argv[optind], "seconds");
	mustSucceed(Sys_Stats(SYS_START_STATS, 0, NULL), "disk statistics");
	mustSucceed(Sys_Stats(SYS_DISK_STATS, MOST_DISKS, before), "disk statistics");
	sleep((unsigned)seconds);
	mustSucceed(Sys_Stats(SYS_END_STATS, 0, NULL), "disk statistics");
	mustSucceed(Sys_Stats(SYS_DISK_STATS, MOST_DISKS, after), "disk statistics");
	printf("%-10s %7s %8s %8s %10s %10s\n", "DISK", "IDLE", "READS", "WRITES", "ALL READS", "ALL WRITES");
	for (i = 0; i < MOST_DISKS && after[i].name[0] != '\0'; i++) {
		samples = after[i].numSamples - before[i].numSamples;
		idle = after[i].idleCount - before[i].idleCount;
		printf("%-10s %6.1f%% %8d %8d %10d %10d\n", after[i].name,
		       samples == 0 ? 100.0 : 100.0 * idle / samples, after[i].diskReads - before[i].diskReads,
		       after[i].diskWrites - before[i].diskWrites, after[i].diskReads, after[i].diskWrites);
	}
	finish();
}
