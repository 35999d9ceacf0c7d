/*
 * vmstat: what virtual memory of this host has counted since it was booted.
 *
 *   vmstat [-v]                 groups of figures; with -v all there are
 *   vmstat -s                   the segments
 *   vmstat -t n [-m] [-P] [-f n] [-p n] [-T n] [-l lines]
 *                               one line every n seconds (0: one line)
 *
 * Memory is in Kbytes. -m: the part of user memory that is modified, instead of
 * the kernel's stacks. -P: counts since the line before. -f, -p: only lines with
 * more faults, more page-outs than n. -T: n lines. -l: lines to a heading.
 */
#include <errno.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include <vm.h>

#define SEGMENTS 256
#define HEADING_LINES 25
/* Of Vm_SegmentInfo. */
#define FREE 1
#define INACTIVE 2
#define TYPES 5

static Vm_Stat stat;
static int kbytesPerPage;

static void die(const char *what, ReturnStatus status)
{
	fprintf(stderr, "vmstat: %s: %s\n", what, strerror(Compat_MapCode(status)));
	exit(1);
}

static void sample(Vm_Stat *into)
{
	ReturnStatus status = Sys_Stats(SYS_VM_STATS, 0, into);

	if (status != SUCCESS)
		die("statistics", status);
}

static int modifiedPages(void)
{
	int count = 0;
	ReturnStatus status = Vm_Cmd(VM_COUNT_DIRTY_PAGES, (int)&count);

	if (status != SUCCESS)
		die("modified pages", status);
	return count;
}

static double percent(int all, int part)
{
	return all == 0 ? 0.0 : 100.0 * part / all;
}

static int memory(int pages)
{
	return pages * kbytesPerPage;
}

/* --- Segments ------------------------------------------------------------------------------------------- */

typedef struct {
	const char *name;
	int count, pages, resident;
} Total;

static Total totals[] = { { "Act-code", 0, 0, 0 }, { "Inact-code", 0, 0, 0 }, { "Heap", 0, 0, 0 }, { "Stack", 0, 0, 0 },
			  { "Shared", 0, 0, 0 } };

static Total *totalOf(const Vm_SegmentInfo *segment)
{
	if (segment->type == VM_CODE)
		return &totals[(segment->flags & INACTIVE) != 0];
	return segment->type < TYPES ? &totals[segment->type] : 0;
}

/* Adds the segments up, and calls `each` for every one there is. */
static void forSegments(void (*each)(const Vm_SegmentInfo *segment))
{
	int number;

	for (number = 1; number < SEGMENTS; number++) {
		Vm_SegmentInfo segment;
		ReturnStatus status = Vm_GetSegInfo((Proc_PCBInfo *)USER_NIL, number, sizeof segment, &segment);
		Total *total;

		if (status != SUCCESS)
			die("segments", status);
		total = totalOf(&segment);
		if ((segment.flags & FREE) != 0 || total == 0)
			continue;
		total->count++;
		total->pages += segment.numPages;
		total->resident += segment.resPages;
		if (each != 0)
			each(&segment);
	}
}

static void segmentLine(const Vm_SegmentInfo *segment)
{
	printf("%7d %-10s %7d %8d %8d %6d %6d  %s\n", segment->segNum, totalOf(segment)->name, segment->refCount,
	       memory(segment->numPages), memory(segment->resPages), segment->numCOWPages, segment->numCORPages,
	       segment->type == VM_CODE ? segment->objFileName : "");
}

static void totalLines(void)
{
	unsigned i;

	printf("%-12s %8s %8s %8s\n", "", "Num-segs", "Size", "Res-size");
	for (i = 0; i < TYPES; i++)
		printf("%-12s %8d %8d %8d\n", totals[i].name, totals[i].count, memory(totals[i].pages),
		       memory(totals[i].resident));
}

static void segmentTable(void)
{
	printf("%7s %-10s %7s %8s %8s %6s %6s  %s\n", "SEG-NUM", "TYPE", "REF-CNT", "SIZE", "RES-SIZE", "COW", "COR",
	       "FILE");
	forSegments(segmentLine);
	printf("\n");
	totalLines();
}

/* --- Groups --------------------------------------------------------------------------------------------- */

static void line(const char *name, int value)
{
	printf("    %-22s %10d\n", name, value);
}

