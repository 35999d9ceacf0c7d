/*
 * recovcmd [-printLevel n]: what this host knows of the crashes of others, or
 * how much of it it says: 0 nothing, 1 reboots, 2 also hosts down and up.
 */
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"

#define USAGE "[-printLevel n]"
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

int main(int argc, char **argv)
{
	static const char *const names[] = {"packets examined", "pings", "pings suppressed", "time-outs", "crashes",
					    "avoided crashes",	"reboots", "hosts pinged"};
	unsigned values[COUNT(names)];
	int i;

	begin(argv);
	if (argc == 3 && strcmp(argv[1], "-printLevel") == 0) {
		mustSucceed(Sys_Stats(SYS_RECOV_PRINT, (int)parseCount(argv[2], argv[1]), NULL), "recovery");
		finish();
	}
	if (argc > 1)
		usageError(USAGE);
	mustSucceed(Sys_Stats(SYS_RECOV_STATS, 0, values), "recovery");
	for (i = 0; i < COUNT(names); i++)
		printf("%10u %s\n", values[i], names[i]);
	finish();
}
