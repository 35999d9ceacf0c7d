/*
 * Builtins about processes: wait, kill, times. Process ids are read and
 * written in hexadecimal; %1 is a job.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/resource.h>
#include <sys/types.h>
#include "sh.h"

int
waitBuiltin(int argc, char **argv)
{
	int status = 0, i;

	if (argc < 2)
		return waitForAll();
	for (i = 1; i < argc; i++) {
		int pid = jobProcess("wait", argv[i], 0);

		status = pid == 0 ? NOT_FOUND : waitForProcess(pid);
	}
	return status;
}

static void
listSignals(void)
{
	int number, width = 0;

	for (number = 1; number < 32; number++) {
		const char *name = signalName(number);

		if (name == NULL)
			continue;
		if (width + strlen(name) > 72) {
			textAddChar(&out, '\n');
			width = 0;
		} else if (width > 0) {
			textAddChar(&out, ' ');
		}
		textAddString(&out, name);
		width += strlen(name) + 1;
	}
	textAddChar(&out, '\n');
}

/* kill -l [number or status ...] */
static int
nameSignals(int count, char **arguments)
{
	int i;

	if (count == 0)
		listSignals();
	for (i = 0; i < count; i++) {
		int number = signalNumber(arguments[i]);
		long status = strtol(arguments[i], NULL, 10);

		if (number < 0 && status > SIGNAL_STATUS)
			number = status - SIGNAL_STATUS;
		if (number <= 0 || signalName(number) == NULL)
			return builtinError("kill: %s: no such signal", arguments[i]);
		textAddString(&out, signalName(number));
		textAddChar(&out, '\n');
	}
	return 0;
}

int
killBuiltin(int argc, char **argv)
{
	int number = SIGTERM, status = 0, i = 1;
	bool family = false;

	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *name = argv[i] + 1;

		if (strcmp(name, "-") == 0) {
			i++;
			break;
		}
		if (strcmp(name, "l") == 0)
			return nameSignals(argc - i - 1, argv + i + 1);
		if (strcmp(name, "g") == 0) {
			family = true;
			continue;
		}
		if (strcmp(name, "s") == 0 && i + 1 < argc)
			name = argv[++i];
		number = signalNumber(name);
		if (number < 0)
			return builtinError("kill: %s: no such signal", name);
	}
	if (i == argc)
		return builtinError("kill: a process id is needed");
	for (; i < argc; i++) {
		bool negative = argv[i][0] == '-';
		int pid = jobProcess("kill", argv[i] + negative, number);

		if (negative || (family && pid > 0))
			pid = -pid;
		if (pid == 0) {
			status = 1;
		} else if (kill(pid, number) < 0) {
			complain("kill: %s: %s", argv[i], strerror(errno));
			status = 1;
		}
	}
	return status;
}

/* "1m2.34s" */
static void
addTime(const struct timeval *time, int end)
{
	long hundredths = time->tv_usec / 10000;

	textAddNumber(&out, time->tv_sec / 60);
	textAddChar(&out, 'm');
	textAddNumber(&out, time->tv_sec % 60);
	textAddChar(&out, '.');
	textAddNumber(&out, hundredths / 10);
	textAddNumber(&out, hundredths % 10);
	textAddChar(&out, 's');
	textAddChar(&out, end);
}

/* User and system time of the shell, then of its children. */
int
timesBuiltin(int argc, char **argv)
{
	static const int whose[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	int i;

	(void)argc;
	(void)argv;
	for (i = 0; i < 2; i++) {
		struct rusage usage;

		if (getrusage(whose[i], &usage) < 0)
			return builtinError("times: %s", strerror(errno));
		addTime(&usage.ru_utime, ' ');
		addTime(&usage.ru_stime, '\n');
	}
	return 0;
}
