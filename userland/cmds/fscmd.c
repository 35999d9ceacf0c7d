/*
 * fscmd: adjust the file system of this host. Each option is done in its turn,
 * and what a switch was before is printed.
 *
 *   -m n, -M n   least and most blocks of the cache, of 4 Kbytes
 *   -f           write everything back and empty the cache
 *   -s 0|1       write old data back by itself, or not
 *   -N 0|1       name cache          -C 0|1   caching by clients
 *   -v 0|1       keep text segments  -b n     processes that write back
 *   -r n         blocks to read ahead
 *   -O           begin the statistics again
 *   -D 0|1       cache, -R 0|1 RPC, -t 0|1 RPC trace: messages for debugging
 */
#include <fs.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

typedef struct {
	char letter;
	int command;
	const char *what;
	/* The command turns off what the option turns on. */
	Boolean inverse;
	/* What the value was comes back. */
	Boolean swaps;
} Setting;

static const Setting settings[] = {
	{ 'm', FS_RAISE_MIN_CACHE_SIZE, "minimum cache size", FALSE, FALSE },
	{ 'M', FS_LOWER_MAX_CACHE_SIZE, "maximum cache size", FALSE, FALSE },
	{ 's', FS_DISABLE_FLUSH, "write-back", TRUE, TRUE },
	{ 'N', FS_SET_NAME_CACHING, "name caching", FALSE, TRUE },
	{ 'C', FS_SET_CLIENT_CACHING, "client caching", FALSE, TRUE },
	{ 'v', FS_SET_NO_STICKY_SEGS, "sticky segments", TRUE, TRUE },
	{ 'b', FS_SET_CLEANER_PROCS, "block cleaners", FALSE, TRUE },
	{ 'r', FS_SET_READ_AHEAD, "read-ahead blocks", FALSE, TRUE },
	{ 'D', FS_SET_CACHE_DEBUG, "cache debugging", FALSE, TRUE },
	{ 'R', FS_SET_RPC_DEBUG, "RPC debugging", FALSE, TRUE },
	{ 't', FS_SET_RPC_TRACING, "RPC tracing", FALSE, TRUE },
};
#define SETTINGS (sizeof settings / sizeof settings[0])

static int fail(const char *what, ReturnStatus status)
{
	const char *why = status == GEN_NOT_IMPLEMENTED ? "this kernel has none" : strerror(Compat_MapCode(status));

	fprintf(stderr, "fscmd: %s: %s\n", what, why);
	return 1;
}

static int usage(void)
{
	fputs("usage: fscmd [-f] [-O] [-m blocks] [-M blocks] [-s 0|1] [-N 0|1] [-C 0|1] [-v 0|1] [-b n] [-r n]\n"
	      "             [-D 0|1] [-R 0|1] [-t 0|1]\n", stderr);
	return 2;
}

static int set(const Setting *setting, int value)
{
	int given = setting->inverse ? !value : value, before = given;
	ReturnStatus status = Fs_Command(setting->command, sizeof before, &before);

	if (status != SUCCESS)
		return fail(setting->what, status);
	if (setting->swaps)
		printf("%s was %d\n", setting->what, setting->inverse ? !before : before);
	return 0;
}

static int emptyCache(void)
{
	int locked = 0;
	ReturnStatus status = Fs_Command(FS_EMPTY_CACHE, sizeof locked, &locked);

	if (status != SUCCESS)
		return fail("emptying the cache", status);
	printf("%d blocks are in use and stay\n", locked);
	return 0;
}

static int clearStatistics(void)
{
	ReturnStatus status = Fs_Command(FS_ZERO_STATS, 0, &status);

	return status == SUCCESS ? 0 : fail("statistics", status);
}

static const Setting *findSetting(char letter)
{
	unsigned i;

	for (i = 0; i < SETTINGS; i++) {
		if (settings[i].letter == letter)
			return &settings[i];
	}
	return NULL;
}

/* The option's value, in the same word or the next; FALSE when there is none or it is no number. */
static Boolean takeNumber(char ***argument, int *value)
{
	char *word = **argument + 2, *end;

	if (*word == '\0') {
		word = *++*argument;
		if (word == NULL)
			return FALSE;
	}
	*value = strtol(word, &end, 10);
	return end != word && *end == '\0';
}

int main(int argc, char **argv)
{
	int result = 0, value;

	if (argc < 2)
		return usage();
	while (*++argv != NULL) {
		const Setting *setting;

		if (strcmp(*argv, "-f") == 0) {
			result |= emptyCache();
		} else if (strcmp(*argv, "-O") == 0) {
			result |= clearStatistics();
		} else if ((*argv)[0] == '-' && (setting = findSetting((*argv)[1])) != NULL) {
			if (!takeNumber(&argv, &value))
				return usage();
			result |= set(setting, value);
		} else {
			return usage();
		}
	}
	return result;
}
