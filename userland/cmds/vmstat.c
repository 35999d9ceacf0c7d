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
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include <vm.h>
#include "common/common.h"

#define USAGE "[-v] | -s | -t seconds [-m] [-P] [-f faults] [-p pageouts] [-T lines] [-l lines]"
#define SEGMENTS 256
#define HEADING_LINES 25
/* Of Vm_SegmentInfo. */
#define FREE 1
#define INACTIVE 2
#define TYPES 5

static Vm_Stat counts;
static int kbytesPerPage;

static void sample(Vm_Stat *into)
{
	mustSucceed(Sys_Stats(SYS_VM_STATS, 0, into), "statistics");
}

static int modifiedPages(void)
{
	int count = 0;

	mustSucceed(Vm_Cmd(VM_COUNT_DIRTY_PAGES, (int)&count), "modified pages");
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
		Total *total;

		mustSucceed(Vm_GetSegInfo((Proc_PCBInfo *)USER_NIL, number, sizeof segment, &segment), "segments");
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
	int modified = modifiedPages(), user = counts.numUserPages + counts.numDirtyPages;

	printf("MEMORY STATS\n");
	line("Page Size", kbytesPerPage);
	line("Memory Size", memory(counts.numPhysPages));
	line("Kernel Memory", memory(counts.kernMemPages + counts.kernStackPages + counts.numReservePages));
	line("  Code+Data", memory(counts.kernMemPages));
	line("  Stacks", memory(counts.kernStackPages));
	line("  Reserved", memory(counts.numReservePages));
	line("User Memory", memory(user));
	line("  Dirty", memory(modified));
	line("  Clean", memory(user - modified));
	line("FS Memory", memory(counts.fsMap - counts.fsUnmap));
	line("  Min", memory(counts.minFSPages));
	line("  Max", memory(counts.maxFSPages));
	line("Free Memory", memory(counts.numFreePages));
}

static void segmentGroup(void)
{
	printf("SEGMENT STATS\n");
	forSegments(0);
	totalLines();
}

static void faultGroup(void)
{
	int copies = counts.numCOWHeapFaults + counts.numCOWStkFaults;
	int references = counts.numCORHeapFaults + counts.numCORStkFaults;

	printf("FAULT STATS\n");
	line("Total", counts.totalFaults);
	line("  Zero", counts.zeroFilled);
	line("  FS", counts.fsFilled);
	line("  Swap", counts.psFilled);
	line("  Quick", counts.quickFaults);
	line("  COW", copies);
	line("  COR", references);
	line("  COR-mod", counts.numCORCOWHeapFaults + counts.numCORCOWStkFaults);
	line("Code", counts.codeFaults);
	line("Heap", counts.heapFaults);
	line("Stack", counts.stackFaults);
	line("Collisions", counts.collFaults);
}

static void pageOutGroup(void)
{
	printf("PAGE-OUTS\n");
	line("Pages written", counts.pagesWritten);
}

static void ratio(const char *name, int all, int part)
{
	printf("    %-22s %10d %10d %9.1f%%\n", name, all, part, percent(all, part));
}

static void copyOnWriteGroup(void)
{
	printf("COPY-ON-WRITE\n    %-22s %10s %10s %10s\n", "", "Pages", "Faults", "Ratio");
	ratio("COW Heap", counts.numCOWHeapPages, counts.numCOWHeapFaults);
	ratio("COW Stack", counts.numCOWStkPages, counts.numCOWStkFaults);
	ratio("COR Heap", counts.numCORHeapPages, counts.numCORHeapFaults);
	ratio("COR Stack", counts.numCORStkPages, counts.numCORStkFaults);
	line("Quick COW", counts.quickCOWFaults);
	line("Swap copied", counts.swapPagesCopied);
}

