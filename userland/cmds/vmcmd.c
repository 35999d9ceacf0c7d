/*
 * vmcmd: adjust virtual memory of this host. Each option is done in its turn;
 * the kernel says on the console what a variable was.
 *
 *   -c n, -s n   frames the clock looks at each time, and seconds between
 *   -d n         most pages that may wait to be written
 *   -p n         processes that write pages out
 *   -f 0|1       free a page as soon as it has been written
 *   -F n         penalty of the file cache, seconds for each page group it
 *                has; n negative: -n seconds, however much it has
 *   -n n         page groups
 *   -a 0|1       the file cache gets no page; -A 0|1: every page
 *   -C 0|1       copy on write
 *   -P 0|1       fetch the page after the one that is faulted in
 *   -x segment [-l page] [-h page]   write a segment out and free its memory
 *   -fsreset     begin the file cache's least and most again
 */
#include <errno.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vm.h>

#define LAST_PAGE 0x7fffffff

typedef struct {
	char letter;
	int command;
} Setting;

static const Setting settings[] = {
	{ 'c', VM_SET_CLOCK_PAGES },	 { 's', VM_SET_CLOCK_INTERVAL }, { 'd', VM_SET_MAX_DIRTY_PAGES },
	{ 'p', VM_SET_PAGEOUT_PROCS },	 { 'f', VM_SET_FREE_WHEN_CLEAN }, { 'F', VM_SET_FS_PENALTY },
	{ 'n', VM_SET_NUM_PAGE_GROUPS }, { 'a', VM_SET_ALWAYS_REFUSE },	  { 'A', VM_SET_ALWAYS_SAY_YES },
	{ 'C', VM_SET_COW },		 { 'P', VM_SET_PREFETCH },
};
#define SETTINGS (sizeof settings / sizeof settings[0])

static int usage(void)
{
	fputs("usage: vmcmd [-c frames] [-s seconds] [-d pages] [-p processes] [-f 0|1] [-F penalty] [-n groups]\n"
	      "             [-a 0|1] [-A 0|1] [-C 0|1] [-P 0|1] [-x segment [-l page] [-h page]] [-fsreset]\n", stderr);
	return 2;
}

static int give(const char *option, int command, int argument)
{
	ReturnStatus status = Vm_Cmd(command, argument);

	if (status == SUCCESS)
		return 0;
	fprintf(stderr, "vmcmd: %s: %s\n", option, strerror(Compat_MapCode(status)));
	return 1;
}

/* The number in `text`, or usage. */
static int number(const char *text)
{
	char *end;
	long value;

	if (text == 0 || *text == 0)
		exit(usage());
	value = strtol(text, &end, 10);
	if (*end != 0)
		exit(usage());
	return (int)value;
}

int main(int argc, char **argv)
{
	int range[3] = { 0, 0, LAST_PAGE }, i, failed = 0;

	for (i = 1; i < argc; i++) {
		const char *option = argv[i];
		unsigned j;

		if (strcmp(option, "-fsreset") == 0) {
			failed |= give(option, VM_RESET_FS_STATS, 0);
			continue;
		}
		if (option[0] != '-' || option[1] == 0 || option[2] != 0)
			return usage();
		i++;
		if (option[1] == 'x') {
			range[0] = number(argv[i]);
		} else if (option[1] == 'l') {
			range[1] = number(argv[i]);
		} else if (option[1] == 'h') {
			range[2] = number(argv[i]);
		} else {
			for (j = 0; j < SETTINGS && settings[j].letter != option[1]; j++)
				;
			if (j == SETTINGS)
				return usage();
			failed |= give(option, settings[j].command, number(argv[i]));
		}
	}
	if (argc == 1)
		return usage();
	if (range[0] != 0)
		failed |= give("-x", VM_FLUSH_SEGMENT, (int)range);
	return failed;
}
