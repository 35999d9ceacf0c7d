/*
 * The lists of hosts. In the one of 1989 a mark behind the name says how it
 * stands with a host: `*` it can be had, `+` it can and has foreign processes,
 * `-` it cannot and still has. In the later one a word says so, and the mark is
 * `*` for a host that can be had.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "common.h"
#include "hosts.h"
#include "loadavg.h"

#define HEADING "            HOST     TYPE      STATUS       MIG     LOAD AVERAGE   IDLE TIME"
#define NAME_WIDTH 16
#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

struct asker {
	int host, version;
	long now;
	char type[MIG_TYPE_BYTES];
};

static void
putTime(long seconds)
{
	if (seconds < 0)
		seconds = 0;
	printf("%3ld+%02ld:%02ld", seconds / DAY, seconds / HOUR % 24, seconds / MINUTE % 60);
}

/* The host is of the asker's kind, and it is another one. */
static int
isSuited(const struct asker *asker, const Mig_Info *info, const char *type)
{
	return *type != '\0' && strcmp(type, asker->type) == 0 && info->hostID != asker->host
	       && info->version == asker->version;
}

static int
markOf(const struct asker *asker, const Mig_Info *info, const char *type)
{
	if (info->allowMigration <= 0)
		return info->foreign > 0 ? '-' : ' ';
	if (!isSuited(asker, info, type))
		return ' ';
	return info->foreign > 0 ? '+' : '*';
}

static const char *
stateOf(const struct asker *asker, const Mig_Info *info)
{
	if (info->allowMigration < 0 || info->version != asker->version)
		return "refuses";
	if (info->foreign > 0)
		return "hasmig";
	return info->allowMigration > 0 ? "avail" : "inuse";
}

static void
putName(int host, int isWhole)
{
	const char *name = isWhole ? hostFullName(host) : hostName(host, NAME_WIDTH);

	printf("%*s", NAME_WIDTH, name);
}

static void
putLoads(const Mig_Info *info)
{
	int i;

	for (i = 0; i < AVERAGES; i++) {
		long hundredths = (long)(info->queueLengths[i] * 100 + 0.5);

		printf(" %2ld.%02ld", hundredths / 100, hundredths % 100);
	}
}

static void
showOne(const struct listing *listing, const struct asker *asker, const Mig_Info *info)
{
	int isDown = asker->now - info->timestamp > listing->downSeconds;
	const char *state = stateOf(asker, info);
	char type[MIG_TYPE_BYTES];
	int isKnown = Mig_MachineType(info->hostID, type);
	int mark = isDown ? ' ' : markOf(asker, info, type);

	putName(info->hostID, listing->domains);
	if (listing->heading && mark != '*')
		mark = ' ';
	printf("%c %*s %*s ", mark, listing->heading ? 7 : 6, isKnown ? type : "?", listing->heading ? 4 : 5,
	       isDown ? "down" : "up");
	putTime(asker->now - (isDown ? info->timestamp : info->bootTime));
	if (isDown) {
		putchar('\n');
		return;
	}
	if (listing->heading)
		printf(" %7s", state);
	putLoads(info);
	if (!listing->heading) {
		printf("  (idle ");
		putTime(info->noInput);
		putchar(')');
	} else if (strcmp(state, "inuse") != 0 || info->noInput > MINUTE) {
		printf(" (%ld+%02ld:%02ld)", info->noInput / DAY, info->noInput / HOUR % 24, info->noInput / MINUTE % 60);
	}
	putchar('\n');
}

void
showHosts(const struct listing *listing)
{
	static Mig_Info infos[MIG_MAX_HOSTS];
	struct asker asker;
	int count = 1, i;

	asker.host = thisHost();
	asker.version = kernelVersion();
	Mig_MachineType(asker.host, asker.type);
	if (listing->all)
		count = Mig_GetAllInfo(infos, MIG_MAX_HOSTS);
	else if (Mig_GetInfo(asker.host, infos) < 0)
		count = -1;
	if (count < 0 && errno == ENOENT)
		die(listing->all ? MIG_INFO_FILE : hostName(asker.host, NAME_WIDTH), "no load is known; loadavg -d runs not here");
	if (count < 0)
		dieErrno(MIG_INFO_FILE);
	asker.now = time((time_t *)0);
	if (listing->heading)
		puts(HEADING);
	for (i = 0; i < count; i++)
		showOne(listing, &asker, &infos[i]);
}
