/*
 * loadavg: how busy this host is, or all hosts are; with -d, the daemon that
 * tells the others. The program has several names:
 *
 *   loadavg, la    the list of 1989, of this host (-a: of all)
 *   uptime, rup    the later list, of this host; of all
 *   evict          as loadavg -E
 *
 * It belongs to root and acts for whoever calls it, since the owner of a host
 * may evict; for all else it is its caller's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"
#include "hosts.h"
#include "loadavg.h"

#define USAGE \
	"[-alSDv] [-E | -i | -d [-rR] [-I s] [-w s] [-N s] [-t averages] [-T averages] [-M n]] [-W s] [-Z host ...]"

/* "a b c" */
static void
parseAverages(const char *text, double *averages)
{
	if (sscanf(text, "%lf %lf %lf", &averages[0], &averages[1], &averages[2]) != AVERAGES)
		die(text, "not three averages");
}

static void
evictNow(void)
{
	int count = evictAll();

	if (count < 0)
		dieErrno("eviction");
	printf("Evicted %d foreign process%s.\n", count, count == 1 ? "" : "es");
	finish();
}

static void
reserve(void)
{
	int host = Mig_GetIdleNode(MIG_NORMAL_PRIORITY, 0);

	if (host < 0)
		dieErrno(MIG_INFO_FILE);
	if (host == 0) {
		puts("No idle node found.");
		exitStatus = 1;
	} else {
		printf("%d\n", host);
	}
	finish();
}

static int
clearRecord(Mig_Info *info, void *arg)
{
	(void)arg;
	memset(info, 0, sizeof *info);
	return 1;
}

static void
forget(char **names)
{
	for (; *names != NULL; names++) {
		int host = hostByName(*names);

		if (host == 0)
			complain(*names, "no such host");
		else if (Mig_ChangeRecord(host, clearRecord, NULL) < 0)
			complainErrno(*names);
	}
	finish();
}

int
main(int argc, char **argv)
{
	struct rules rules = {5, 60, 300, {0.5, 1.0, 1.5}, {2.0, 1.5, 1.0}, 0, 0, 0, 0, 0};
	struct listing listing = {0, 0, 0, MIG_DOWN_SECONDS};
	int isDaemon = 0, evicts = 0, reserves = 0, forgets = 0, option;

	begin(argv);
	listing.all = strcmp(programName, "rup") == 0;
	listing.heading = listing.all || strcmp(programName, "uptime") == 0;
	evicts = strcmp(programName, "evict") == 0;
	while ((option = nextOption(argc, argv, "adDEiI:lM:N:rRSt:T:vw:W:Z", USAGE)) != -1) {
		switch (option) {
		case 'a':
			listing.all = 1;
			break;
		case 'l':
			listing.all = 0;
			break;
		case 'd':
			isDaemon = 1;
			break;
		case 'D':
			rules.debug = 1;
			break;
		case 'E':
			evicts = 1;
			break;
		case 'i':
			reserves = 1;
			break;
		case 'I':
			rules.interval = parseCount(optarg, "interval");
			break;
		case 'M':
			rules.version = (int)parseCount(optarg, "version");
			break;
		case 'N':
			rules.idleNeeded = parseCount(optarg, "idle time");
			break;
		case 'r':
			rules.refuses = 1;
			break;
		case 'R':
			rules.accepts = 1;
			break;
		case 'S':
			listing.domains = 1;
			break;
		case 't':
			parseAverages(optarg, rules.start);
			break;
		case 'T':
			parseAverages(optarg, rules.stop);
			break;
		case 'v':
			rules.verbose = 1;
			break;
		case 'w':
			rules.writeEvery = parseCount(optarg, "time");
			break;
		case 'W':
			listing.downSeconds = parseCount(optarg, "time");
			break;
		case 'Z':
			forgets = 1;
			break;
		}
	}
	if (!evicts)
		setuid(getuid());
	if (rules.interval < 1 || (optind < argc) != forgets)
		usageError(USAGE);
	if (evicts)
		evictNow();
	if (reserves)
		reserve();
	if (forgets)
		forget(argv + optind);
	if (isDaemon)
		runDaemon(&rules);
	showHosts(&listing);
	finish();
}
