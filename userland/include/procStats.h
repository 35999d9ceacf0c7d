/* procStats.h: migration as Sys_Stats(SYS_PROC_MIGRATION, ...) shows and sets it. */
#ifndef _PROCSTATS_H
#define _PROCSTATS_H

#include <sprite.h>

#define PROC_MIG_ALLOW 0
#define PROC_MIG_REFUSE 1
#define PROC_MIG_GET_STATUS 2
#define PROC_MIG_SET_DEBUG 3
#define PROC_MIG_GET_VERSION 4
#define PROC_MIG_GET_STATE 5
#define PROC_MIG_SET_STATE 6
#define PROC_MIG_SET_VERSION 7
#define PROC_MIG_GET_STATS 8
#define PROC_MIG_RESET_STATS 9

/* Who may come, what a host's daemon is not to look at, and who may leave. */
#define PROC_MIG_IMPORT_ROOT 0x1
#define PROC_MIG_IMPORT_ALL 0x3
#define PROC_MIG_IMPORT_ANYINPUT 0x10
#define PROC_MIG_IMPORT_ANYLOAD 0x20
#define PROC_MIG_EXPORT_ROOT 0x10000
#define PROC_MIG_EXPORT_ALL 0x30000

/* Sums over migrations; times are in tenths of a second. */
typedef struct {
	unsigned int evictions, pagesWritten, rpcKbytes, timeToMigrate, timeToExec, timeToEvict, totalEvictTime,
		totalCPUTime, remoteCPUTime, evictionCPUTime;
} Proc_MigVariables;

#define PROC_MIG_HOSTS 200

typedef struct {
	unsigned int statsVersion, foreign, remote, exports, execs, imports, errors, returns, evictionsToUs;
	unsigned int hostCounts[PROC_MIG_HOSTS];
	unsigned int migrationsHome, evictCalls, evictsNeeded, evictionsInProgress, processes;
	Proc_MigVariables varStats, squared; /* squared: sums of squares */
} Proc_MigStats;

#endif
