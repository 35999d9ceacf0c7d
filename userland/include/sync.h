/* sync.h: waiting for a time, and locks in memory shared by processes of one heap. */
#ifndef _SYNC_H
#define _SYNC_H

#include <sprite.h>

typedef struct {
	Boolean inUse, waiting;
} Sync_UserLock;

ReturnStatus Sync_WaitTime(Time interval);
ReturnStatus Sync_SlowLockStub(Sync_UserLock *lock);
ReturnStatus Sync_SlowLock(Sync_UserLock *lock);
ReturnStatus Sync_SlowWaitStub(unsigned event, Sync_UserLock *lock, Boolean wakeIfSignal);
Boolean Sync_SlowWait(unsigned event, Sync_UserLock *lock, Boolean wakeIfSignal);
ReturnStatus Sync_SlowBroadcast(unsigned event, Boolean *waitFlag);
ReturnStatus Sync_Semctl(int semid, int semnum, int command, unsigned argument, int *result);
ReturnStatus Sync_Semget(long key, int count, int flags, int *result);
ReturnStatus Sync_Semop(int semid, void *operations, int count, int *result);

#endif
