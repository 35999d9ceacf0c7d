/*
 * rpcecho -h host [-n count] [-s | -d size]: remote calls between kernels, and
 * what one takes. Without -s the data come back; with it they only go.
 */
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys.h>
#include <unistd.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "-h host [-n count] [-s] [-d size]"
#define MOST_BYTES 16384

int main(int argc, char **argv)
{
	static char data[MOST_BYTES], echo[MOST_BYTES];
	const char *host = 0;
	Time took = {0, 0};
	Rpc_EchoArgs args;
	int option, command = TEST_RPC_ECHO;
	double each;

	args.n = 100;
	args.size = 0;
	begin(argv);
	while ((option = nextOption(argc, argv, "d:h:n:s", USAGE)) != -1) {
		switch (option) {
		case 'd':
			args.size = parseCount(optarg, "size");
			break;
		case 'h':
			host = optarg;
			break;
		case 'n':
			args.n = parseCount(optarg, "count");
			break;
		case 's':
			command = TEST_RPC_SEND;
			break;
		}
	}
	if (host == 0 || optind != argc || args.n == 0)
		usageError(USAGE);
	if (args.size > MOST_BYTES)
		die("size", "a call carries at most 16384 bytes");
	args.serverID = hostByName(host);
	if (args.serverID == 0)
		die(host, "no such host");
	args.inDataPtr = data;
	args.outDataPtr = echo;
	args.deltaTimePtr = &took;
	mustSucceed(Test_Rpc(command, &args), host);
	each = (took.seconds + took.microseconds / 1e6) / args.n;
	printf("%d %.6f\n", args.size, each);
	finish();
}
