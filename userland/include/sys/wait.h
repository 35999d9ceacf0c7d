/* sys/wait.h: the status word: exit code in bits 8-15, or a signal in bits 0-6, or 0177 and the stopping signal. */
#ifndef _SYS_WAIT_H
#define _SYS_WAIT_H

#include <sys/types.h>

#define WNOHANG 1
#define WUNTRACED 2

#define WIFSTOPPED(status) (((status) & 0xff) == 0177)
#define WIFEXITED(status) (((status) & 0xff) == 0)
#define WIFSIGNALED(status) (!WIFSTOPPED(status) && !WIFEXITED(status))
#define WEXITSTATUS(status) (((status) >> 8) & 0xff)
#define WTERMSIG(status) ((status) & 0177)
#define WSTOPSIG(status) (((status) >> 8) & 0xff)

struct rusage;
pid_t wait(int *);
pid_t waitpid(pid_t, int *, int);
pid_t wait3(int *, int, struct rusage *);
pid_t wait4(pid_t, int *, int, struct rusage *);

/* The word as 4.3BSD has it; the order of the parts is the machine's. */
union wait {
	int w_status;
	struct {
#if defined(__m68k__)
		unsigned int : 16, w_Retcode : 8, w_Coredump : 1, w_Termsig : 7;
#else
		unsigned int w_Termsig : 7, w_Coredump : 1, w_Retcode : 8, : 16;
#endif
	} w_T;
	struct {
#if defined(__m68k__)
		unsigned int : 16, w_Stopsig : 8, w_Stopval : 8;
#else
		unsigned int w_Stopval : 8, w_Stopsig : 8, : 16;
#endif
	} w_S;
};
#define w_termsig w_T.w_Termsig
#define w_coredump w_T.w_Coredump
#define w_retcode w_T.w_Retcode
#define w_stopval w_S.w_Stopval
#define w_stopsig w_S.w_Stopsig
#define WSTOPPED 0177

#endif
