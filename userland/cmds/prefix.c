/* prefix: the prefix table of this host, with who serves each domain. */
#include <fs.h>
#include <status.h>
#include <stdio.h>
#include <sys.h>
#include "common/common.h"
#include "common/hosts.h"

#define EXPORTED 0x1
#define IMPORTED 0x2
#define LOCAL 0x4
#define SERVER_WIDTH 8

int main(int argc, char **argv)
{
	Fs_Prefix prefix;
	int i;

	begin(argv);
	if (nextOption(argc, argv, "", "") != -1 || argc > 1)
		usageError("");
	printf("%-20s %-8s %7s %7s %8s\n", "Prefix", "Server", "Domain", "File #", "Version");
	for (i = 0; Sys_Stats(SYS_FS_PREFIX_STATS, i, &prefix) == SUCCESS; i++) {
		printf("%-20s %-8s %7d %7d %8d", prefix.prefix, hostName(prefix.serverID, SERVER_WIDTH), prefix.domain,
		       prefix.fileNumber, prefix.version);
		if (prefix.flags & LOCAL)
			printf(" local   ");
		else if (prefix.flags & IMPORTED)
			printf(" imported");
		if (prefix.flags & EXPORTED)
			printf(" exported");
		putchar('\n');
	}
	finish();
}
