/* Sending signals. */
#include <compat.h>
#include <errno.h>
#include <sig.h>
#include <signal.h>
#include <unistd.h>

static int send(Proc_PID id, int signal, Boolean isFamily)
{
	int spriteSignal = Compat_UnixSignalToSprite(signal);

	if (spriteSignal == NIL) {
		errno = EINVAL;
		return -1;
	}
	return __unixResult(Sig_Send(spriteSignal, id, isFamily));
}

/* A positive id is a process, a negative one a family, 0 the caller's own family. */
int kill(pid_t pid, int signal)
{
	if (pid > 0)
		return send((Proc_PID)pid, signal, FALSE);
	return killpg(-pid, signal);
}

int killpg(pid_t family, int signal)
{
	if (family == 0)
		family = getpgrp(0);
	if (family < 0) {
		errno = ESRCH;
		return -1;
	}
	return send((Proc_PID)family, signal, TRUE);
}

int raise(int signal)
{
	return send(PROC_MY_PID, signal, FALSE);
}
