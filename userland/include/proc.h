/*
 * proc.h: processes. A process id is slot | home host << 8 | generation << 16.
 * Functions return a status; the "Raw" ones are the bare kernel calls, the
 * others repeat a call that a signal has interrupted.
 */
#ifndef _PROC_H
#define _PROC_H

#include <sprite.h>

typedef unsigned int Proc_PID;

#define PROC_MY_PID ((Proc_PID)0xffffffff)
#define PROC_MY_HOSTID 0xffffffff
#define PROC_ALL_PROCESSES ((Proc_PID)0)
#define PROC_NO_FAMILY ((Proc_PID)0xffffffff)
#define PROC_NO_ID (-1)
#define PROC_INDEX_MASK 0xff
#define PROC_HOST_OF(pid) (((pid) >> 8) & 0xff)

typedef enum {
	PROC_UNUSED, PROC_RUNNING, PROC_READY, PROC_WAITING, PROC_EXITING,
	PROC_DEAD, PROC_MIGRATED, PROC_NEW, PROC_SUSPENDED
} Proc_State;

/* genFlags */
#define PROC_KERNEL 0x00001
#define PROC_USER 0x00002
#define PROC_DEBUGGED 0x00004
#define PROC_DEBUG_ON_EXEC 0x00008
#define PROC_SINGLE_STEP_FLAG 0x00010
#define PROC_DEBUG_WAIT 0x00020
#define PROC_MIG_PENDING 0x00040
#define PROC_DONT_MIGRATE 0x00080
#define PROC_FOREIGN 0x00100
#define PROC_DYING 0x00200
#define PROC_LOCKED 0x00400
#define PROC_NO_VM 0x00800
#define PROC_MIGRATING 0x01000
#define PROC_MIGRATION_DONE 0x02000
#define PROC_ON_DEBUG_LIST 0x04000
#define PROC_REMOTE_EXEC_PENDING 0x08000
#define PROC_MIG_ERROR 0x10000
#define PROC_EVICTING 0x20000
#define PROC_KILLING 0x40000
#define PROC_VFORKCHILD 0x80000
#define PROC_VFORKPARENT 0x100000
#define PROC_RESUME_PROCESS 0x200000
#define PROC_PENDING_SUSPEND 0x400000

/* Why a wait ended. */
#define PROC_TERM_EXITED 1
#define PROC_TERM_DETACHED 2
#define PROC_TERM_SIGNALED 3
#define PROC_TERM_DESTROYED 4
#define PROC_TERM_SUSPENDED 5
#define PROC_TERM_RESUMED 6

#define PROC_WAIT_BLOCK 1
#define PROC_WAIT_FOR_SUSPEND 2

#define PROC_MIN_PRIORITY (-2)
#define PROC_NORMAL_PRIORITY 0
#define PROC_MAX_PRIORITY 2

/* Proc_Debug requests. */
#define PROC_GET_THIS_DEBUG 0
#define PROC_GET_NEXT_DEBUG 1
#define PROC_CONTINUE 2
#define PROC_SINGLE_STEP 3
#define PROC_GET_DBG_STATE 4
#define PROC_SET_DBG_STATE 5
#define PROC_READ 6
#define PROC_WRITE 7
#define PROC_DETACH_DEBUGGER 8

/* What a debugger sees of a stopped process. */
typedef struct {
	Proc_PID processID;
	int termReason, termStatus, termCode;
	struct {
#if defined(__m68k__)
		int regs[16]; /* d0-d7, a0-a7 */
		int pc, statusReg;
#else
		int pc, regs[32];
		unsigned fpRegs[32], fpStatusReg, mflo, mfhi;
#endif
	} regState;
	int sigHoldMask, sigPendingMask;
	int sigActions[32], sigMasks[32], sigCodes[32];
} Proc_DebugState;

typedef int Vm_SegmentID;

