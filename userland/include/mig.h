/*
 * Idle hosts, and the file in which every host says how busy it is: one
 * record of text for each host, at a place that is the host's id times the
 * record's length.
 */
#ifndef _MIG_H
#define _MIG_H

#include <sprite.h>

#define MIG_INFO_FILE "/sprite/admin/data/migInfo"
#define MIG_RECORD_BYTES 169
#define MIG_MAX_HOSTS 200

/* A record that is older is that of a host that is down. */
#define MIG_DOWN_SECONDS 180

#define MIG_LOW_PRIORITY 0
#define MIG_NORMAL_PRIORITY 1
#define MIG_HIGH_PRIORITY 2

typedef struct {
	int hostID;
	int utilizations[3];     /* percent, over one, five and fifteen minutes */
	double queueLengths[3];
	long bootTime, timestamp; /* seconds since 1970 */
	long noInput;             /* seconds since the last key */
	int allowMigration;       /* 1, 0, or -1: it never will */
	int foreign;              /* foreign processes, or promised to come */
	int version;              /* of the migration protocol */
} Mig_Info;

/* An idle host, marked as used: its id, 0 if there is none, -1 and errno. */
int Mig_GetIdleNode(int priority, int flags);
/* Up to `count` idle hosts into `ids`; how many, or -1 and errno. */
int Mig_RequestIdleHosts(int count, int priority, int flags, int *ids);
/* The host is no longer used; 0, or -1 and errno. */
int Mig_Done(int hostID);
/* Nobody is at a host that one holds: 1, or 0. */
int Mig_ConfirmIdle(int hostID);

/* What a host says of itself; 0, or -1 and errno. */
int Mig_GetInfo(int hostID, Mig_Info *info);
/* Of all hosts that ever said anything, by id; how many, or -1 and errno. */
int Mig_GetAllInfo(Mig_Info *infos, int most);

/* A record and its text (MIG_RECORD_BYTES, the last a newline). */
int Mig_ParseRecord(const char *text, Mig_Info *info); /* 0 if it is none */
void Mig_FormatRecord(const Mig_Info *info, char *text);
/*
 * Changes one host's record with nobody in between: `change` gets what is
 * there (hostID 0 for nothing) and says whether it is to be written.
 */
int Mig_ChangeRecord(int hostID, int (*change)(Mig_Info *info, void *arg), void *arg);
/* The same for who keeps the file open. */
int Mig_OpenRecords(void);
int Mig_ChangeRecordIn(int file, int hostID, int (*change)(Mig_Info *info, void *arg), void *arg);

/* The machine type of a host, and 1; an empty string and 0 if it is not known. */
#define MIG_TYPE_BYTES 16
int Mig_MachineType(int hostID, char *type);

#endif
