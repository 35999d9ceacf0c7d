/*
 * sum: a check sum of 16 bits for each file, and its size in Kbytes. Each byte
 * is added after the sum has been rotated to the right by one.
 */
#include <stdio.h>
#include <unistd.h>
#include "common/common.h"

static int naming;

static void
addUp(int stream, const char *name)
{
	static unsigned char buffer[8192];
	unsigned long sum = 0, size = 0;
	ssize_t got, i;

	while ((got = read(stream, buffer, sizeof buffer)) > 0) {
		for (i = 0; i < got; i++)
			sum = ((sum >> 1 | (sum & 1) << 15) + buffer[i]) & 0xffff;
		size += (unsigned long)got;
	}
	if (got < 0) {
		complainErrno(name);
		return;
	}
	printf("%05lu %5lu", sum, (size + 1023) / 1024);
	if (naming)
		printf(" %s", name);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	begin(argv);
	naming = argc > 2;
	eachOperand(argv + 1, addUp);
	finish();
}