static void detailGroups(const char *machineNames[2])
{
	printf("PAGE ALLOCATION\n");
	line("Allocations", counts.numAllocs);
	line("  From free list", counts.gotFreePage);
	line("  From file cache", counts.gotPageFromFS);
	line("  From allocate list", counts.pageAllocs);
	line("Asked by file cache", counts.fsAsked);
	line("  Had a free page", counts.haveFreePage);
	line("Pages mapped for FS", counts.fsMap);
	line("Pages unmapped", counts.fsUnmap);
	line("Least for VM", memory(counts.minVMPages));
	printf("LIST SEARCHES\n");
	line("Pages looked at", counts.numListSearches);
	line("  Locked", counts.lockSearched);
	line("  Referenced", counts.refSearched);
	line("  Dirty", counts.dirtySearched);
	line("Could be modified", counts.potModPages);
	line("  Were not", counts.notModPages);
	printf("PAGE-OUT PROCESSES\n");
	line("Wakeups", counts.pageoutWakeup);
	line("  Without work", counts.pageoutNoWork);
	line("Waits for clean pages", counts.pageoutWait);
	line("Waits for a page", counts.cleanWait);
	printf("PREFETCH (pages, hits)\n");
	ratio("Code", counts.codePrefetches, counts.codePrefetchHits);
	ratio("Heap from swap", counts.heapSwapPrefetches, counts.heapSwapPrefetchHits);
	ratio("Heap from file", counts.heapFSPrefetches, counts.heapFSPrefetchHits);
	ratio("Stack", counts.stackPrefetches, counts.stackPrefetchHits);
	printf("HARDWARE STATS\n");
	line(machineNames[0], counts.machDepStat[0]);
	line(machineNames[1], counts.machDepStat[1]);
}

static void groups(int verbose)
{
	static const char *sunNames[] = { "Contexts stolen", "PMEGs stolen" };
	static const char *decNames[] = { "TLB entries stolen", "PIDs stolen" };
	Sys_MachineInfo machine;

	Sys_GetMachineInfo(sizeof machine, &machine);
	sample(&counts);
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
	int user = counts.numUserPages + counts.numDirtyPages, fs = counts.fsMap - counts.fsUnmap;

	printf("%8d%8d%8d%8d", memory(counts.numFreePages + user + fs), memory(counts.numFreePages), memory(user),
	       memory(counts.kernMemPages));
	if (watch->modified)
		printf("%8.2f", percent(user, modifiedPages()) / 100);
	else
		printf("%8d", memory(counts.kernStackPages));
	printf("%8d%8d%8d%8d%8d\n", memory(fs), column(counts.totalFaults, before->totalFaults, watch->differences),
	       column(counts.psFilled, before->psFilled, watch->differences),
	       column(counts.fsFilled, before->fsFilled, watch->differences),
	       column(counts.pagesWritten, before->pagesWritten, watch->differences));
	fflush(stdout);
}

static void watchMemory(const Watch *watch)
{
	Vm_Stat before;
	int printed = 0;

	memset(&before, 0, sizeof before);
	for (;;) {
		sample(&counts);
		if (counts.totalFaults - before.totalFaults > watch->minFaults ||
		    counts.pagesWritten - before.pagesWritten > watch->minPageOuts) {
			if (printed % watch->heading == 0)
				printf("%8s%8s%8s%8s%8s%8s%8s%8s%8s%8s\n", "AVAIL", "FREE", "USER", "KMEM",
				       watch->modified ? "MOD" : "KSTK", "FS$", "PF-NUM", "PF-SWP", "PF-FS", "POUTS");
			watchLine(watch, &before);
			before = counts;
			printed++;
		}
		if (watch->seconds == 0 || printed == watch->lines)
			return;
		sleep(watch->seconds);
	}
}

/* A number of lines, at least one. */
static int lineCount(const char *text)
{
	int count = (int)parseCount(text, "not a number of lines");

	if (count == 0)
		usageError(USAGE);
	return count;
}

static int limit(const char *text)
{
	return (int)parseCount(text, "not a number");
}

int main(int argc, char **argv)
{
	Watch watch = { -1, 0, HEADING_LINES, -1, -1, FALSE, FALSE };
	int verbose = 0, segments = 0, pageSize, letter;

	begin(argv);
	failStatus = 2;
	while ((letter = nextOption(argc, argv, "vst:mPf:p:T:l:", USAGE)) != -1) {
		switch (letter) {
		case 'v': verbose = 1; break;
		case 's': segments = 1; break;
		case 't': watch.seconds = limit(optarg); break;
		case 'm': watch.modified = TRUE; break;
		case 'P': watch.differences = TRUE; break;
		case 'f': watch.minFaults = limit(optarg); break;
		case 'p': watch.minPageOuts = limit(optarg); break;
		case 'T': watch.lines = lineCount(optarg); break;
		case 'l': watch.heading = lineCount(optarg); break;
		}
	}
	if (optind < argc)
		usageError(USAGE);
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
	finish();
}
