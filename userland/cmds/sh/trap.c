/*
 * Signals and traps. The only handler notes which signal came; actions are run
 * between commands. It also ends a read of an interactive shell, which libc,
 * like 4.3BSD, would otherwise go on with.
 *
 * On Sprite SIGHUP and SIGINT are one signal of the kernel, so a trap for the
 * one is a trap for the other.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "sh.h"

#define SIGNALS 32 /* numbers below this */

static const struct {
	int number;
	const char *name, *message;
} table[] = {
	{ SIGHUP, "HUP", "Hangup" },
	{ SIGINT, "INT", "Interrupt" },
	{ SIGQUIT, "QUIT", "Quit" },
#ifdef SIGDEBUG
	{ SIGDEBUG, "DEBUG", "Debug" }, /* another name of SIGQUIT */
#endif
	{ SIGILL, "ILL", "Illegal instruction" },
	{ SIGTRAP, "TRAP", "Trace trap" },
	{ SIGIOT, "IOT", "Abort" },
	{ SIGIOT, "ABRT", "Abort" },
#ifdef SIGEMT
	{ SIGEMT, "EMT", "EMT trap" },
#endif
	{ SIGFPE, "FPE", "Floating exception" },
	{ SIGKILL, "KILL", "Killed" },
#ifdef SIGMIG
	{ SIGMIG, "MIG", "Migrate" },
#endif
	{ SIGSEGV, "SEGV", "Segmentation fault" },
	{ SIGPIPE, "PIPE", "Broken pipe" },
	{ SIGALRM, "ALRM", "Alarm clock" },
	{ SIGTERM, "TERM", "Terminated" },
	{ SIGURG, "URG", "Urgent condition" },
	{ SIGSTOP, "STOP", "Stopped" },
	{ SIGTSTP, "TSTP", "Stopped" },
	{ SIGCONT, "CONT", "Continued" },
	{ SIGCHLD, "CHLD", "Child changed" },
	{ SIGTTIN, "TTIN", "Stopped (terminal input)" },
	{ SIGTTOU, "TTOU", "Stopped (terminal output)" },
	{ SIGIO, "IO", "Input or output possible" },
	{ SIGWINCH, "WINCH", "Window changed" },
#ifdef SIGMIGHOME
	{ SIGMIGHOME, "MIGHOME", "Migrate home" },
#endif
	{ SIGUSR1, "USR1", "User signal 1" },
	{ SIGUSR2, "USR2", "User signal 2" },
};
#define ENTRIES (sizeof table / sizeof table[0])

volatile int interruptSeen;

static char *actions[SIGNALS]; /* NULL: none; "": ignored; 0 is the exit of the shell */
static bool ignoredBefore[SIGNALS]; /* when the shell began: not for us to catch */
static bool asked[SIGNALS]; /* whether ignoredBefore is known */
static volatile int pending[SIGNALS];
static volatile int waiting; /* some pending is set */
static volatile int latest;

static int openMask; /* while signals are held: the mask from before */
static jmp_buf readJump;
static volatile bool reading;

int
signalNumber(const char *name)
{
	char *end;
	long number = strtol(name, &end, 10);
	size_t i;

	if (*name >= '0' && *name <= '9')
		return *end == '\0' && number < SIGNALS ? number : -1;
	if (strcasecmp(name, "EXIT") == 0)
		return 0;
	if (strncasecmp(name, "SIG", 3) == 0)
		name += 3;
	for (i = 0; i < ENTRIES; i++)
		if (strcasecmp(name, table[i].name) == 0)
			return table[i].number;
	return -1;
}

const char *
signalName(int number)
{
	size_t i;

	if (number == 0)
		return "EXIT";
	for (i = 0; i < ENTRIES; i++)
		if (table[i].number == number)
			return table[i].name;
	return NULL;
}

const char *
signalMessage(int number)
{
	size_t i;

	for (i = 0; i < ENTRIES; i++)
		if (table[i].number == number)
			return table[i].message;
	return "Signal";
}

static void
onSignal(int number)
{
	latest = number;
	if (actions[number] != NULL)
		waiting = pending[number] = 1;
	else
		interruptSeen = 1;
	if (reading) {
		reading = false;
		_longjmp(readJump, 1);
	}
}

/* A job in the foreground has ended by ^C, which only it got. */
void
noteInterrupt(void)
{
	if (actions[SIGINT] == NULL)
		interruptSeen = 1;
	else if (*actions[SIGINT] != '\0')
		waiting = pending[SIGINT] = 1;
}

long
readInterruptibly(int stream, char *buffer, size_t bytes)
{
	ssize_t got;

	if (!shell.interactive)
		return read(stream, buffer, bytes);
	if (_setjmp(readJump) != 0) {
		sigsetmask(sigblock(0) & ~sigmask(latest)); /* the handler never returned */
		errno = EINTR;
		return -1;
	}
	reading = true;
	if (interruptSeen || waiting) {
		errno = EINTR;
		got = -1;
	} else {
		got = read(stream, buffer, bytes);
	}
	reading = false;
	return got;
}

/* From here on signals come only during the two calls below, so that the
 * handler of SIGCHLD can work on the table of jobs, and none is lost. */
void
holdSignals(void (*onChild)(int))
{
	signal(SIGCHLD, onChild);
	openMask = sigblock(~0);
}

void
pauseForSignal(void)
{
	sigpause(openMask);
	sigblock(~0); /* if nothing was caught, the mask stayed open */
}

