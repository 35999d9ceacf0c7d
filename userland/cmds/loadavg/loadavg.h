/*
 * loadavg, in four parts: main.c (options), daemon.c (what a host says of
 * itself, again and again), kernel.c (what the kernel says), show.c (lists).
 */
#ifndef LOADAVG_H
#define LOADAVG_H

#include <mig.h>

#define AVERAGES 3

struct rules {
	long interval, writeEvery, idleNeeded; /* seconds */
	double start[AVERAGES]; /* becomes available below all of these */
	double stop[AVERAGES];  /* and stops above any of these */
	int refuses, accepts;   /* whatever the load */
	int version;            /* of the protocol; 0: the kernel's */
	int verbose, debug;
};

/* Never comes back. */
void runDaemon(const struct rules *rules) __attribute__((noreturn));

/* kernel.c */
struct sample {
	double now;       /* seconds since 1970 */
	double idleTicks; /* since the boot */
	double ticksPerSecond;
	int ready;        /* processes */
	long noInput;     /* seconds since the last key */
	int foreign;      /* processes */
	int state;        /* PROC_MIG_IMPORT_... */
};

void takeSample(struct sample *sample);
int foreignCount(void);
int kernelVersion(void);
int thisHost(void);
/* Sends every foreign process home and waits for that; how many went, -1 and errno. */
int evictAll(void);

/* show.c */
struct listing {
	int all;      /* hosts, not only this one */
	int heading;  /* the later form, with states */
	int domains;  /* names in full */
	long downSeconds;
};
void showHosts(const struct listing *listing);

#endif
