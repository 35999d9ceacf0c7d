/* abort: the illegal-instruction signal, which puts the process before a debugger. */
#include <sig.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void (*__flushAtExit)(void);

void abort(void)
{
	if (__flushAtExit != 0)
		__flushAtExit();
	Sig_SetHoldMask(0, (int *)0);
	Sig_Send(SIG_ILL_INST, PROC_MY_PID, FALSE);
	_exit(1);
}
