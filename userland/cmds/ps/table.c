/*
 * The process table, read from the kernel; for a process that has migrated,
 * from the kernel of the host where it is.
 */
#include <ctype.h>
#include <host.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include "ps.h"

#define SLOTS 256
#define VM_STAT_WORDS 68 /* Vm_Stat is 272 bytes; its first word counts all pages of memory */

static Proc_PCBInfo infos[SLOTS];
static Proc_PCBArgString arguments[SLOTS];
static int pageKbytes;

static void
readSegments(struct process *process)
{
	Vm_SegmentInfo segments[SEGMENTS];
	int i;

	if (process->info.state == PROC_UNUSED || (process->info.genFlags & (PROC_KERNEL | PROC_NO_VM)) != 0
	    || Vm_GetSegInfo(&process->info, 0, sizeof segments[0], segments) != SUCCESS)
		return;
	for (i = 0; i < SEGMENTS; i++) {
		if (process->info.vmSegments[i + 1] == NIL)
			continue;
		process->sizeKbytes[i] = (long)segments[i].numPages * pageKbytes;
		process->residentKbytes[i] = (long)segments[i].resPages * pageKbytes;
	}
}

/* The kernel ends each argument with a blank; a script's newlines would break our line. */
static char *
tidy(char *command)
{
	char *p, *end = command;

	command[PROC_PCB_ARG_LENGTH - 1] = '\0';
	for (p = command; *p != '\0'; p++) {
		if (!isprint((unsigned char)*p))
			*p = ' ';
		if (*p != ' ')
			end = p + 1;
	}
	*end = '\0';
	return command;
}

static void
followMigrated(struct process *process)
{
	Proc_PCBInfo there;
	Proc_PID peer = process->info.peerProcessID;

	if (Proc_GetPCBInfo(peer, peer, process->info.peerHostID, sizeof there, &there, NULL, NULL) != SUCCESS
	    || there.processID != peer)
		return;
	/* The families, owners and the peer are matters of home. */
	there.processID = process->info.processID;
	there.parentID = process->info.parentID;
	there.familyID = process->info.familyID;
	there.peerHostID = process->info.peerHostID;
	there.peerProcessID = process->info.peerProcessID;
	process->info = there;
	process->followed = 1;
}

struct process *
readTable(int *count, int follow, int wantSegments)
{
	struct process *processes;
	int i, pageBytes;

	if (Proc_GetPCBInfo(0, SLOTS - 1, PROC_MY_HOSTID, sizeof infos[0], infos, arguments, count) != SUCCESS)
		die("process table", "the kernel does not give it");
	if (Vm_PageSize(&pageBytes) == SUCCESS)
		pageKbytes = pageBytes / 1024;
	processes = allocate((size_t)*count * sizeof *processes);
	memset(processes, 0, (size_t)*count * sizeof *processes);
	for (i = 0; i < *count; i++) {
		processes[i].id = infos[i].processID;
		processes[i].info = infos[i];
		processes[i].command = tidy(arguments[i].argString);
		if (follow && infos[i].state == PROC_MIGRATED)
			followMigrated(&processes[i]);
		if (wantSegments)
			readSegments(&processes[i]);
	}
	return processes;
}

const char *
stateName(const struct process *process)
{
	const Proc_PCBInfo *info = &process->info;

	switch (info->state) {
	case PROC_UNUSED: return "UNUSD";
	case PROC_RUNNING: return "RUN";
	case PROC_READY: return "READY";
	case PROC_WAITING: return info->event == NIL ? "RWAIT" : "WAIT";
	case PROC_EXITING: return "EXIT";
	case PROC_DEAD: return "DEAD";
	case PROC_MIGRATED: return info->genFlags & PROC_MIGRATING ? "->MIG" : "MIG";
	case PROC_NEW: return "NEW";
	case PROC_SUSPENDED:
		return info->genFlags & (PROC_ON_DEBUG_LIST | PROC_DEBUG_WAIT) ? "DEBUG" : "SUSP";
	}
	return "?";
}

long
physicalKbytes(void)
{
	int statistics[VM_STAT_WORDS];

	if (Sys_Stats(SYS_VM_STATS, 0, statistics) != SUCCESS)
		return 0;
	return (long)statistics[0] * pageKbytes;
}

const char *
hostAlias(int id)
{
	Host_Entry *host = Host_ByID(id);

	if (host == NULL)
		return "";
	return host->aliases[0] != NULL ? host->aliases[0] : host->name;
}