static void memoryGroup(void)
{
	int modified = modifiedPages(), user = stat.numUserPages + stat.numDirtyPages;

	printf("MEMORY STATS\n");
	line("Page Size", kbytesPerPage);
	line("Memory Size", memory(stat.numPhysPages));
	line("Kernel Memory", memory(stat.kernMemPages + stat.kernStackPages + stat.numReservePages));
	line("  Code+Data", memory(stat.kernMemPages));
	line("  Stacks", memory(stat.kernStackPages));
	line("  Reserved", memory(stat.numReservePages));
	line("User Memory", memory(user));
	line("  Dirty", memory(modified));
	line("  Clean", memory(user - modified));
	line("FS Memory", memory(stat.fsMap - stat.fsUnmap));
	line("  Min", memory(stat.minFSPages));
	line("  Max", memory(stat.maxFSPages));
	line("Free Memory", memory(stat.numFreePages));
}

static void segmentGroup(void)
{
	printf("SEGMENT STATS\n");
	forSegments(0);
	totalLines();
}

static void faultGroup(void)
{
	int copies = stat.numCOWHeapFaults + stat.numCOWStkFaults;
	int references = stat.numCORHeapFaults + stat.numCORStkFaults;

	printf("FAULT STATS\n");
	line("Total", stat.totalFaults);
	line("  Zero", stat.zeroFilled);
	line("  FS", stat.fsFilled);
	line("  Swap", stat.psFilled);
	line("  Quick", stat.quickFaults);
	line("  COW", copies);
	line("  COR", references);
	line("  COR-mod", stat.numCORCOWHeapFaults + stat.numCORCOWStkFaults);
	line("Code", stat.codeFaults);
	line("Heap", stat.heapFaults);
	line("Stack", stat.stackFaults);
	line("Collisions", stat.collFaults);
}

static void pageOutGroup(void)
{
	printf("PAGE-OUTS\n");
	line("Pages written", stat.pagesWritten);
}

static void ratio(const char *name, int all, int part)
{
	printf("    %-22s %10d %10d %9.1f%%\n", name, all, part, percent(all, part));
}

static void copyOnWriteGroup(void)
{
	printf("COPY-ON-WRITE\n    %-22s %10s %10s %10s\n", "", "Pages", "Faults", "Ratio");
	ratio("COW Heap", stat.numCOWHeapPages, stat.numCOWHeapFaults);
	ratio("COW Stack", stat.numCOWStkPages, stat.numCOWStkFaults);
	ratio("COR Heap", stat.numCORHeapPages, stat.numCORHeapFaults);
	ratio("COR Stack", stat.numCORStkPages, stat.numCORStkFaults);
	line("Quick COW", stat.quickCOWFaults);
	line("Swap copied", stat.swapPagesCopied);
}

static void detailGroups(const char *machineNames[2])
{
	printf("PAGE ALLOCATION\n");
	line("Allocations", stat.numAllocs);
	line("  From free list", stat.gotFreePage);
	line("  From file cache", stat.gotPageFromFS);
	line("  From allocate list", stat.pageAllocs);
	line("Asked by file cache", stat.fsAsked);
	line("  Had a free page", stat.haveFreePage);
	line("Pages mapped for FS", stat.fsMap);
	line("Pages unmapped", stat.fsUnmap);
	line("Least for VM", memory(stat.minVMPages));
	printf("LIST SEARCHES\n");
	line("Pages looked at", stat.numListSearches);
	line("  Locked", stat.lockSearched);
	line("  Referenced", stat.refSearched);
	line("  Dirty", stat.dirtySearched);
	line("Could be modified", stat.potModPages);
	line("  Were not", stat.notModPages);
	printf("PAGE-OUT PROCESSES\n");
	line("Wakeups", stat.pageoutWakeup);
	line("  Without work", stat.pageoutNoWork);
	line("Waits for clean pages", stat.pageoutWait);
	line("Waits for a page", stat.cleanWait);
	printf("PREFETCH (pages, hits)\n");
	ratio("Code", stat.codePrefetches, stat.codePrefetchHits);
	ratio("Heap from swap", stat.heapSwapPrefetches, stat.heapSwapPrefetchHits);
	ratio("Heap from file", stat.heapFSPrefetches, stat.heapFSPrefetchHits);
	ratio("Stack", stat.stackPrefetches, stat.stackPrefetchHits);
	printf("HARDWARE STATS\n");
	line(machineNames[0], stat.machDepStat[0]);
	line(machineNames[1], stat.machDepStat[1]);
}

