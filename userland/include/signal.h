/* signal.h: the signals of 4.3BSD as far as Sprite has them; a handler stays installed. */
#ifndef _SIGNAL_H
#define _SIGNAL_H

#include <sys/types.h>

#define NSIG 32

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGDEBUG SIGQUIT
#define SIGILL 4
#define SIGTRAP 5
#define SIGIOT 6
#define SIGABRT SIGIOT
#define SIGEMT 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGMIG 10	/* migrate; where other systems have SIGBUS */
#define SIGSEGV 11
#define SIGBUS SIGSEGV	/* one signal here: a bad address */
#define SIGSYS 12	/* Sprite has none */
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGURG 16
#define SIGSTOP 17
#define SIGTSTP 18
#define SIGCONT 19
#define SIGCHLD 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGIO 23
#define SIGWINCH 28
#define SIGMIGHOME 29	/* go home */
#define SIGUSR1 30
#define SIGUSR2 31

typedef int sig_atomic_t;
typedef void (*sig_t)(int);
typedef sig_t sighandler_t;

#define SIG_DFL ((sig_t)0)
#define SIG_IGN ((sig_t)1)
#define SIG_ERR ((sig_t)-1)

sig_t signal(int, sig_t);
int raise(int);
int kill(pid_t, int);
int killpg(pid_t, int);

struct sigvec {
	sig_t sv_handler;	/* gets (signal, code, context, address) */
	int sv_mask;		/* held while it runs */
	int sv_flags;		/* ignored */
};
#define SV_ONSTACK 1
#define SV_INTERRUPT 2
int sigvec(int, const struct sigvec *, struct sigvec *);

#define sigmask(signal) (1 << ((signal) - 1))
int sigblock(int), sigsetmask(int), sigpause(int);

/* The later interface, on the same model. */
typedef unsigned int sigset_t;
struct sigaction {
	sig_t sa_handler;
	sigset_t sa_mask;
	int sa_flags;
};
#define SA_RESTART 2
#define SA_NOCLDSTOP 8
#define SIG_BLOCK 1
#define SIG_UNBLOCK 2
#define SIG_SETMASK 3
int sigaction(int, const struct sigaction *, struct sigaction *);
int sigprocmask(int, const sigset_t *, sigset_t *);
int sigsuspend(const sigset_t *), sigpending(sigset_t *);
int siginterrupt(int, int);
sig_t ssignal(int, sig_t);
int gsignal(int);
int sigemptyset(sigset_t *), sigfillset(sigset_t *);
int sigaddset(sigset_t *, int), sigdelset(sigset_t *, int), sigismember(const sigset_t *, int);

extern const char *const sys_siglist[NSIG];
void psignal(int, const char *);
char *strsignal(int);

#endif
