/* A debugger's calls: taking over a process at a breakpoint, its registers and memory, steps, and letting it go. */
#include <proc.h>
#include <sig.h>
#include <signal.h>
#include <status.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

/* Stops at a breakpoint, then adds 1 to the result register twice, and returns. */
int probe(void);
#if defined(__mips__)
__asm__(".text\n.set noreorder\n.globl probe\nprobe:\n\tbreak 0\n\taddiu $2, $2, 1\n\taddiu $2, $2, 1\n\tjr $31\n\tnop\n"
	".set reorder\n");
#define RESULT regs[2]
#define BREAK_BYTES 4
#define AFTER_BREAK 0 /* where the pc is after it */
#define ADD_BYTES 4
#define STATE_BYTES 680
#else
__asm__(".text\n.globl probe\nprobe:\n\ttrap #15\n\taddq.l #1, %d0\n\taddq.l #1, %d0\n\trts\n");
#define RESULT regs[0]
#define BREAK_BYTES 2
#define AFTER_BREAK 2
#define ADD_BYTES 2
#define STATE_BYTES 480
#endif

static int cell = 5;
static Proc_DebugState state;

static int request(pid_t child, int what)
{
	return Proc_Debug((Proc_PID)child, what, 0, (Address)&state, (Address)&state);
}

/* Takes the child over, which has stopped or will. */
static void takeOver(pid_t child, int signal)
{
	CHECK(request(child, PROC_GET_THIS_DEBUG) == SUCCESS);
	CHECK(request(child, PROC_GET_THIS_DEBUG) == SUCCESS && request(child, PROC_GET_DBG_STATE) == SUCCESS);
	CHECK(state.termReason == PROC_TERM_SUSPENDED && state.termStatus == signal && state.processID == (Proc_PID)child);
}

static void ignore(int signal)
{
	(void)signal;
}

/* Whoever is next on the debug list, in the order of their stops; and waits that a signal ends. */
static void takeNext(void)
{
	Proc_PID id = 0;
	pid_t children[2];
	int i, status;

	for (i = 0; i < 2; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			usleep(200000 - 100000 * i);
			_exit(probe() + cell);
		}
	}
	CHECK(Proc_Debug(0, PROC_GET_NEXT_DEBUG, 0, 0, (Address)&id) == SUCCESS && id == (Proc_PID)children[1]);
	CHECK(Proc_Debug(0, PROC_GET_NEXT_DEBUG, 0, 0, (Address)&id) == SUCCESS && id == (Proc_PID)children[0]);
	/* SIGCONT lets nobody go on whom a debugger holds. */
	CHECK(kill(children[0], SIGCONT) == 0 && request(children[0], PROC_GET_DBG_STATE) == SUCCESS);
	for (i = 0; i < 2; i++) {
		CHECK(kill(children[i], SIGKILL) == 0);
		CHECK(waitpid(children[i], &status, 0) == children[i] && WIFSIGNALED(status));
	}
	signal(SIGALRM, ignore);
	alarm(1);
	CHECK(Proc_Debug(0, PROC_GET_NEXT_DEBUG, 0, 0, (Address)&id) == GEN_ABORTED_BY_SIGNAL);
	children[0] = fork();
	if (children[0] == 0) {
		sleep(3);
		_exit(0);
	}
	alarm(1);
	CHECK(request(children[0], PROC_GET_THIS_DEBUG) == GEN_ABORTED_BY_SIGNAL);
	/* One that ends is no longer waited for. */
	CHECK(request(children[0], PROC_GET_THIS_DEBUG) == PROC_INVALID_PID);
	CHECK(waitpid(children[0], &status, 0) == children[0] && WIFEXITED(status));
	children[0] = fork();
	if (children[0] == 0)
		_exit(probe() + cell);
	CHECK(Proc_Debug(0, PROC_GET_NEXT_DEBUG, 0, 0, (Address)16) == SYS_ARG_NOACCESS);
	CHECK(kill(children[0], SIGKILL) == 0 && waitpid(children[0], &status, 0) == children[0]);
}

int main(void)
{
	int start = (int)(long)probe, value, status;
	pid_t child = fork();

	CHECK(sizeof state == STATE_BYTES);
	if (child == 0)
		_exit(probe() + cell);
	CHECK(wait3(&status, WUNTRACED, 0) == child && WIFSTOPPED(status));
	CHECK(request(child, PROC_GET_DBG_STATE) == PROC_INVALID_PID);
	takeOver(child, SIG_BREAKPOINT);
	CHECK(state.regState.pc == start + AFTER_BREAK && state.sigHoldMask == 0);
	state.regState.pc = start + BREAK_BYTES;
	state.regState.RESULT = 40;
	CHECK(request(child, PROC_SET_DBG_STATE) == SUCCESS);

	CHECK(Proc_Debug((Proc_PID)child, PROC_READ, sizeof cell, (Address)&cell, (Address)&value) == SUCCESS && value == 5);
	value = 100;
	CHECK(Proc_Debug((Proc_PID)child, PROC_WRITE, sizeof cell, (Address)&value, (Address)&cell) == SUCCESS);
	CHECK(Proc_Debug((Proc_PID)child, PROC_READ, 4, (Address)16, (Address)&value) == SYS_ARG_NOACCESS);
	CHECK(Proc_Debug((Proc_PID)child, PROC_READ, 20000, (Address)&cell, (Address)&value) == SYS_INVALID_ARG);

	CHECK(request(child, PROC_SINGLE_STEP) == SUCCESS);
	takeOver(child, SIG_TRACE_TRAP);
	CHECK(state.regState.pc == start + BREAK_BYTES + ADD_BYTES && state.regState.RESULT == 41);
	CHECK(request(child, PROC_SINGLE_STEP) == SUCCESS);
	takeOver(child, SIG_TRACE_TRAP);
	CHECK(state.regState.pc == start + BREAK_BYTES + 2 * ADD_BYTES && state.regState.RESULT == 42);
	CHECK(request(child, PROC_DETACH_DEBUGGER) == SUCCESS);
	CHECK(wait3(&status, 0, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 142 && cell == 5);
	CHECK(request(child, PROC_GET_THIS_DEBUG) == PROC_INVALID_PID && request(getpid(), 99) == SYS_INVALID_ARG);
	takeNext();
	return failures != 0;
}
