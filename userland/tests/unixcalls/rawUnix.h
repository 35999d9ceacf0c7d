/*
 * rawUnix.h: the bare UNIX call of either machine. The library of these programs makes Sprite's calls; both may be
 * mixed. `failed` is carry, or a3.
 */
#ifndef RAW_UNIX_H
#define RAW_UNIX_H

struct unixResult {
	int first, second, failed;
};

void rawUnix(long a, long b, long c, long d, long e, long f, int number, struct unixResult *result);
/* vfork: the child must not return from the caller, and neither may this leave anything on the shared stack. */
int rawVfork(void);

/* The first result, or minus the errno; the second result of the last call. */
extern int secondResult;
int unixCall(int number, long a, long b, long c, long d, long e, long f);
#define UNIX0(number) unixCall(number, 0, 0, 0, 0, 0, 0)
#define UNIX1(number, a) unixCall(number, (long)(a), 0, 0, 0, 0, 0)
#define UNIX2(number, a, b) unixCall(number, (long)(a), (long)(b), 0, 0, 0, 0)
#define UNIX3(number, a, b, c) unixCall(number, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define UNIX4(number, a, b, c, d) unixCall(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define UNIX5(number, a, b, c, d, e) unixCall(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* Handlers are entered with UNIX's number; on a Sun through code of the program, which also takes it back. */
typedef void unixHandler(int signal, int code, void *context, void *address);
void setHandler(int signal, unixHandler *handler, int mask);

/* Between the heap and where the stack may grow; above the stack. */
#ifdef __mips__
#define BAD_ADDRESS 0x60000000L
#else
#define BAD_ADDRESS 0x0d800000L
#endif

enum {
	U_EXIT = 1, U_FORK, U_READ, U_WRITE, U_OPEN, U_CLOSE, U_CREAT = 8, U_LINK, U_UNLINK, U_EXECV, U_CHDIR,
	U_CHMOD = 15, U_CHOWN, U_BRK, U_LSEEK = 19, U_GETPID, U_GETUID = 24, U_ACCESS = 33, U_SYNC = 36, U_KILL,
	U_STAT, U_LSTAT = 40, U_DUP, U_PIPE, U_GETGID = 47, U_IOCTL = 54, U_SYMLINK = 57, U_READLINK, U_EXECVE,
	U_UMASK, U_FSTAT = 62, U_GETPAGESIZE = 64, U_VFORK = 66, U_GETGROUPS = 79, U_GETPGRP = 81, U_SETPGRP,
	U_SETITIMER, U_WAIT3, U_GETITIMER = 86, U_GETHOSTNAME, U_GETDTABLESIZE = 89, U_DUP2, U_FCNTL = 92, U_SELECT,
	U_FSYNC = 95, U_SETPRIORITY, U_SOCKET, U_CONNECT, U_SIGVEC = 108, U_SIGBLOCK, U_SIGSETMASK, U_SIGPAUSE,
	U_SIGSTACK, U_GETTIMEOFDAY = 116, U_GETRUSAGE, U_READV = 120, U_WRITEV, U_FCHMOD = 124, U_RENAME = 128,
	U_TRUNCATE, U_FTRUNCATE, U_FLOCK, U_MKDIR = 136, U_RMDIR, U_UTIMES, U_GETHOSTID = 142, U_SETHOSTID,
	U_GETRLIMIT, U_KILLPG = 146
};
#ifdef __m68k__
enum { U_WAIT4 = 7, U_SIGRETURN = 139, U_GETDIRENTRIES = 156, U_GETDOMAINNAME = 162, U_GETDENTS = 174 };
#else
enum { U_SIGRETURN = 103, U_GETDIRENTRIES = 159, U_GETDOMAINNAME = 165 };
#endif

void checkFiles(void);
void checkStreams(void);
void checkProcesses(void);
void checkSignals(void);
void checkWild(void);

extern int failures;
void failed(const char *file, int line, const char *what);
#define CHECK(condition)                                          \
	do {                                                      \
		if (!(condition))                                 \
			failed(__FILE__, __LINE__, #condition);   \
	} while (0)

#endif
