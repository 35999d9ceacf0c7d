/* What is pending; and signals that a program sends itself without the kernel. */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <signal.h>

int sigpending(sigset_t *set)
{
	Proc_PCBInfo info;

	if (__unixResult(Proc_GetPCBInfo(PROC_MY_PID, PROC_MY_PID, NIL, sizeof info, &info, (Proc_PCBArgString *)0,
					 (int *)0)) < 0)
		return -1;
	*set = (sigset_t)Compat_SpriteSigMaskToUnix(info.sigPendingMask);
	return 0;
}

/* A caught signal never ends a read, write, select or wait here. */
int siginterrupt(int signal, int interrupts)
{
	if (signal < 1 || signal >= NSIG || interrupts) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

static sig_t actions[NSIG];

sig_t ssignal(int signal, sig_t action)
{
	sig_t old;

	if (signal < 1 || signal >= NSIG)
		return SIG_DFL;
	old = actions[signal];
	actions[signal] = action;
	return old;
}

int gsignal(int signal)
{
	sig_t action;

	if (signal < 1 || signal >= NSIG || (action = actions[signal]) == SIG_DFL)
		return 0;
	if (action == SIG_IGN)
		return 1;
	actions[signal] = SIG_DFL;
	return ((int (*)(int))(void (*)(void))action)(signal);
}
