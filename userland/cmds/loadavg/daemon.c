/*
 * The daemon of each host. It samples load and idleness, decides whether the
 * host is to be had, says so in the file all hosts share and in one of its
 * own, and sends foreign processes home when the owner comes back.
 *
 * What clients promise to send is counted in the shared record too. They may
 * forget to take it back: so a promise that the daemon finds twice, with
 * nobody having come, is void.
 */
#include <fcntl.h>
#include <math.h>
#include <procStats.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "common.h"
#include "hosts.h"
#include "loadavg.h"

#define SYSLOG "/dev/syslog"
#define NAME_BYTES 64
#define PATH_BYTES 128
/* An average of less is none. */
#define LEAST_AVERAGE 0.00001
#define PERCENT 100.0
/* Between the noting of a promise and the look whether it was kept. */
#define PROMISE_SECONDS 10
/* A foreign process that does not go must not stop the daemon, whose host would pass for dead. */
#define EVICTION_SECONDS 120
/* The daemons of all hosts begin at different times within an interval. */
#define SPREAD 37

static const double averageSeconds[AVERAGES] = {60, 300, 900};

struct daemon {
	const struct rules *rules;
	int host;
	Mig_Info info; /* what is written */
	double weight[AVERAGES], utilization[AVERAGES];
	struct sample last;
	int isOwnerHere, wasOwnerHere;
	int isNew;           /* nothing written yet */
	int promiseSeen;
	int hasEvicted;      /* nobody is there any more who was counted */
	long writtenAt, lookAgainAt; /* lookAgainAt: 0 for never */
	int writtenAllow, writtenForeign;
	int sharedFile;      /* -1 while it is not open */
	int ownFile;         /* /hosts/.../migInfo, likewise */
	char ownPath[PATH_BYTES];
};

/* ---- Sampling ---- */

static long
bootTime(const char *hostDirectory, long otherwise)
{
	char path[PATH_BYTES];
	struct stat status;

	sprintf(path, "%s/boottime", hostDirectory);
	return stat(path, &status) == 0 ? (long)status.st_mtime : otherwise;
}

static void
average(struct daemon *daemon, const struct sample *sample)
{
	double elapsed = sample->now - daemon->last.now;
	double idle = elapsed <= 0 ? 1.0
		: (sample->idleTicks - daemon->last.idleTicks) / (elapsed * sample->ticksPerSecond);
	double busy = idle >= 1.0 ? 0.0 : idle <= 0.0 ? PERCENT : PERCENT * (1.0 - idle);
	int i;

	for (i = 0; i < AVERAGES; i++) {
		double weight = daemon->weight[i];
		double *length = &daemon->info.queueLengths[i];

		*length = *length * weight + sample->ready * (1.0 - weight);
		if (*length < LEAST_AVERAGE)
			*length = 0.0;
		daemon->utilization[i] = daemon->utilization[i] * weight + busy * (1.0 - weight);
		daemon->info.utilizations[i] = (int)(daemon->utilization[i] + 0.5);
	}
}

/* A host that nobody has touched since it was booted has no owner at it. */
static int
ownerIsHere(const struct daemon *daemon, const struct sample *sample)
{
	if ((sample->state & PROC_MIG_IMPORT_ANYINPUT) != 0)
		return 0;
	return sample->noInput < daemon->rules->idleNeeded
		&& sample->noInput < (long)sample->now - daemon->info.bootTime;
}

static int
isLoadBelow(const Mig_Info *info, const double *limits)
{
	int i;

	for (i = 0; i < AVERAGES; i++)
		if (info->queueLengths[i] >= limits[i])
			return 0;
	return 1;
}

/* 1: to be had; 0: not now; -1: never. */
static int
decide(const struct daemon *daemon, const struct sample *sample)
{
	const struct rules *rules = daemon->rules;

	if (rules->refuses || (sample->state & PROC_MIG_IMPORT_ALL) == 0)
		return -1;
	if (rules->accepts)
		return 1;
	if (daemon->isOwnerHere)
		return 0;
	if ((sample->state & PROC_MIG_IMPORT_ANYLOAD) != 0)
		return 1;
	return isLoadBelow(&daemon->info, daemon->info.allowMigration > 0 ? rules->stop : rules->start);
}

/* ---- What is written ---- */

static int
shareRecord(Mig_Info *there, void *arg)
{
	struct daemon *daemon = arg;
	int promised = there->hostID == daemon->host ? there->foreign : 0;

	*there = daemon->info;
	if (daemon->info.foreign > 0 || promised <= 0 || daemon->promiseSeen || daemon->hasEvicted) {
		daemon->promiseSeen = 0;
		daemon->lookAgainAt = 0;
	} else {
		there->foreign = promised;
		daemon->promiseSeen = 1;
		daemon->lookAgainAt = daemon->info.timestamp + PROMISE_SECONDS;
	}
	return 1;
}