long
readWithSignals(int stream, char *buffer, size_t bytes)
{
	ssize_t got;

	sigsetmask(openMask);
	got = read(stream, buffer, bytes);
	sigblock(~0);
	return got;
}

void
releaseSignals(void)
{
	signal(SIGCHLD, SIG_DFL);
	sigsetmask(openMask);
}

/* Signals that an interactive shell does not die of, or stop for: nobody could
 * start it again. */
static bool
isShellsOwn(int number)
{
	return number == SIGINT || number == SIGQUIT || number == SIGTERM || number == SIGTSTP || number == SIGTTIN ||
	    number == SIGTTOU;
}

static void
onNothing(int number)
{
	(void)number;
}

/* What an interactive shell does about its own signals. TERM and TSTP are
 * caught, for what is ignored would be lost on a child that has not begun. */
static sig_t
ownHandler(int number)
{
	return number == SIGINT ? onSignal : number == SIGTERM || number == SIGTSTP ? onNothing : SIG_IGN;
}

int
holdForChild(void)
{
	return shell.interactive ? sigblock(sigmask(SIGINT) | sigmask(SIGTERM) | sigmask(SIGTSTP)) : 0;
}

void
releaseAfterFork(int mask)
{
	if (shell.interactive)
		sigsetmask(mask);
}

/* Makes the kernel do what the table of actions says. */
static void
apply(int number)
{
	if (number == 0)
		return;
	if (!asked[number]) {
		ignoredBefore[number] = signal(number, SIG_IGN) == SIG_IGN;
		asked[number] = true;
	}
	if (ignoredBefore[number] && !shell.interactive)
		return;
	if (actions[number] != NULL)
		signal(number, *actions[number] == '\0' ? SIG_IGN : onSignal);
	else if (shell.interactive && isShellsOwn(number))
		signal(number, ownHandler(number));
	else
		signal(number, SIG_DFL);
}

void
shellSignals(void)
{
	int number;

	for (number = 1; number < SIGNALS; number++)
		if (isShellsOwn(number))
			apply(number);
}

/* Of a forked child, before it is a subshell. */
void
childSignals(bool detached, bool stoppable)
{
	int number;

	for (number = 1; number < SIGNALS; number++) {
		bool ours = shell.interactive && isShellsOwn(number);

		if (actions[number] != NULL && *actions[number] == '\0')
			continue;
		if ((detached && (number == SIGINT || number == SIGQUIT)) || (ours && number == SIGTSTP && !stoppable))
			signal(number, SIG_IGN);
		else if ((actions[number] != NULL || ours) && !(ignoredBefore[number] && !shell.interactive))
			signal(number, SIG_DFL);
	}
	interruptSeen = 0;
}

/* The caught ones; the ignored stay ignored. */
void
forgetTraps(void)
{
	int number;

	for (number = 0; number < SIGNALS; number++)
		if (actions[number] != NULL && (number == 0 || *actions[number] != '\0')) {
			free(actions[number]);
			actions[number] = NULL;
			pending[number] = 0;
		}
	waiting = 0;
}

bool
trapsSet(void)
{
	int number;

	for (number = 0; number < SIGNALS; number++)
		if (actions[number] != NULL && *actions[number] != '\0')
			return true;
	return false;
}

bool
trapsWaiting(void)
{
	return waiting;
}

int
latestSignal(void)
{
	return latest;
}

static void
runAction(const char *action)
{
	enum skip skip = shell.skip;
	int status = shell.status;
	char *copy = copyString(action); /* it may be replaced meanwhile */

	shell.skip = SKIP_NONE;
	runString(copy);
	free(copy);
	if (shell.skip == SKIP_NONE) {
		shell.skip = skip;
		shell.status = status;
	}
}

void
runTraps(void)
{
	int number;

	waiting = 0;
	for (number = 1; number < SIGNALS; number++)
		if (pending[number]) {
			pending[number] = 0;
			if (actions[number] != NULL && enterNesting("trap")) {
				runAction(actions[number]);
				shell.nesting--;
			}
		}
}

void
runExitTrap(void)
{
	char *action = actions[0];

	actions[0] = NULL;
	if (action != NULL)
		runAction(action);
}

static void
setAction(int number, const char *action)
{
#ifdef SIGMIG
	if (number == SIGHUP)
		number = SIGINT;
#endif
	free(actions[number]);
	actions[number] = action == NULL ? NULL : copyString(action);
	apply(number);
}

static void
printTraps(void)
{
	int number;

	for (number = 0; number < SIGNALS; number++)
		if (actions[number] != NULL) {
			textAddString(&out, "trap -- ");
			addQuoted(&out, actions[number]);
			textAddChar(&out, ' ');
			textAddString(&out, signalName(number));
			textAddChar(&out, '\n');
		}
}

int
trapBuiltin(int argc, char **argv)
{
	const char *action = NULL;
	int first = 1, i;

	if (argc > 1 && strcmp(argv[1], "--") == 0)
		first++;
	if (first == argc) {
		printTraps();
		return 0;
	}
	/* A signal comes first only when all are to be reset. */
	if (argc - first > 1 && !(argv[first][0] >= '0' && argv[first][0] <= '9' && signalNumber(argv[first]) >= 0)) {
		if (strcmp(argv[first], "-") != 0)
			action = argv[first];
		first++;
	}
	for (i = first; i < argc; i++) {
		int number = signalNumber(argv[i]);

		if (number < 0 || signalName(number) == NULL)
			return builtinError("trap: %s: no such signal", argv[i]);
		if (number == SIGKILL || number == SIGSTOP)
			continue;
		setAction(number, action);
	}
	return 0;
}
