/* sys.h: the host as a whole. */
#ifndef _SYS_H
#define _SYS_H

#include <sprite.h>

#define SYS_SPUR 1
#define SYS_SUN2 2
#define SYS_SUN3 3
#define SYS_SUN4 4
#define SYS_MICROVAX_2 5
#define SYS_DS3100 6
#define SYS_SYM 7
#define SYS_DS5000 8

typedef struct {
	int architecture, type, processors;
} Sys_MachineInfo;

#define SYS_REBOOT 0x01
#define SYS_HALT 0x02
#define SYS_KILL_PROCESSES 0x04
#define SYS_DEBUG 0x08
#define SYS_WRITE_BACK 0x10

/* Sys_Stats commands. */
#define SYS_RPC_CLT_STATS 1
#define SYS_RPC_SRV_STATS 2
#define SYS_SYNC_STATS 3
#define SYS_SCHED_STATS 4
#define SYS_VM_STATS 5
#define SYS_RPC_TRACE_STATS 6
#define SYS_FS_PREFIX_STATS 7
#define SYS_PROC_TRACE_STATS 8
#define SYS_SYS_CALL_STATS 9
#define SYS_RPC_SERVER_HIST 10
#define SYS_RPC_CLIENT_HIST 11
#define SYS_NET_GET_ROUTE 12
#define SYS_RPC_SRV_STATE 13
#define SYS_RPC_CLT_STATE 14
#define SYS_NET_ETHER_STATS 15
#define SYS_RPC_ENABLE_SERVICE 16
#define SYS_GET_VERSION_STRING 17
#define SYS_PROC_MIGRATION 18
#define SYS_DISK_STATS 19
#define SYS_FS_PREFIX_EXPORT 20
#define SYS_LOCK_STATS 21
#define SYS_RPC_SRV_COUNTS 22
#define SYS_RPC_CALL_COUNTS 23
#define SYS_LOCK_RESET_STATS 24
#define SYS_RECOV_STATS 27
#define SYS_RPC_SET_MAX 33
#define SYS_RPC_SET_NUM 34
#define SYS_RPC_NEG_ACKS 35
#define SYS_RECOV_PRINT 38
#define SYS_START_STATS 100
#define SYS_END_STATS 101
#define SYS_SYS_CALL_STATS_ENABLE 103
#define SYS_SYS_CALL_TIMES 104
#define SYS_PROC_ADD_SERVERS 109

typedef struct {
	char name[100];
	int controllerID, numSamples, idleCount, diskReads, diskWrites;
} Sys_DiskStats;

typedef struct {
	int inUse, class, hit, miss;
	char name[30];
	int priorCount, priorTypes[1], activeCount, deadCount, spinCount;
} Sync_LockStat;

typedef struct {
	int numContextSwitches, numInvoluntarySwitches, numFullCS;
	int noProcessRunning[2];
	Time idleTime;
	unsigned int idleTicksLow, idleTicksOverflow, idleTicksPerSecond;
	int numReadyProcesses;
	Time noUserInput;
} Sched_Instrument;

/* A kernel call; `isRemote`: of a migrated process it is served at home. A number without a call has no name. */
typedef struct {
	const char *name;
	int isRemote;
} Sys_CallInfo;
extern const Sys_CallInfo Sys_Calls[];
extern const int Sys_CallCount;

ReturnStatus Sys_GetTimeOfDay(Time *time, int *localOffset, Boolean *dst);
ReturnStatus Sys_SetTimeOfDay(const Time *time, int localOffset, Boolean dst);
ReturnStatus Sys_DoNothing(void);
ReturnStatus Sys_Shutdown(int flags, const char *rebootString);
ReturnStatus Sys_EnableDisplay(Boolean on);
ReturnStatus Sys_Stats(int command, int option, void *argument);
ReturnStatus Sys_GetMachineInfo(int size, Sys_MachineInfo *buffer);
ReturnStatus Sys_GetHostName(char *name);
ReturnStatus Sys_SetHostName(const char *name);
ReturnStatus Test_PrintOut(const char *format, ...);
/* Test_Rpc's commands, and its record: n calls with so many bytes; the time they take comes back. */
#define TEST_RPC_ECHO 1
#define TEST_RPC_SEND 2

typedef struct {
	int serverID, n, size;
	void *inDataPtr, *outDataPtr;
	Time *deltaTimePtr;
} Rpc_EchoArgs;

ReturnStatus Test_Rpc(int command, void *argument);

#endif
