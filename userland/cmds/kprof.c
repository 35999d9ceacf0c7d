/*
 * kprof [-s] [-e] [-d file] [-p file], kprof command [argument ...]: where the
 * kernel of this host spends its time. Every timer tick finds the processor at
 * one place; the kernel counts them.
 *
 *   -s   begin to count, from nothing
 *   -e   count no longer
 *   -d   write what was counted
 *   -p   show such a file, the most ticks first; also after a command, which
 *        is run while the kernel counts
 */
#include <proc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-s] [-e] [-d file] [-p file] or command [argument ...]"

#define NO_PROFILE "not a profile of a kernel"
#define LINE_BYTES 256

struct place {
	char *name;
	long ticks;
};

static int byTicks(const void *a, const void *b)
{
	const struct place *one = a, *other = b;

	if (one->ticks != other->ticks)
		return one->ticks < other->ticks ? 1 : -1;
	return strcmp(one->name, other->name);
}

/* A line of the file without its newline; NULL at the end. */
static char *readLine(FILE *file, char line[LINE_BYTES])
{
	if (fgets(line, LINE_BYTES, file) == NULL)
		return NULL;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

/* "ticks name" lines behind a heading. */
static void show(const char *path)
{
	FILE *file = fopen(path, "r");
	struct place *places = NULL;
	size_t capacity = 0, count = 0, i;
	long all = 0;
	char line[LINE_BYTES], *end;

	if (file == NULL)
		dieErrno(path);
	if (readLine(file, line) == NULL || strstr(line, " ticks of ") == NULL)
		die(path, NO_PROFILE);
	puts(line);
	while (readLine(file, line) != NULL) {
		places = growArray(places, &capacity, count, sizeof *places);
		places[count].ticks = strtol(line, &end, 10);
		if (end == line || *end != ' ')
			die(path, NO_PROFILE);
		all += places[count].ticks;
		places[count++].name = copyString(end + 1);
	}
	fclose(file);
	qsort(places, count, sizeof *places, byTicks);
	for (i = 0; i < count; i++)
		printf("%8ld %5.1f%%  %s\n", places[i].ticks, all == 0 ? 0.0 : 100.0 * places[i].ticks / all,
		       places[i].name);
}

static void profileCommand(char **argv)
{
	char path[] = "/tmp/kprofXXXXXX";
	int made = mkstemp(path);

	if (made < 0)
		dieErrno(path);
	close(made);
	mustSucceed(Prof_Start(), "profiling");
	exitStatus = runProgram(argv);
	mustSucceed(Prof_End(), "profiling");
	mustSucceed(Prof_Dump(path), path);
	show(path);
	unlink(path);
}

int main(int argc, char **argv)
{
	int option, isAnything = 0;

	begin(argv);
	while ((option = nextOption(argc, argv, "sed:p:", USAGE)) != -1) {
		isAnything = 1;
		if (option == 's')
			mustSucceed(Prof_Start(), "profiling");
		else if (option == 'e')
			mustSucceed(Prof_End(), "profiling");
		else if (option == 'd')
			mustSucceed(Prof_Dump(optarg), optarg);
		else
			show(optarg);
	}
	if (isAnything ? optind < argc : optind == argc)
		usageError(USAGE);
	if (!isAnything)
		profileCommand(argv + optind);
	finish();
}