static void groups(int verbose)
{
	static const char *sunNames[] = { "Contexts stolen", "PMEGs stolen" };
	static const char *decNames[] = { "TLB entries stolen", "PIDs stolen" };
	Sys_MachineInfo machine;

	Sys_GetMachineInfo(sizeof machine, &machine);
	sample(&stat);
	memoryGroup();
	segmentGroup();
	faultGroup();
	pageOutGroup();
	copyOnWriteGroup();
	if (verbose)
		detailGroups(machine.architecture == SYS_DS3100 ? decNames : sunNames);
}

/* --- Lines ---------------------------------------------------------------------------------------------- */

typedef struct {
	int seconds, lines, heading, minFaults, minPageOuts;
	Boolean modified, differences;
} Watch;

static int column(int now, int before, Boolean differences)
{
	return differences ? now - before : now;
}

static void watchLine(const Watch *watch, const Vm_Stat *before)
{
	int user = stat.numUserPages + stat.numDirtyPages, fs = stat.fsMap - stat.fsUnmap;

	printf("%8d%8d%8d%8d", memory(stat.numFreePages + user + fs), memory(stat.numFreePages), memory(user),
	       memory(stat.kernMemPages));
	if (watch->modified)
		printf("%8.2f", percent(user, modifiedPages()) / 100);
	else
		printf("%8d", memory(stat.kernStackPages));
	printf("%8d%8d%8d%8d%8d\n", memory(fs), column(stat.totalFaults, before->totalFaults, watch->differences),
	       column(stat.psFilled, before->psFilled, watch->differences),
	       column(stat.fsFilled, before->fsFilled, watch->differences),
	       column(stat.pagesWritten, before->pagesWritten, watch->differences));
	fflush(stdout);
}

static void watchMemory(const Watch *watch)
{
	Vm_Stat before;
	int printed = 0;

	memset(&before, 0, sizeof before);
	for (;;) {
		sample(&stat);
		if (stat.totalFaults - before.totalFaults > watch->minFaults ||
		    stat.pagesWritten - before.pagesWritten > watch->minPageOuts) {
			if (printed % watch->heading == 0)
				printf("%8s%8s%8s%8s%8s%8s%8s%8s%8s%8s\n", "AVAIL", "FREE", "USER", "KMEM",
				       watch->modified ? "MOD" : "KSTK", "FS$", "PF-NUM", "PF-SWP", "PF-FS", "POUTS");
			watchLine(watch, &before);
			before = stat;
			printed++;
		}
		if (watch->seconds == 0 || printed == watch->lines)
			return;
		sleep(watch->seconds);
	}
}

static int usage(void)
{
	fputs("usage: vmstat [-v] | -s | -t seconds [-m] [-P] [-f faults] [-p pageouts] [-T lines] [-l lines]\n", stderr);
	return 2;
}

/* A number not below `least`, or usage. */
static int number(const char *text, int least)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (*text == 0 || *end != 0 || value < least)
		exit(usage());
	return (int)value;
}

int main(int argc, char **argv)
{
	Watch watch = { -1, 0, HEADING_LINES, -1, -1, FALSE, FALSE };
	int verbose = 0, segments = 0, pageSize, letter;

	while ((letter = getopt(argc, argv, "vst:mPf:p:T:l:")) != -1) {
		switch (letter) {
		case 'v': verbose = 1; break;
		case 's': segments = 1; break;
		case 't': watch.seconds = number(optarg, 0); break;
		case 'm': watch.modified = TRUE; break;
		case 'P': watch.differences = TRUE; break;
		case 'f': watch.minFaults = number(optarg, 0); break;
		case 'p': watch.minPageOuts = number(optarg, 0); break;
		case 'T': watch.lines = number(optarg, 1); break;
		case 'l': watch.heading = number(optarg, 1); break;
		default: return usage();
		}
	}
	if (optind < argc)
		return usage();
	/* One limit alone is not to let everything through by the other. */
	if (watch.minFaults >= 0 && watch.minPageOuts < 0)
		watch.minPageOuts = 0x7fffffff;
	if (watch.minPageOuts >= 0 && watch.minFaults < 0)
		watch.minFaults = 0x7fffffff;
	Vm_PageSize(&pageSize);
	kbytesPerPage = pageSize / 1024;
	if (segments)
		segmentTable();
	else if (watch.seconds >= 0)
		watchMemory(&watch);
	else
		groups(verbose);
	return 0;
}
