/*
 * recovcmd [-printLevel n]: what this host knows of the crashes of others, or
 * how much of it it says: 0 nothing, 1 reboots, 2 also hosts down and up.
 */
#include <errno.h>
#include <status.h>
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"

#define USAGE "[-printLevel n]"
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

static void statistics(int command, int option, void *into)
{
	int status = Sys_Stats(command, option, into);

	if (status == SUCCESS)
		return;
	errno = Compat_MapCode(status);
	dieErrno("recovery");
}

int main(int argc, char **argv)
{
	static const char *const names[] = {"packets examined", "pings", "pings suppressed", "time-outs", "crashes",
					    "avoided crashes",	"reboots", "hosts pinged"};
	unsigned values[COUNT(names)];
	int i;

	begin(argv);
	if (argc == 3 && strcmp(argv[1], "-printLevel") == 0) {
		statistics(SYS_RECOV_PRINT, (int)parseCount(argv[2], argv[1]), NULL);
		finish();
	}
	if (argc > 1)
		usageError(USAGE);
	statistics(SYS_RECOV_STATS, 0, values);
	for (i = 0; i < COUNT(names); i++)
		printf("%10u %s\n", values[i], names[i]);
	finish();
}
