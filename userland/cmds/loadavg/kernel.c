/* What the kernel says of load, idleness and foreign processes. */
#include <errno.h>
#include <proc.h>
#include <procStats.h>
#include <status.h>
#include <sys.h>
#include "common.h"
#include "loadavg.h"

#define MICROSECONDS 1000000.0
#define WORD 4294967296.0

static void
ask(int command, int option, void *answer, const char *what)
{
	mustSucceed(Sys_Stats(command, option, answer), what);
}

int
foreignCount(void)
{
	static Proc_MigStats statistics;

	ask(SYS_PROC_MIGRATION, PROC_MIG_GET_STATS, &statistics, "migration statistics");
	return (int)statistics.foreign;
}

int
kernelVersion(void)
{
	int version;

	ask(SYS_PROC_MIGRATION, PROC_MIG_GET_VERSION, &version, "migration version");
	return version;
}

int
thisHost(void)
{
	int home, here;

	mustSucceed(Proc_GetHostIDs(&home, &here), "this host's id");
	return here;
}

void
takeSample(struct sample *sample)
{
	Sched_Instrument kernel;
	Time now;

	ask(SYS_SCHED_STATS, 0, &kernel, "load");
	ask(SYS_PROC_MIGRATION, PROC_MIG_GET_STATE, &sample->state, "migration state");
	Sys_GetTimeOfDay(&now, (int *)0, (Boolean *)0);
	sample->now = now.seconds + now.microseconds / MICROSECONDS;
	sample->idleTicks = kernel.idleTicksLow + kernel.idleTicksOverflow * WORD;
	sample->ticksPerSecond = kernel.idleTicksPerSecond;
	sample->ready = kernel.numReadyProcesses;
	sample->noInput = kernel.noUserInput.seconds;
	sample->foreign = foreignCount();
}

int
evictAll(void)
{
	int before = foreignCount();
	ReturnStatus status = Proc_RawMigrate(PROC_ALL_PROCESSES, 0);

	if (status != SUCCESS) {
		errno = Compat_MapCode(status);
		return -1;
	}
	return before - foreignCount();
}
