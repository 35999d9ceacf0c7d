/* What signals are called in messages. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

const char *const sys_siglist[NSIG] = {
	"Signal 0",
	"Hangup",
	"Interrupt",
	"Quit",
	"Illegal instruction",
	"Trace trap",
	"IOT trap",
	"EMT trap",
	"Arithmetic fault",
	"Killed",
	"Migrate",
	"Segmentation fault",
	"Bad system call",
	"Broken pipe",
	"Alarm clock",
	"Terminated",
	"Urgent condition",
	"Stopped (signal)",
	"Stopped",
	"Continued",
	"Child changed state",
	"Stopped (tty input)",
	"Stopped (tty output)",
	"I/O ready",
	"Signal 24",
	"Signal 25",
	"Signal 26",
	"Signal 27",
	"Window changed",
	"Migrate home",
	"User signal 1",
	"User signal 2",
};

char *strsignal(int signal)
{
	return (char *)(signal >= 0 && signal < NSIG ? sys_siglist[signal] : "Unknown signal");
}

void psignal(int signal, const char *text)
{
	if (text != 0 && *text != 0)
		fprintf(stderr, "%s: %s\n", text, strsignal(signal));
	else
		fprintf(stderr, "%s\n", strsignal(signal));
}
