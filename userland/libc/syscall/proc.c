/* Process calls with what the library adds: repetition, the environment, the way over home. */
#include <proc.h>
#include <sig.h>
#include <status.h>
#include <stdlib.h>
#include <unistd.h>

ReturnStatus Proc_Wait(int numPids, const Proc_PID *pids, int flags, Proc_PID *pid, int *reason, int *status,
		       int *subStatus, Proc_ResUsage *usage)
{
	ReturnStatus result;

	do
		result = Proc_RawWait(numPids, pids, flags, pid, reason, status, subStatus, usage);
	while (result == GEN_ABORTED_BY_SIGNAL);
	return result;
}

ReturnStatus Proc_Exec(const char *file, char *const *argv, Boolean debugMe)
{
	return Proc_ExecEnv(file, argv, environ, debugMe);
}

void Proc_Exit(int status)
{
	exit(status);
}
