/* sig.h: Sprite's own signals. Bit n-1 of a mask is signal n. */
#ifndef _SIG_H
#define _SIG_H

#include <sprite.h>
#include <proc.h>

#define SIG_NUM_SIGNALS 32

#define SIG_DEBUG 1
#define SIG_ARITH_FAULT 2
#define SIG_ILL_INST 3
#define SIG_ADDR_FAULT 4
#define SIG_KILL 5
#define SIG_INTERRUPT 6
#define SIG_BREAKPOINT 7
#define SIG_TRACE_TRAP 8
#define SIG_MIGRATE_TRAP 9
#define SIG_MIGRATE_HOME 10
#define SIG_SUSPEND 11
#define SIG_RESUME 12
#define SIG_TTY_INPUT 13
#define SIG_PIPE 14
#define SIG_TIMER 15
#define SIG_URGENT 16
#define SIG_CHILD 17
#define SIG_TERM 18
#define SIG_TTY_SUSPEND 19
#define SIG_TTY_OUTPUT 20
#define SIG_IO_READY 26
#define SIG_WINDOW_CHANGE 27
#define SIG_IOT 28
#define SIG_EMT 29
#define SIG_USER1 30
#define SIG_USER2 31

#define SIG_IGNORE_ACTION 0
#define SIG_KILL_ACTION 1
#define SIG_DEBUG_ACTION 2
#define SIG_DEFAULT_ACTION 3
#define SIG_HANDLE_ACTION 4
#define SIG_MIGRATE_ACTION 5
#define SIG_SUSPEND_ACTION 6

#define SIG_NO_CODE (-1)

typedef struct {
	int action;
	int (*handler)();
	int sigHoldMask;
} Sig_Action;

ReturnStatus Sig_Send(int signal, Proc_PID id, Boolean isFamily);
ReturnStatus Sig_RawPause(int holdMask);
ReturnStatus Sig_Pause(int holdMask);
ReturnStatus Sig_SetHoldMask(int newMask, int *oldMask);
ReturnStatus Sig_SetAction(int signal, const Sig_Action *newAction, Sig_Action *oldAction);

#endif
