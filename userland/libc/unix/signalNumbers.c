/* The two numberings of signals. UNIX's SIGHUP and SIGINT are one Sprite signal. */
#include <compat.h>
#include <sig.h>
#include <signal.h>

/* By UNIX number; 0: Sprite has none. */
static const unsigned char toSprite[NSIG] = {
	0,
	SIG_INTERRUPT,	 /* SIGHUP */
	SIG_INTERRUPT,	 /* SIGINT */
	SIG_DEBUG,	 /* SIGQUIT */
	SIG_ILL_INST,	 /* SIGILL */
	SIG_TRACE_TRAP,	 /* SIGTRAP */
	SIG_IOT,	 /* SIGIOT */
	SIG_EMT,	 /* SIGEMT */
	SIG_ARITH_FAULT, /* SIGFPE */
	SIG_KILL,	 /* SIGKILL */
	SIG_MIGRATE_TRAP,
	SIG_ADDR_FAULT, /* SIGSEGV */
	0,		/* SIGSYS */
	SIG_PIPE,
	SIG_TIMER, /* SIGALRM */
	SIG_TERM,
	SIG_URGENT,
	SIG_SUSPEND,	 /* SIGSTOP */
	SIG_TTY_SUSPEND, /* SIGTSTP */
	SIG_RESUME,	 /* SIGCONT */
	SIG_CHILD,
	SIG_TTY_INPUT,
	SIG_TTY_OUTPUT,
	SIG_IO_READY,
	0, 0, 0, 0,
	SIG_WINDOW_CHANGE,
	SIG_MIGRATE_HOME,
	SIG_USER1,
	SIG_USER2,
};

/* By Sprite number; 0: UNIX has none. */
static const unsigned char toUnix[SIG_NUM_SIGNALS] = {
	0,	 SIGQUIT, SIGFPE,  SIGILL,  SIGSEGV, SIGKILL, SIGINT, SIGILL,	SIGILL, SIGMIG,	   SIGMIGHOME,
	SIGSTOP, SIGCONT, SIGTTIN, SIGPIPE, SIGALRM, SIGURG,  SIGCHLD, SIGTERM, SIGTSTP, SIGTTOU, 0,
	0,	 0,	  0,	   0,	    SIGIO,   SIGWINCH, SIGIOT, SIGEMT,	SIGUSR1, SIGUSR2,
};

int Compat_UnixSignalToSprite(int signal)
{
	if (signal == 0)
		return 0;
	if (signal < 0 || signal >= NSIG || toSprite[signal] == 0)
		return NIL;
	return toSprite[signal];
}

int Compat_SpriteSignalToUnix(int signal)
{
	if (signal == 0)
		return 0;
	if (signal < 0 || signal >= SIG_NUM_SIGNALS || toUnix[signal] == 0)
		return NIL;
	return toUnix[signal];
}

int Compat_UnixSigMaskToSprite(int mask)
{
	int signal, result = 0;

	for (signal = 1; signal < NSIG; signal++)
		if ((mask >> (signal - 1) & 1) && toSprite[signal] != 0)
			result |= 1 << (toSprite[signal] - 1);
	return result;
}

int Compat_SpriteSigMaskToUnix(int mask)
{
	int signal, result = 0;

	for (signal = 1; signal < SIG_NUM_SIGNALS; signal++)
		if ((mask >> (signal - 1) & 1) && toUnix[signal] != 0)
			result |= 1 << (toUnix[signal] - 1);
	return result;
}
