/*
 * migcmd: process migration on this host: who may come and who may leave, what
 * its daemon is to ignore, the protocol's version, and what has been counted.
 * What is to be changed is root's to change.
 */
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
#define LABEL_WIDTH 40
#define TENTHS 10.0

static void
ask(int option, void *argument, const char *what)
{
	mustSucceed(Sys_Stats(SYS_PROC_MIGRATION, option, argument), what);
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
	printf("%*s\t", LABEL_WIDTH, label);
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
		showCount(hostName(host, LABEL_WIDTH), s.hostCounts[host]);
	}
}

/* ---- What is wanted ---- */

struct wishes {
	/* As the options have them; NULL or negative: to stay as it is. */
	const char *imports, *exports, *input, *load;
	int debug, version;
	int showsState, showsStatistics, resets;
};

static void
readOptions(int argc, char **argv, struct wishes *wishes)
{
	int allows = 0, refuses = 0, option;

	while ((option = nextOption(argc, argv, "aI:E:i:l:rsSZd:V:", USAGE)) != -1) {
		switch (option) {
		case 'a':
			allows = 1;
			break;
		case 'd':
			wishes->debug = (int)parseCount(optarg, "level");
			break;
		case 'E':
			wishes->exports = optarg;
			break;
		case 'i':
			wishes->input = optarg;
			break;
		case 'I':
			wishes->imports = optarg;
			break;
		case 'l':
			wishes->load = optarg;
			break;
		case 'r':
			refuses = 1;
			break;
		case 's':
			wishes->showsState = 1;
			break;
		case 'S':
			wishes->showsStatistics = 1;
			break;
		case 'V':
			wishes->version = (int)parseCount(optarg, "version");
			break;
		case 'Z':
			wishes->resets = 1;
			break;
		}
	}
	if (optind < argc || allows + refuses + (wishes->imports != NULL) > 1)
		usageError(USAGE);
	if (allows)
		wishes->imports = "all";
	if (refuses)
		wishes->imports = "none";
}

static int
wantedState(int state, const struct wishes *wishes)
{
	if (wishes->imports != NULL)
		state = withSide(state, &imports, wishes->imports);
	if (wishes->exports != NULL)
		state = withSide(state, &exports, wishes->exports);
	if (wishes->input != NULL)
		state = withBit(state, PROC_MIG_IMPORT_ANYINPUT, wishes->input);
	if (wishes->load != NULL)
		state = withBit(state, PROC_MIG_IMPORT_ANYLOAD, wishes->load);
	return state;
}

/* Shows the state before and, where it is another then, after. */
static void
change(const struct wishes *wishes)
{
	int state, version, newState, newVersion;

	ask(PROC_MIG_GET_STATE, &state, "state");
	ask(PROC_MIG_GET_VERSION, &version, "version");
	if (wishes->showsState) {
		puts("\t\tImport\tExport\tVersion\tIgnore");
		showState("Current:", state, version);
	}
	newState = wantedState(state, wishes);
	newVersion = wishes->version >= 0 ? wishes->version : version;
	if (newState != state)
		ask(PROC_MIG_SET_STATE, &newState, "state");
	if (newVersion != version)
		ask(PROC_MIG_SET_VERSION, &newVersion, "version");
	if (wishes->showsState && (newState != state || newVersion != version))
		showState("New:\t", newState, newVersion);
}

int
main(int argc, char **argv)
{
	struct wishes wishes = {.debug = -1, .version = -1, .showsState = argc == 1};

	begin(argv);
	readOptions(argc, argv, &wishes);
	change(&wishes);
	if (wishes.debug >= 0)
		ask(PROC_MIG_SET_DEBUG, &wishes.debug, "level");
	if (wishes.showsStatistics)
		showStatistics();
	if (wishes.resets)
		ask(PROC_MIG_RESET_STATS, NULL, "statistics");
	finish();
}
