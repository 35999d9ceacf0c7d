/*
 * sys/types.h: the types of the system interface. Ids are ints in arguments
 * (-1 means "leave it"), short in struct stat.
 */
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H

#include <stddef.h>

typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef unsigned short ushort;
typedef unsigned int uint;

typedef short dev_t;
typedef unsigned long ino_t;
typedef unsigned int mode_t;
typedef short nlink_t;
typedef int uid_t;
typedef int gid_t;
typedef int pid_t;
typedef long off_t;
typedef long time_t;
typedef long clock_t;
typedef long daddr_t;
typedef long swblk_t;
typedef char *caddr_t;
typedef int ssize_t;
typedef unsigned int useconds_t;

/* The halves of a device number: type and unit. */
#define major(device) (((device) >> 8) & 0xff)
#define minor(device) ((device) & 0xff)
#define makedev(type, unit) ((dev_t)(((type) << 8) | (unit)))

/* Sets of stream ids, for select. */
#ifndef FD_SETSIZE
#define FD_SETSIZE 256
#endif
#define NFDBITS 32
typedef struct fd_set {
	unsigned int fds_bits[FD_SETSIZE / NFDBITS];
} fd_set;
#define FD_SET(id, set) ((set)->fds_bits[(id) / NFDBITS] |= 1u << ((id) % NFDBITS))
#define FD_CLR(id, set) ((set)->fds_bits[(id) / NFDBITS] &= ~(1u << ((id) % NFDBITS)))
#define FD_ISSET(id, set) (((set)->fds_bits[(id) / NFDBITS] >> ((id) % NFDBITS)) & 1)
#define FD_ZERO(set) ((void)memset((set), 0, sizeof(fd_set)))
void *memset(void *, int, size_t);

#endif
