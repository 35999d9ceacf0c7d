/* Signals and locks: calls repeated when they were cut short. */
#include <sig.h>
#include <status.h>
#include <sync.h>

/* Cut short only by a migration; a signal with a handler ends the pause. */
ReturnStatus Sig_Pause(int holdMask)
{
	ReturnStatus status;

	do
		status = Sig_RawPause(holdMask);
	while (status == GEN_ABORTED_BY_SIGNAL);
	return status;
}

ReturnStatus Sync_SlowLock(Sync_UserLock *lock)
{
	ReturnStatus status;

	do
		status = Sync_SlowLockStub(lock);
	while (status == GEN_ABORTED_BY_SIGNAL);
	return status;
}

/* TRUE when a signal, not the event, ended the wait. */
Boolean Sync_SlowWait(unsigned event, Sync_UserLock *lock, Boolean wakeIfSignal)
{
	ReturnStatus status;

	do
		status = Sync_SlowWaitStub(event, lock, wakeIfSignal);
	while (status == GEN_ABORTED_BY_SIGNAL && !wakeIfSignal);
	return status == GEN_ABORTED_BY_SIGNAL;
}
