/* The UNIX-compatible calls, made bare: a line for each failure. One argument of a number: end with that call. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rawUnix.h"

int failures;

void failed(const char *file, int line, const char *what)
{
	printf("%s:%d: failed: %s\n", file, line, what);
	failures++;
}

int main(int argc, char **argv)
{
	char directory[40];

	if (argc > 1)
		return unixCall(atoi(argv[1]), 0, 0, 0, 0, 0, 0);
	sprintf(directory, "/tmp/unix%x", (unsigned)getpid());
	CHECK(mkdir(directory, 0777) == 0 && chdir(directory) == 0);
	checkFiles();
	checkStreams();
	checkProcesses();
	checkSignals();
	checkWild();
	CHECK(chdir("/") == 0 && rmdir(directory) == 0);
	return failures != 0;
}
