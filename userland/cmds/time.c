/*
 * time: runs a command and says on standard error how long it took: elapsed,
 * user and system time. Its status is the command's.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-p] command [argument ...]"
#define NOT_FOUND 127
#define NOT_EXECUTABLE 126

/* Seconds with `decimals` digits behind the point, in a field of `width`. */
static char *
putSeconds(char *p, const struct timeval *time, int decimals, int width)
{
	char digits[NUMBER_BYTES], *whole = numberText(digits, (unsigned long)time->tv_sec, 10);
	long fraction = time->tv_usec, unit = 100000;
	int pad = width - (int)strlen(whole) - 1 - decimals;

	while (pad-- > 0)
		*p++ = ' ';
	p += strlen(strcpy(p, whole));
	*p++ = '.';
	for (; decimals > 0; decimals--, unit /= 10)
		*p++ = (char)('0' + fraction / unit % 10);
	return p;
}

static void
report(const struct timeval *real, const struct rusage *usage, int posix)
{
	static const char *const names[] = {"real", "user", "sys"};
	const struct timeval *times[3];
	char text[6 * NUMBER_BYTES], *p = text;
	int i;

	times[0] = real;
	times[1] = &usage->ru_utime;
	times[2] = &usage->ru_stime;
	for (i = 0; i < 3; i++) {
		if (posix) {
			p += strlen(strcpy(p, names[i]));
			*p++ = ' ';
			p = putSeconds(p, times[i], 2, 0);
			*p++ = '\n';
		} else {
			p = putSeconds(p, times[i], 1, 9);
			*p++ = ' ';
			p += strlen(strcpy(p, names[i]));
		}
	}
	if (!posix)
		*p++ = '\n';
	writeAll(2, text, (size_t)(p - text));
}

static void
run(char **command)
{
	execvp(command[0], command);
	failStatus = errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
	complainErrno(command[0]);
	_exit(failStatus);
}

/* A fault does not end a Sprite process: it stops, to be debugged. Nobody will: end it. */
static int
isFault(int signal)
{
	switch (signal) {
	case SIGQUIT: case SIGILL: case SIGTRAP: case SIGIOT: case SIGEMT: case SIGFPE: case SIGSEGV:
		return 1;
	default:
		return 0;
	}
}

/* The command's exit status as a shell would have it. */
static int
await(pid_t child, struct rusage *usage)
{
	int status, fault = 0;
	pid_t ended;

	for (;;) {
		ended = wait3(&status, WUNTRACED, usage);
		if (ended < 0)
			dieErrno("wait");
		if (ended != child)
			continue;
		if (!WIFSTOPPED(status))
			break;
		if (isFault(WSTOPSIG(status))) {
			fault = WSTOPSIG(status);
			kill(child, SIGKILL);
		}
	}
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	complain("command", "ended by a signal");
	return 128 + (fault != 0 ? fault : WTERMSIG(status));
}

int
main(int argc, char **argv)
{
	struct timeval start, end;
	struct rusage usage;
	int posix = 0, letter;
	pid_t child;

	begin(argv);
	while ((letter = nextOption(argc, argv, "p", USAGE)) != -1)
		posix = letter == 'p';
	if (optind == argc)
		usageError(USAGE);
	gettimeofday(&start, NULL);
	child = fork();
	if (child < 0)
		dieErrno("fork");
	if (child == 0)
		run(argv + optind);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	exitStatus = await(child, &usage);
	gettimeofday(&end, NULL);
	end.tv_sec -= start.tv_sec;
	end.tv_usec -= start.tv_usec;
	if (end.tv_usec < 0) {
		end.tv_usec += 1000000;
		end.tv_sec--;
	}
	report(&end, &usage, posix);
	finish();
}
