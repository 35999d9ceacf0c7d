/*
 * ps, in three parts: main.c (options, which processes), table.c (what the
 * kernels tell), show.c (columns).
 */
#ifndef PS_H
#define PS_H

#include <proc.h>
#include <vm.h>
#include "common.h"

enum segment { CODE, HEAP, STACK, SEGMENTS };

struct process {
	Proc_PID id; /* at home, wherever it runs */
	Proc_PCBInfo info; /* from where it runs, if it could be asked there */
	char *command;
	int followed; /* info came from the host to which it has migrated */
	long sizeKbytes[SEGMENTS], residentKbytes[SEGMENTS];
};

extern char chosen[128]; /* options by their letter */

/* All slots of this host's process table. */
struct process *readTable(int *count, int follow, int wantSegments);
const char *stateName(const struct process *process);
long physicalKbytes(void);
const char *hostAlias(int id); /* "" if unknown */

void showHeading(void);
void showProcess(const struct process *process, int width);
void showTotal(const struct process *processes, int count);
/* The share of the processor in thousandths, as of the last seconds. */
unsigned long cpuShare(const struct process *process);

#endif
