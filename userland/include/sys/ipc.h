/* sys/ipc.h: what System V's ways between processes have in common: a key, an owner, rights. */
#ifndef _SYS_IPC_H
#define _SYS_IPC_H

#include <sys/types.h>

typedef long key_t;

struct ipc_perm {
	ushort uid, gid;   /* owner */
	ushort cuid, cgid; /* who made it */
	ushort mode;
	ushort seq; /* how often the place was used before */
	key_t key;
};

#define IPC_PRIVATE ((key_t)0)

/* Beside the rights. */
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000

#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2

#endif
