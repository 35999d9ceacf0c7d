/*
 * sys/sem.h: System V's semaphores. A set belongs to the host on which it was
 * made. The kernel refuses SEM_UNDO.
 */
#ifndef _SYS_SEM_H
#define _SYS_SEM_H

#include <sys/ipc.h>

#define SEM_UNDO 010000

#define GETNCNT 3
#define GETPID 4
#define GETVAL 5
#define GETALL 6
#define GETZCNT 7
#define SETVAL 8
#define SETALL 9
#define GETKEYS 10

#define SEM_A 0200
#define SEM_R 0400

/* The most: sets of a host, semaphores of a set, operations of a call, value. */
#define SEMMNI 10
#define SEMMSL 60
#define SEMOPM 100
#define SEMVMX 32767

struct sem;

struct semid_ds {
	struct ipc_perm sem_perm;
	struct sem *sem_base;
	ushort sem_nsems;
	time_t sem_otime, sem_ctime;
};

struct sembuf {
	short sem_num, sem_op, sem_flg;
};

union semun {
	int val;
	struct semid_ds *buf;
	ushort *array;
};

int semget(key_t key, int count, int flags);
int semop(int id, struct sembuf *operations, int count);
int semctl(int id, int number, int command, ...);

#endif