/* All daemons keep the file open for writing: so no host caches it, and who reads it reads what is so. */
static void
writeShared(struct daemon *daemon)
{
	Mig_Info *info = &daemon->info;
	int isDue = daemon->isNew || info->timestamp - daemon->writtenAt >= daemon->rules->writeEvery
		|| (daemon->lookAgainAt != 0 && info->timestamp >= daemon->lookAgainAt)
		|| info->allowMigration != daemon->writtenAllow
		|| (info->foreign != 0) != (daemon->writtenForeign != 0);

	if (!isDue)
		return;
	if (daemon->sharedFile < 0)
		daemon->sharedFile = Mig_OpenRecords();
	if (daemon->sharedFile < 0
	    || Mig_ChangeRecordIn(daemon->sharedFile, daemon->host, shareRecord, daemon) < 0) {
		if (daemon->sharedFile >= 0)
			close(daemon->sharedFile);
		daemon->sharedFile = -1;
		if (daemon->rules->debug)
			complainErrno(MIG_INFO_FILE);
		return;
	}
	daemon->isNew = 0;
	daemon->writtenAt = info->timestamp;
	daemon->writtenAllow = info->allowMigration;
	daemon->writtenForeign = info->foreign;
}

/* The file stays open: its blocks are this host's to cache, and to write is to change memory. */
static void
writeOwn(struct daemon *daemon)
{
	char text[MIG_RECORD_BYTES];

	if (daemon->ownFile < 0)
		daemon->ownFile = open(daemon->ownPath, O_WRONLY | O_CREAT, 0644);
	if (daemon->ownFile < 0)
		return;
	Mig_FormatRecord(&daemon->info, text);
	if (lseek(daemon->ownFile, (off_t)0, SEEK_SET) < 0
	    || write(daemon->ownFile, text, MIG_RECORD_BYTES) != MIG_RECORD_BYTES) {
		close(daemon->ownFile);
		daemon->ownFile = -1;
	}
}

/* ---- The owner is back ---- */

static void
announce(int count)
{
	char line[PATH_BYTES], date[NAME_BYTES];
	time_t now = time((time_t *)0);
	int log = open(SYSLOG, O_WRONLY);

	if (log < 0)
		return;
	strftime(date, sizeof date, "%b %e %H:%M:%S", localtime(&now));
	sprintf(line, "<30>%s loadavg[%x]: Evicting %d process%s\n", date, (unsigned)getpid(), count,
		count == 1 ? "" : "es");
	write(log, line, strlen(line));
	close(log);
}

static void
giveUp(int signal)
{
	(void)signal;
}

static void
evict(struct daemon *daemon, int count)
{
	if (daemon->rules->verbose)
		announce(count);
	alarm(EVICTION_SECONDS);
	if (evictAll() < 0 && daemon->rules->debug)
		complainErrno("eviction");
	alarm(0);
}

/* ---- For ever ---- */

/*
 * A foreign process that came just before the others could know of the
 * owner's return is caught at the sample after it.
 */
static void
look(struct daemon *daemon)
{
	struct sample sample;
	int hasReturned;

	takeSample(&sample);
	average(daemon, &sample);
	daemon->last = sample;
	hasReturned = daemon->isOwnerHere && !daemon->wasOwnerHere;
	daemon->wasOwnerHere = daemon->isOwnerHere;
	daemon->isOwnerHere = ownerIsHere(daemon, &sample);
	hasReturned |= daemon->isOwnerHere && !daemon->wasOwnerHere;
	daemon->info.timestamp = (long)sample.now;
	daemon->info.noInput = sample.noInput;
	daemon->info.foreign = sample.foreign;
	daemon->info.allowMigration = decide(daemon, &sample);
	if (daemon->rules->debug)
		fprintf(stderr, "%s: ready %d, foreign %d, no input for %ld s: %d\n", programName, sample.ready,
			sample.foreign, sample.noInput, daemon->info.allowMigration);
	writeShared(daemon);
	writeOwn(daemon);
	if (hasReturned && sample.foreign > 0) {
		evict(daemon, sample.foreign);
		daemon->info.foreign = foreignCount();
		daemon->hasEvicted = 1;
		writeShared(daemon);
		daemon->hasEvicted = 0;
	}
}

void
runDaemon(const struct rules *rules)
{
	static struct daemon daemon;
	char directory[NAME_BYTES + 8];
	int i;

	umask(0); /* all users mark hosts as used */
	daemon.rules = rules;
	daemon.host = thisHost();
	sprintf(directory, "/hosts/%s", hostName(daemon.host, NAME_BYTES));
	sprintf(daemon.ownPath, "%s/migInfo", directory);
	daemon.sharedFile = daemon.ownFile = -1;
	daemon.isNew = 1;
	signal(SIGALRM, giveUp);
	usleep((useconds_t)(daemon.host * SPREAD % 100 * rules->interval * 10000));
	takeSample(&daemon.last);
	daemon.info.hostID = daemon.host;
	daemon.info.bootTime = bootTime(directory, (long)daemon.last.now);
	daemon.info.version = rules->version != 0 ? rules->version : kernelVersion();
	daemon.wasOwnerHere = daemon.isOwnerHere = ownerIsHere(&daemon, &daemon.last);
	for (i = 0; i < AVERAGES; i++)
		daemon.weight[i] = exp(-(double)rules->interval / averageSeconds[i]);
	for (;;) {
		look(&daemon);
		sleep((unsigned)rules->interval);
	}
}
