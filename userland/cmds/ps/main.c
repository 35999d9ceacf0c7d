/*
 * ps: the processes of this host: one's own, or all (-a); with kernel
 * processes (-k), with unused slots (-A), only those in the debugger (-d) or
 * away from home or guests here (-m); or those named.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ps.h"

#define USAGE "[-aAdiklmMsuv] [-w width] [id ...]"
#define USUAL_WIDTH 79

char chosen[128];

static int
isWanted(const struct process *process)
{
	const Proc_PCBInfo *info = &process->info;
	int isAway = (info->genFlags & PROC_FOREIGN) != 0 || info->state == PROC_MIGRATED || process->followed;

	if (info->state == PROC_UNUSED)
		return chosen['A'];
	if ((info->genFlags & PROC_KERNEL) && !chosen['k'] && !chosen['A'])
		return 0;
	if (chosen['d'] && strcmp(stateName(process), "DEBUG") != 0)
		return 0;
	if (chosen['m'] && !isAway)
		return 0;
	return chosen['a'] || chosen['A'] || info->effectiveUserID == (int)geteuid();
}

/* Moves the wanted ones to the front; returns how many. */
static int
chooseByOptions(struct process *processes, int count)
{
	int from, to = 0;

	for (from = 0; from < count; from++)
		if (isWanted(&processes[from]))
			processes[to++] = processes[from];
	return to;
}

static int
chooseByIds(struct process **processes, int count, char **ids)
{
	struct process *found = NULL;
	size_t capacity = 0, foundCount = 0;
	int i;

	for (; *ids != NULL; ids++) {
		char *end;
		unsigned long id = strtoul(*ids, &end, 16);

		if (end == *ids || *end != '\0') {
			complain(*ids, "is no process id");
			continue;
		}
		for (i = 0; i < count; i++)
			if ((*processes)[i].id == id && (*processes)[i].info.state != PROC_UNUSED)
				break;
		if (i == count) {
			complain(*ids, "no such process");
			continue;
		}
		found = growArray(found, &capacity, foundCount, sizeof *found);
		found[foundCount++] = (*processes)[i];
	}
	*processes = found;
	return (int)foundCount;
}

/* By share of the processor, the greatest first; equals by their place in the table. */
static int
compareShares(const void *one, const void *other)
{
	const struct process *a = one, *b = other;
	unsigned long left = cpuShare(a), right = cpuShare(b);

	if (left != right)
		return left > right ? -1 : 1;
	return (a->id & PROC_INDEX_MASK) < (b->id & PROC_INDEX_MASK) ? -1 : 1;
}

int
main(int argc, char **argv)
{
	struct process *processes;
	int width = USUAL_WIDTH, count, letter, i;

	begin(argv);
	while ((letter = nextOption(argc, argv, "aAdiklmMsuvw:", USAGE)) != -1) {
		chosen[letter] = 1;
		if (letter == 'w') {
			long wanted = parseCount(optarg, "is no width");

			width = wanted > 10000 ? 10000 : (int)wanted;
		}
	}
	processes = readTable(&count, !chosen['l'], chosen['u'] || chosen['v']);
	if (optind < argc)
		count = chooseByIds(&processes, count, argv + optind);
	else
		count = chooseByOptions(processes, count);
	if (chosen['u'] && count > 0)
		qsort(processes, (size_t)count, sizeof *processes, compareShares);
	showHeading();
	for (i = 0; i < count; i++)
		showProcess(&processes[i], width);
	if (chosen['v'])
		showTotal(processes, count);
	finish();
}
