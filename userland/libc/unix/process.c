/* Processes: making them, ids, families, priorities. */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <status.h>
#include <sys/resource.h>
#include <unistd.h>

static pid_t makeChild(Boolean shareHeap)
{
	Proc_PID pid = 0;
	ReturnStatus status = Proc_Fork(shareHeap, &pid);

	if (status == PROC_CHILD_PROC)
		return 0;
	return __unixResult(status) < 0 ? -1 : (pid_t)pid;
}

pid_t fork(void)
{
	return makeChild(FALSE);
}

/* The heap is shared and the parent goes on at once: there are two stacks. */
pid_t vfork(void)
{
	return makeChild(TRUE);
}

void _exit(int status)
{
	Proc_RawExit(status);
}

pid_t getpid(void)
{
	Proc_PID pid = 0;

	Proc_GetIDs(&pid, (Proc_PID *)0, (int *)0, (int *)0);
	return (pid_t)pid;
}

pid_t getppid(void)
{
	Proc_PID parent = 0;

	Proc_GetIDs((Proc_PID *)0, &parent, (int *)0, (int *)0);
	return (pid_t)parent;
}

uid_t getuid(void)
{
	int uid = 0;

	Proc_GetIDs((Proc_PID *)0, (Proc_PID *)0, &uid, (int *)0);
	return uid;
}

uid_t geteuid(void)
{
	int uid = 0;

	Proc_GetIDs((Proc_PID *)0, (Proc_PID *)0, (int *)0, &uid);
	return uid;
}

int setreuid(uid_t uid, uid_t euid)
{
	return __unixResult(Proc_SetIDs(uid, euid));
}

int setuid(uid_t uid)
{
	return setreuid(uid, uid);
}

int seteuid(uid_t uid)
{
	return setreuid(-1, uid);
}

int setruid(uid_t uid)
{
	return setreuid(uid, -1);
}

/* Process 0 is the caller; an id without a family is its own answer. */
static Proc_PID self(pid_t pid)
{
	return pid == 0 ? PROC_MY_PID : (Proc_PID)pid;
}

pid_t getpgrp(pid_t pid)
{
	Proc_PID family = 0;

	return __unixResult(Proc_GetFamilyID(self(pid), &family)) < 0 ? -1 : (pid_t)family;
}

pid_t getpgid(pid_t pid)
{
	return getpgrp(pid);
}

int setpgrp(pid_t pid, pid_t family)
{
	return __unixResult(Proc_SetFamilyID(self(pid), family == 0 && pid == 0 ? (Proc_PID)getpid() : (Proc_PID)family));
}

/* Family 0: the process's own id. */
int setpgid(pid_t pid, pid_t family)
{
	return setpgrp(pid, family == 0 ? pid : family);
}

/* UNIX counts niceness (-20 to 20, more is worse), Sprite five priorities (-2 to 2, more is better). */
#define NICE_PER_PRIORITY 10

int getpriority(int which, int who)
{
	int priority = 0;

	if (which != PRIO_PROCESS) {
		errno = EINVAL;
		return -1;
	}
	if (__unixResult(Proc_GetPriority(self(who), &priority)) < 0)
		return -1;
	errno = 0;
	return -priority * NICE_PER_PRIORITY;
}

int setpriority(int which, int who, int niceness)
{
	if (which == PRIO_USER) {
		errno = EINVAL;
		return -1;
	}
	return __unixResult(Proc_SetPriority(self(who), -niceness / NICE_PER_PRIORITY, which == PRIO_PGRP));
}

int nice(int increment)
{
	int niceness;

	errno = 0;
	niceness = getpriority(PRIO_PROCESS, 0);
	if (niceness == -1 && errno != 0)
		return -1;
	return setpriority(PRIO_PROCESS, 0, niceness + increment);
}