typedef struct {
	int processor;
	Proc_State state;
	int genFlags;
	Proc_PID processID, parentID;
	int familyID;
	int userID, effectiveUserID;
	int event;
	int billingRate;
	unsigned int recentUsage, weightedUsage, unweightedUsage;
	Time kernelCpuUsage, userCpuUsage, childKernelCpuUsage, childUserCpuUsage;
	int numQuantumEnds, numWaitEvents;
	unsigned int schedQuantumTicks;
	Vm_SegmentID vmSegments[4]; /* system, code, heap, stack; -1 when absent */
	int sigHoldMask, sigPendingMask;
	int sigActions[32];
	int peerHostID;
	Proc_PID peerProcessID;
} Proc_PCBInfo;

#define PROC_PCB_ARG_LENGTH 256
typedef struct {
	char argString[PROC_PCB_ARG_LENGTH];
} Proc_PCBArgString;

typedef struct {
	Time kernelCpuUsage, userCpuUsage, childKernelCpuUsage, childUserCpuUsage;
	int numQuantumEnds, numWaitEvents;
} Proc_ResUsage;

#define PROC_TIMER_REAL 0
typedef struct {
	Time interval, curValue;
} Proc_TimerInterval;

ReturnStatus Proc_Fork(Boolean shareHeap, Proc_PID *pid);
ReturnStatus Proc_RawExec(const char *file, char *const *argv, char *const *envp, Boolean debugMe, int host);
ReturnStatus Proc_ExecEnv(const char *file, char *const *argv, char *const *envp, Boolean debugMe);
ReturnStatus Proc_Exec(const char *file, char *const *argv, Boolean debugMe);
ReturnStatus Proc_RawRemoteExec(const char *file, char *const *argv, char *const *envp, int host);
ReturnStatus Proc_RemoteExec(const char *file, char *const *argv, char *const *envp, int host);
void Proc_RawExit(int status) __attribute__((noreturn));
void Proc_Exit(int status) __attribute__((noreturn));
ReturnStatus Proc_Detach(int status);
ReturnStatus Proc_RawWait(int numPids, const Proc_PID *pids, int flags, Proc_PID *pid, int *reason, int *status,
			  int *subStatus, Proc_ResUsage *usage);
ReturnStatus Proc_Wait(int numPids, const Proc_PID *pids, int flags, Proc_PID *pid, int *reason, int *status,
		       int *subStatus, Proc_ResUsage *usage);
ReturnStatus Proc_GetIDs(Proc_PID *pid, Proc_PID *parent, int *uid, int *euid);
ReturnStatus Proc_SetIDs(int uid, int euid);
ReturnStatus Proc_GetGroupIDs(int max, int *gids, int *trueCount);
ReturnStatus Proc_SetGroupIDs(int count, const int *gids);
ReturnStatus Proc_GetFamilyID(Proc_PID pid, Proc_PID *family);
ReturnStatus Proc_SetFamilyID(Proc_PID pid, Proc_PID family);
ReturnStatus Proc_GetPCBInfo(Proc_PID first, Proc_PID last, int hostID, int infoSize, Proc_PCBInfo *buffer,
			     Proc_PCBArgString *args, int *numUsed);
/* Profiling of the kernel. */
ReturnStatus Prof_Start(void);
ReturnStatus Prof_End(void);
ReturnStatus Prof_Dump(const char *path);
ReturnStatus Prof_Profil(void *buffer, int size, unsigned offset, unsigned scale);
ReturnStatus Proc_GetResUsage(Proc_PID pid, Proc_ResUsage *usage);
ReturnStatus Proc_GetPriority(Proc_PID pid, int *priority);
ReturnStatus Proc_SetPriority(Proc_PID pid, int priority, Boolean family);
ReturnStatus Proc_Debug(Proc_PID pid, int request, int numBytes, Address source, Address destination);
ReturnStatus Proc_Profile(int shift, int lowPC, int highPC, Time interval, int *counters);
ReturnStatus Proc_GetIntervalTimer(int type, Proc_TimerInterval *timer);
ReturnStatus Proc_SetIntervalTimer(int type, const Proc_TimerInterval *newTimer, Proc_TimerInterval *oldTimer);
ReturnStatus Proc_RawMigrate(Proc_PID pid, int hostID);
ReturnStatus Proc_Migrate(Proc_PID pid, int hostID);
ReturnStatus Proc_GetHostIDs(int *virtualHost, int *physicalHost);

#endif
