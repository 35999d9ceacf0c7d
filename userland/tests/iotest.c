/*
 * iotest: how fast blocks and pages go, Kbytes a second of the host's clock,
 * one figure with its name on a line.
 *
 *   iotest write file kbytes   into the cache ("cache-write"), out of it by
 *                              sync ("flush"); all of it with what reaches
 *                              the disk ("write-through")
 *   iotest read file           from the beginning to the end ("read")
 *   iotest pages kbytes        modified pages out of memory ("page-out"), and
 *                              in again ("page-in")
 */
#include <fcntl.h>
#include <proc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include <vm.h>

#define BLOCK 4096

static char block[BLOCK];

static double now(void)
{
	struct timeval time;

	gettimeofday(&time, (struct timezone *)0);
	return time.tv_sec + time.tv_usec / 1e6;
}

static void report(const char *name, double kbytes, double start)
{
	printf("%s %.2f\n", name, kbytes / (now() - start));
	fflush(stdout);
}

static int writeFile(const char *name, int kbytes)
{
	int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666), i;
	double start = now(), flushed;

	if (file < 0)
		return 1;
	for (i = 0; i < kbytes; i += BLOCK / 1024)
		if (write(file, block, BLOCK) != BLOCK)
			return 1;
	report("cache-write", kbytes, start);
	flushed = now();
	sync();
	report("flush", kbytes, flushed);
	if (fsync(file) < 0)
		return 1;
	report("write-through", kbytes, start);
	return 0;
}

static int readFile(const char *name)
{
	int file = open(name, O_RDONLY), count, total = 0;
	double start = now();

	if (file < 0)
		return 1;
	while ((count = read(file, block, BLOCK)) > 0)
		total += count;
	report("read", total / 1024.0, start);
	return 0;
}

static int movePages(int kbytes)
{
	int pageSize = getpagesize(), pages = kbytes * 1024 / pageSize, range[3], i;
	char *memory = sbrk((pages + 1) * pageSize);
	Proc_PCBInfo info;
	double start;

	memory += pageSize - (unsigned)memory % pageSize;
	for (i = 0; i < pages; i++)
		memory[i * pageSize] = 1;
	Proc_GetPCBInfo(PROC_MY_PID, PROC_MY_PID, PROC_MY_HOSTID, sizeof info, &info, (Proc_PCBArgString *)USER_NIL,
			(int *)USER_NIL);
	range[0] = info.vmSegments[VM_HEAP];
	range[1] = (unsigned)memory / pageSize;
	range[2] = range[1] + pages - 1;
	start = now();
	Vm_Cmd(VM_FLUSH_SEGMENT, (int)range);
	report("page-out", kbytes, start);
	start = now();
	for (i = 0; i < pages; i++)
		(void)*(volatile char *)(memory + i * pageSize);
	report("page-in", kbytes, start);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return writeFile(argv[2], atoi(argv[3]));
	if (argc == 3 && strcmp(argv[1], "read") == 0)
		return readFile(argv[2]);
	if (argc == 3 && strcmp(argv[1], "pages") == 0)
		return movePages(atoi(argv[2]));
	return 2;
}
