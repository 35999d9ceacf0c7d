/* netstat: what this host's Ethernet interface has counted, one a line. */
#include <status.h>
#include <stdio.h>
#include <sys.h>
#include "common/common.h"

enum { RECEIVED, SENT, BROADCAST, BAD, BYTES_IN, BYTES_OUT, COUNTERS };

static unsigned average(unsigned bytes, unsigned packets)
{
	return packets == 0 ? 0 : bytes / packets;
}

int main(int argc, char **argv)
{
	static const char *const names[COUNTERS] = {"packets received", "packets sent", "broadcasts received",
						    "bad packets received", "bytes received", "bytes sent"};
	unsigned values[COUNTERS];
	int i;

	begin(argv);
	if (nextOption(argc, argv, "", "") != -1 || argc > 1)
		usageError("");
	mustSucceed(Sys_Stats(SYS_NET_ETHER_STATS, 0, values), "network");
	for (i = 0; i < COUNTERS; i++)
		printf("%10u %s\n", values[i], names[i]);
	printf("%10u average bytes received\n", average(values[BYTES_IN], values[RECEIVED]));
	printf("%10u average bytes sent\n", average(values[BYTES_OUT], values[SENT]));
	finish();
}
