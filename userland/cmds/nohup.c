/*
 * nohup: runs a command that goes on when its terminal is gone. What it would
 * write to a terminal goes to the end of nohup.out, here or in $HOME. To
 * Sprite's kernel hanging up and the interrupt key are one signal: neither
 * stops it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "command [argument ...]"
#define OUTPUT "nohup.out"

static int
openOutput(void)
{
	int stream = open(OUTPUT, O_WRONLY | O_CREAT | O_APPEND, 0600);
	const char *home = getenv("HOME");
	const char *name = OUTPUT;

	if (stream < 0 && home != NULL)
		stream = open(name = joinPath(home, OUTPUT), O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (stream < 0)
		dieErrno(name);
	complain(name, "takes what the command writes");
	exitStatus = 0;
	return stream;
}

int
main(int argc, char **argv)
{
	begin(argv);
	failStatus = 127;
	if (argc < 2)
		usageError(USAGE);
	if (isatty(1))
		dup2(openOutput(), 1);
	if (isatty(2))
		dup2(1, 2);
	signal(SIGHUP, SIG_IGN);
	becomeProgram(argv + 1);
}
