/*
 * Migration moves a process only between its home and another host; from one
 * foreign host to another it goes home first.
 */
#include <proc.h>
#include <sig.h>
#include <status.h>
#include <sync.h>

#define HOMECOMING_SECONDS 10

/* Calls a migrated process home and waits until it is there. */
static ReturnStatus callHome(Proc_PID pid)
{
	int tries;

	/* Without permission this fails, and so will the migration. */
	Sig_Send(SIG_MIGRATE_HOME, pid, FALSE);
	for (tries = 0; tries < HOMECOMING_SECONDS; tries++) {
		static const Time second = {1, 0};
		Proc_PCBInfo info;
		ReturnStatus status =
			Proc_GetPCBInfo(pid, pid, (int)PROC_MY_HOSTID, sizeof info, &info, (Proc_PCBArgString *)0, (int *)0);

		if (status != SUCCESS || info.state != PROC_MIGRATED)
			return status;
		Sync_WaitTime(second);
	}
	return FAILURE;
}

ReturnStatus Proc_Migrate(Proc_PID pid, int hostID)
{
	int home, here;
	ReturnStatus status;

	if (pid == PROC_MY_PID) {
		status = Proc_GetHostIDs(&home, &here);
		if (status != SUCCESS)
			return status;
		if (here == hostID)
			return SUCCESS;
		if (home != here) {
			status = Sig_Send(SIG_MIGRATE_HOME, PROC_MY_PID, FALSE);
			if (status != SUCCESS || home == hostID)
				return status;
		}
	} else {
		status = callHome(pid);
		if (status != SUCCESS)
			return status;
	}
	/* It goes, whatever signals come meanwhile. */
	do
		status = Proc_RawMigrate(pid, hostID);
	while (status == GEN_ABORTED_BY_SIGNAL);
	return status;
}

ReturnStatus Proc_RemoteExec(const char *file, char *const *argv, char *const *envp, int host)
{
	int home, here;
	ReturnStatus status = Proc_GetHostIDs(&home, &here);

	if (status != SUCCESS)
		return status;
	if (here == host)
		return Proc_ExecEnv(file, argv, envp, FALSE);
	if (home != here) {
		status = Sig_Send(SIG_MIGRATE_HOME, PROC_MY_PID, FALSE);
		if (status != SUCCESS)
			return status;
		if (home == host)
			return Proc_ExecEnv(file, argv, envp, FALSE);
	}
	return Proc_RawRemoteExec(file, argv, envp, host);
}
