/*
 * rpcstat [-cinfo] [-sinfo] [-calls] [-rpcs] [-chan] [-srvr] [-trace] [-zero]: what the
 * RPC system of this host has counted, as client and as server. Without a
 * group, the counters of both. -trace has the kernel print its last packets on
 * the console (rpccmd switches the trace on).
 */
#include <status.h>
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[-cinfo] [-sinfo] [-calls] [-rpcs] [-chan] [-srvr] [-trace] [-zero]"
#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))
#define HOST_WIDTH 12
/* Numbers of a line of -srvr and -chan. */
enum { RPC, HOST, CHANNEL, STATE, AGE, FIELDS };

static const char *const clientNames[] = {
	"toClient", "badChannel", "chanBusy", "badId", "requests", "replies", "acks", "recvPartial", "nacks",
	"reNacks", "maxNacks", "timeouts", "aborts", "resends", "sentPartial", "errors", "nullErrors", "dupFrag",
	"close", "oldInputs", "badInputs", "tooManyAcks", "chanHits", "chanNew", "chanReuse", "newTrouble",
	"moreTrouble", "endTrouble", "noMark", "nackChanWait", "chanWaits", "chanBroads", "paramOverrun",
	"dataOverrun", "shorts", "longs",
};
static const char *const serverNames[] = {
	"toServer", "noAlloc", "invClient", "nacks", "mostNackBufs", "selfNacks", "serverBusy", "requests",
	"impAcks", "handoffs", "fragMsgs", "handoffAcks", "fragAcks", "sentPartial", "busyAcks", "resends",
	"badState", "extra", "reclaims", "reassembly", "dupFrag", "nonFrag", "fragAborts", "recvPartial",
	"closeAcks", "discards", "unknownAcks",
};
static const char *const rpcNames[] = {
	"0", "echo intr", "echo", "send", "receive", "get time", "prefix", "open", "read", "write", "close",
	"remove", "rename", "makeDir", "rmDir", "make dev", "hard link", "sym link", "get attr", "set attr", "stat",
	"setAttrPath", "getIOAttr", "setIOAttr", "dev open", "select", "io control", "consist", "consist done",
	"copy block", "migrate", "release", "reopen", "recover", "domain info", "mig command", "rmt call",
	"remote wait", "get PCB", "rmt notify", "send signal", "new release", "bulkReopen", "serverReopen",
};
static const char *const serverStates[] = {"free", "stuck", "busy", "wait", "aging", "no reply", "frag"};
static const char *const channelStates[] = {"free", "busy", "wait", "input", "timeout"};

static void ask(int command, unsigned *values)
{
	mustSucceed(Sys_Stats(command, 0, values), "RPC statistics");
}

static void showCounters(const char *heading, int command, const char *const *names, int count)
{
	unsigned values[64];
	int i;

	ask(command, values);
	puts(heading);
	for (i = 0; i < count; i++)
		printf("%-12s = %-6u%s", names[i], values[i], i % 4 == 3 || i == count - 1 ? "\n" : " ");
}

static void showCounts(const char *heading, int command, int zeros)
{
	unsigned values[COUNT(rpcNames)];
	int i;

	ask(command, values);
	puts(heading);
	for (i = 0; i < COUNT(rpcNames); i++)
		if (zeros || values[i] != 0)
			printf("%-15s%8u\n", rpcNames[i], values[i]);
}

static void showStates(const char *who, int command, const char *const *states)
{
	int line[FIELDS], i;

	printf("%3s %-15s %-*s %7s  State\n", "I", "RPC", HOST_WIDTH, who, "Channel");
	for (i = 0; Sys_Stats(command, i, line) == SUCCESS; i++) {
		printf("%3d %-15s %-*s %7d  %s", i, rpcNames[line[RPC]], HOST_WIDTH,
		       line[HOST] < 0 ? "" : hostName(line[HOST], HOST_WIDTH), line[CHANNEL], states[line[STATE]]);
		if (command == SYS_RPC_SRV_STATE && strcmp(states[line[STATE]], "aging") == 0)
			printf(" (%d)", line[AGE]);
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	static const char *const groups[] = {"-cinfo", "-sinfo", "-calls", "-rpcs", "-chan", "-srvr", "-trace"};
	int wanted[COUNT(groups)] = {0}, zeros = 0, any = 0, i, group;

	begin(argv);
	for (i = 1; i < argc; i++) {
		for (group = 0; group < COUNT(groups) && strcmp(argv[i], groups[group]) != 0; group++)
			;
		if (group < COUNT(groups))
			wanted[group] = any = 1;
		else if (strcmp(argv[i], "-zero") == 0)
			zeros = 1;
		else
			usageError(USAGE);
	}
	if (!any)
		wanted[0] = wanted[1] = 1;
	if (wanted[0])
		showCounters("Rpc Client Statistics", SYS_RPC_CLT_STATS, clientNames, COUNT(clientNames));
	if (wanted[1])
		showCounters("Rpc Server Statistics", SYS_RPC_SRV_STATS, serverNames, COUNT(serverNames));
	if (wanted[2])
		showCounts("Rpc Client Calls", SYS_RPC_CALL_COUNTS, zeros);
	if (wanted[3])
		showCounts("Rpc Service Calls", SYS_RPC_SRV_COUNTS, zeros);
	if (wanted[4])
		showStates("Server", SYS_RPC_CLT_STATE, channelStates);
	if (wanted[5])
		showStates("Client", SYS_RPC_SRV_STATE, serverStates);
	if (wanted[6])
		mustSucceed(Sys_Stats(SYS_RPC_TRACE_STATS, -1, NULL), "RPC statistics");
	finish();
}
