/* unistd.h: the UNIX system interface. Process ids are written in hexadecimal everywhere. */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif
#define L_SET 0
#define L_INCR 1
#define L_XTND 2

extern char **environ;

int close(int), dup(int), dup2(int, int), pipe(int[2]);
ssize_t read(int, void *, size_t);
ssize_t write(int, const void *, size_t);
off_t lseek(int, off_t, int);
int isatty(int);
char *ttyname(int);
int truncate(const char *, off_t), ftruncate(int, off_t);
int fsync(int);
void sync(void);

int access(const char *, int);
int chdir(const char *);
char *getcwd(char *, size_t);
char *getwd(char *);
int link(const char *, const char *), symlink(const char *, const char *), unlink(const char *);
ssize_t readlink(const char *, char *, size_t);
int rmdir(const char *);
int chown(const char *, uid_t, gid_t), lchown(const char *, uid_t, gid_t), fchown(int, uid_t, gid_t);

pid_t fork(void), vfork(void);
int execve(const char *, char *const[], char *const[]);
int execv(const char *, char *const[]), execvp(const char *, char *const[]);
int execl(const char *, const char *, ...), execle(const char *, const char *, ...);
int execlp(const char *, const char *, ...);
void _exit(int) __attribute__((noreturn));
int nice(int);
pid_t setsid(void);
int profil(void *, int, int, int);
void swab(const void *, void *, ssize_t);
unsigned ualarm(unsigned, unsigned);
int setrgid(gid_t);
int getpw(int, char *);

#define F_ULOCK 0
#define F_LOCK 1
#define F_TLOCK 2
#define F_TEST 3
int lockf(int, int, off_t);

#define _SC_ARG_MAX 1
#define _SC_CLK_TCK 3
#define _SC_NGROUPS_MAX 4
#define _SC_OPEN_MAX 5
#define _SC_JOB_CONTROL 6
#define _SC_PAGESIZE 7
long sysconf(int);
#define _PC_LINK_MAX 1
#define _PC_MAX_CANON 2
#define _PC_MAX_INPUT 3
#define _PC_NAME_MAX 4
#define _PC_PATH_MAX 5
#define _PC_PIPE_BUF 6
long pathconf(const char *, int), fpathconf(int, int);

pid_t getpid(void), getppid(void);
uid_t getuid(void), geteuid(void);
gid_t getgid(void), getegid(void);
int setuid(uid_t), seteuid(uid_t), setruid(uid_t), setreuid(uid_t, uid_t);
int setgid(gid_t), setegid(gid_t), setregid(gid_t, gid_t);
int getgroups(int, gid_t[]), setgroups(int, const gid_t[]), initgroups(const char *, gid_t);
char *getlogin(void);

/* Passwords: the answer of crypt is overwritten by the next. A block is 64 bytes, a bit in each. */
char *crypt(const char *password, const char *salt);
void setkey(const char *block), encrypt(char *block, int decrypt);
char *getpass(const char *prompt);

/* Process families. The Berkeley calls, then the later ones. */
pid_t getpgrp(pid_t);
int setpgrp(pid_t, pid_t);
pid_t getpgid(pid_t);
int setpgid(pid_t, pid_t);
pid_t tcgetpgrp(int);
int tcsetpgrp(int, pid_t);

unsigned alarm(unsigned);
unsigned sleep(unsigned);
int usleep(useconds_t);
int pause(void);

int gethostname(char *, size_t), sethostname(const char *, size_t);
int gethostid(void);
int getpagesize(void);
int getdtablesize(void);

int brk(void *);
void *sbrk(int);

extern char *optarg;
extern int optind, opterr, optopt;
int getopt(int, char *const[], const char *);

#endif
