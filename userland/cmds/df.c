/*
 * df [file ...]: how full the domains are, all of them in the prefix table or
 * those of the files. Sizes are in Kbytes. A domain whose server does not say
 * is named with question marks.
 */
#include <fs.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[file ...]"
#define SERVER_COLUMN 10

static void showDomain(const Fs_Prefix *prefix)
{
	const Fs_DomainInfo *info = &prefix->domainInfo;
	int used = info->maxKbytes - info->freeKbytes;

	printf("%-20s %-*s", prefix->prefix, SERVER_COLUMN, hostName(prefix->serverID, SERVER_COLUMN));
	if (info->maxKbytes <= 0)
		printf(" %10s %10s %10s %7s\n", "?", "?", "?", "?");
	else
		printf(" %10d %10d %10d %6d%%\n", info->maxKbytes, used, info->freeKbytes,
		       (int)(100.0 * used / info->maxKbytes + 0.5));
}

/* The domain that holds the file, or all of them; 0 when there is none. */
static int showPrefixes(const Fs_Attributes *file)
{
	Fs_Prefix prefix;
	int shown = 0, i;

	for (i = 0; !(shown && file != 0) && Sys_Stats(SYS_FS_PREFIX_STATS, i, &prefix) == SUCCESS; i++) {
		if (file != 0 && (prefix.serverID != file->serverID || prefix.domain != file->domain))
			continue;
		showDomain(&prefix);
		shown = 1;
	}
	return shown;
}

int main(int argc, char **argv)
{
	int i;

	begin(argv);
	if (nextOption(argc, argv, "", USAGE) != -1)
		usageError(USAGE);
	printf("%-20s %-*s %10s %10s %10s %7s\n", "Prefix", SERVER_COLUMN, "Server", "KBytes", "Used", "Avail", "% Used");
	if (argc == 1)
		showPrefixes(0);
	for (i = 1; i < argc; i++) {
		Fs_Attributes file;
		int status = Fs_GetAttributes(argv[i], FS_ATTRIB_FILE, &file);

		if (status != SUCCESS) {
			complainStatus(argv[i], status);
		} else if (!showPrefixes(&file)) {
			complain(argv[i], "its domain is not in the prefix table");
		}
	}
	finish();
}
