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

#endif
