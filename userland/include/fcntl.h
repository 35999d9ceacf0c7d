/* fcntl.h: open flags and stream control. */
#ifndef _FCNTL_H
#define _FCNTL_H

#include <sys/types.h>

#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_ACCMODE 3
#define O_NDELAY 04
#define O_NONBLOCK O_NDELAY
#define O_APPEND 010
#define O_ASYNC 0100
#define O_CREAT 01000
#define O_TRUNC 02000
#define O_EXCL 04000
#define O_MASTER 010000		/* become the server of a pseudo-device */
#define O_PFS_MASTER 020000	/* become the server of a pseudo-file-system */
#define FNDELAY O_NDELAY
#define FAPPEND O_APPEND
#define FASYNC O_ASYNC

#define F_DUPFD 0
#define F_GETFD 1
#define F_SETFD 2
#define F_GETFL 3
#define F_SETFL 4
#define F_GETOWN 5
#define F_SETOWN 6
#define FD_CLOEXEC 1

int open(const char *, int, ...);
int creat(const char *, mode_t);
int fcntl(int, int, ...);

#endif
