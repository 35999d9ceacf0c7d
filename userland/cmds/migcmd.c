/*
 * migcmd: process migration on this host: who may come and who may leave, what
 * its daemon is to ignore, the protocol's version, and what has been counted.
 * What is to be changed is root's to change.
 */
#include <errno.h>
#include <procStats.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[-sSZar] [-I none|root|all] [-E none|root|all] [-i 0|1] [-l 0|1] [-d level] [-V version]"
#define HOST_WIDTH 40
#define TENTHS 10.0

static void
ask(int option, void *argument, const char *what)
{
	ReturnStatus status = Sys_Stats(SYS_PROC_MIGRATION, option, argument);

	if (status != SUCCESS) {
		errno = Compat_MapCode(status);
		dieErrno(what);
	}
}

/* ---- State ---- */

struct side {
	int root, all;
};
static const struct side imports = {PROC_MIG_IMPORT_ROOT, PROC_MIG_IMPORT_ALL};
static const struct side exports = {PROC_MIG_EXPORT_ROOT, PROC_MIG_EXPORT_ALL};

static const char *
sideName(int state, const struct side *side)
{
	if ((state & side->all) == side->all)
		return "all";
	return (state & side->root) != 0 ? "root" : "none";
}

static int
withSide(int state, const struct side *side, const char *name)
{
	state &= ~side->all;
	if (strcmp(name, "all") == 0)
		return state | side->all;
	if (strcmp(name, "root") == 0)
		return state | side->root;
	if (strcmp(name, "none") != 0)
		die(name, "it is none, root or all");
	return state;
}

static int
withBit(int state, int bit, const char *onOff)
{
	if (strcmp(onOff, "1") == 0)
		return state | bit;
	if (strcmp(onOff, "0") != 0)
		die(onOff, "it is 0 or 1");
	return state & ~bit;
}

static void
showState(const char *which, int state, int version)
{
	static const char *const ignored[] = {"", "load", "input", "load, input"};
	int isLoad = (state & PROC_MIG_IMPORT_ANYLOAD) != 0, isInput = (state & PROC_MIG_IMPORT_ANYINPUT) != 0;

	printf("%s\t%4s\t%4s\t%4d\t%s\n", which, sideName(state, &imports), sideName(state, &exports), version,
	       ignored[isLoad + 2 * isInput]);
}

/* ---- Statistics ---- */

static void
putLabel(const char *label)
{
	printf("%40s\t", label);
}

static void
showCount(const char *label, unsigned int value)
{
	putLabel(label);
	printf("%u\n", value);
}

static double
average(unsigned int sum, unsigned int count)
{
	return count == 0 ? 0.0 : (double)sum / count;
}

static void
showSeconds(const char *label, unsigned int tenths, unsigned int count)
{
	putLabel(label);
	printf("%7.3f\n", average(tenths, count) / TENTHS);
}

static void
showStatistics(void)
{
	static Proc_MigStats s;
	const Proc_MigVariables *sums = &s.varStats;
	unsigned int moved;
	int host, isFirst = 1;

	ask(PROC_MIG_GET_STATS, &s, "statistics");
	moved = s.exports + s.execs + s.migrationsHome;
	showCount("foreign processes", s.foreign);
	showCount("remote processes", s.remote);
	showCount("exports", s.exports);
	showCount("execs", s.execs);
	showCount("imports", s.imports);
	showCount("errors", s.errors);
	showCount("eviction requests", s.evictCalls);
	showCount("requests resulting in evictions", s.evictsNeeded);
	showCount("evicted processes", sums->evictions);
	showCount("voluntary migrations home", s.migrationsHome - sums->evictions);
	showCount("returns to us", s.returns);
	showCount("evictions back to us", s.evictionsToUs);
	showSeconds("average time used after eviction", sums->evictionCPUTime, s.evictionsToUs);
	showCount("pages written", sums->pagesWritten);
	showSeconds("average time to export", sums->timeToMigrate, s.exports);
	showSeconds("average time to exec", sums->timeToExec, s.execs);
	showSeconds("average time to evict one process", sums->timeToEvict, sums->evictions);
	showSeconds("average time to complete eviction", sums->totalEvictTime, s.evictsNeeded);
	putLabel("average Kbytes per migration");
	printf("%7.3f\n", average(sums->rpcKbytes, moved));
	putLabel("remote/total CPU seconds");
	printf("%.1f/%.1f (%.1f%%)\n", sums->remoteCPUTime / TENTHS, sums->totalCPUTime / TENTHS,
	       100.0 * average(sums->remoteCPUTime, sums->totalCPUTime));
	for (host = 0; host < PROC_MIG_HOSTS; host++) {
		if (s.hostCounts[host] == 0)
			continue;
		if (isFirst)
			puts("Host count");
		isFirst = 0;
		showCount(hostName(host, HOST_WIDTH), s.hostCounts[host]);
	}
}

int
main(int argc, char **argv)
{
	const char *newImports = NULL, *newExports = NULL, *input = NULL, *load = NULL;
	int shows = argc == 1, statistics = 0, resets = 0, allows = 0, refuses = 0;
	int debug = -1, newVersion = -1, version, state, changed, option;

	begin(argv);
	while ((option = nextOption(argc, argv, "aI:E:i:l:rsSZd:V:", USAGE)) != -1) {
		switch (option) {
		case 'a':
			allows = 1;
			break;
		case 'd':
			debug = (int)parseCount(optarg, "level");
			break;
		case 'E':
			newExports = optarg;
			break;
		case 'i':
			input = optarg;
			break;
		case 'I':
			newImports = optarg;
			break;
		case 'l':
			load = optarg;
			break;
		case 'r':
			refuses = 1;
			break;
		case 's':
			shows = 1;
			break;
		case 'S':
			statistics = 1;
			break;
		case 'V':
			newVersion = (int)parseCount(optarg, "version");
			break;
		case 'Z':
			resets = 1;
			break;
		}
	}
	if (optind < argc || (allows && (refuses || newImports != NULL)) || (refuses && newImports != NULL))
		usageError(USAGE);
	ask(PROC_MIG_GET_STATE, &state, "state");
	ask(PROC_MIG_GET_VERSION, &version, "version");
	if (shows) {
		puts("\t\tImport\tExport\tVersion\tIgnore");
		showState("Current:", state, version);
	}
	changed = state;
	if (allows)
		newImports = "all";
	if (refuses)
		newImports = "none";
	if (newImports != NULL)
		changed = withSide(changed, &imports, newImports);
	if (newExports != NULL)
		changed = withSide(changed, &exports, newExports);
	if (input != NULL)
		changed = withBit(changed, PROC_MIG_IMPORT_ANYINPUT, input);
	if (load != NULL)
		changed = withBit(changed, PROC_MIG_IMPORT_ANYLOAD, load);
	if (changed != state)
		ask(PROC_MIG_SET_STATE, &changed, "state");
	if (newVersion >= 0 && newVersion != version)
		ask(PROC_MIG_SET_VERSION, &newVersion, "version");
	if (debug >= 0)
		ask(PROC_MIG_SET_DEBUG, &debug, "level");
	if (shows && (changed != state || (newVersion >= 0 && newVersion != version)))
		showState("New:\t", changed, newVersion >= 0 ? newVersion : version);
	if (statistics)
		showStatistics();
	if (resets)
		ask(PROC_MIG_RESET_STATS, NULL, "statistics");
	finish();
}
