/*
 * systest: the calls about the host itself, and those that only ever refuse,
 * with what each answers. Prints a line for what is not as expected. To be run
 * by root.
 */
#include <proc.h>
#include <status.h>
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>

#define DEFINE_RAW_CALL
#include "callfuzz/rawCall.h"

#define BAD ((void *)0x10)
#define EXPECT(call, expected) expect(__LINE__, #call, (call), (expected))

static int failures;

static void expect(int line, const char *what, int found, int expected)
{
	if (found == expected)
		return;
	failures++;
	printf("%d: %s: %x, not %x\n", line, what, found, expected);
	fflush(stdout);
}

/* A call by its number, with two words. */
static ReturnStatus call(int number, unsigned first, unsigned second)
{
	return rawCall(first, second, 0, 0, 0, 0, 0, 0, 0, 0, number);
}

static void timeTests(void)
{
	Time now, set = { 700000000, 5 };
	int offset, dst;

	EXPECT(Sys_GetTimeOfDay(&now, &offset, &dst), SUCCESS);
	EXPECT(Sys_GetTimeOfDay(NULL, NULL, NULL), SUCCESS);
	EXPECT(Sys_GetTimeOfDay(BAD, NULL, NULL), SYS_ARG_NOACCESS);
	EXPECT(Sys_SetTimeOfDay(&set, offset, dst), SUCCESS);
	EXPECT(Sys_GetTimeOfDay(&set, NULL, NULL), SUCCESS);
	EXPECT(set.seconds, 700000000);
	set.microseconds = 1000000;
	EXPECT(Sys_SetTimeOfDay(&set, offset, dst), GEN_INVALID_ARG);
	EXPECT(Sys_SetTimeOfDay(BAD, offset, dst), SYS_ARG_NOACCESS);
	EXPECT(Sys_SetTimeOfDay(&now, offset, dst), SUCCESS);
}

static void hostTests(void)
{
	Sys_MachineInfo info, part;
	char name[256], old[256], version[64];
	int architecture, type, id, home, here, counts[113], more;

	EXPECT(Sys_GetMachineInfo(sizeof info, &info), SUCCESS);
	EXPECT(info.processors, 1);
	memset(&part, 0x55, sizeof part);
	EXPECT(Sys_GetMachineInfo(4, &part), SUCCESS);
	EXPECT(part.architecture, info.architecture);
	EXPECT(part.processors, 0x55555555);
	EXPECT(Sys_GetMachineInfo(-1, &info), GEN_INVALID_ARG);
	EXPECT(Sys_GetMachineInfo(sizeof info, BAD), SYS_ARG_NOACCESS);
	EXPECT(rawCall((unsigned)&architecture, (unsigned)&type, (unsigned)&id, 0, 0, 0, 0, 0, 0, 0, 78), SUCCESS);
	EXPECT(architecture, info.architecture);
	EXPECT(type, info.type);
	EXPECT(Proc_GetHostIDs(&home, &here), SUCCESS);
	EXPECT(home, id);
	EXPECT(here, id);
	EXPECT(Sys_GetHostName(old), SUCCESS);
	EXPECT(Sys_SetHostName("another"), SUCCESS);
	EXPECT(Sys_GetHostName(name), SUCCESS);
	EXPECT(strcmp(name, "another"), 0);
	EXPECT(Sys_GetHostName(BAD), SYS_ARG_NOACCESS);
	EXPECT(Sys_SetHostName(BAD), SYS_ARG_NOACCESS);
	EXPECT(Sys_SetHostName(old), SUCCESS);
	EXPECT(Sys_Stats(SYS_GET_VERSION_STRING, sizeof version, version), SUCCESS);
	EXPECT(strncmp(version, "SPRITE", 6), 0);
	EXPECT(Sys_Stats(SYS_GET_VERSION_STRING, 0, version), GEN_INVALID_ARG);
	EXPECT(Sys_Stats(SYS_SYS_CALL_STATS, 113, counts), SUCCESS);
	more = counts[37];
	EXPECT(Sys_DoNothing(), SUCCESS);
	EXPECT(Sys_Stats(SYS_SYS_CALL_STATS, 113, counts), SUCCESS);
	EXPECT(counts[37], more + 1);
	EXPECT(Sys_Stats(0, 0, NULL), GEN_INVALID_ARG);
	EXPECT(Sys_Stats(115, 0, NULL), GEN_INVALID_ARG);
	EXPECT(Sys_Stats(41, 0, NULL), GEN_INVALID_ARG);
	EXPECT(Sys_Stats(102, 0, NULL), GEN_INVALID_ARG);
	EXPECT(Sys_Stats(25, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(Sys_Stats(SYS_SCHED_STATS, 0, BAD), SYS_ARG_NOACCESS);
	EXPECT(Sys_EnableDisplay(TRUE), SUCCESS);
	EXPECT(Test_PrintOut("systest: %d %x %c %s %%\n", 7, 255, 'c', "text"), SUCCESS);
	EXPECT(Test_PrintOut(BAD), SYS_ARG_NOACCESS);
	EXPECT(Test_PrintOut("%s", BAD), SYS_ARG_NOACCESS);
	EXPECT(Sys_Shutdown(SYS_WRITE_BACK, NULL), SUCCESS);
}

static void refusals(void)
{
	static const int failing[] = { 45, 46, 55, 56, 57, 58, 59, 60, 77, 109, 110 };
	unsigned i;

	for (i = 0; i < sizeof failing / sizeof failing[0]; i++)
		EXPECT(call(failing[i], 0, 0), FAILURE);
	/* Multiprocessors, and the hole in the table. */
	EXPECT(call(90, 0, 0), GEN_INVALID_ARG);
	EXPECT(call(91, 0, 0), GEN_INVALID_ARG);
	EXPECT(call(92, 0, 0), SYS_INVALID_SYSTEM_CALL);
	EXPECT(call(113, 0, 0), SYS_INVALID_SYSTEM_CALL);
	EXPECT(call(0x7fffffff, 0, 0), SYS_INVALID_SYSTEM_CALL);
	EXPECT(call(-1, 0, 0), SYS_INVALID_SYSTEM_CALL);
	/* Profiling by ranges says yes and does nothing. */
	EXPECT(call(44, 0, 0), SUCCESS);
}

static void ordinaryUser(void)
{
	Time now;
	int status;

	if (Proc_Fork(FALSE, (Proc_PID *)&status) != PROC_CHILD_PROC) {
		Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, &status, NULL, NULL);
		failures += status;
		return;
	}
	failures = 0;
	Proc_SetIDs(10, 10);
	Sys_GetTimeOfDay(&now, NULL, NULL);
	EXPECT(Sys_SetTimeOfDay(&now, 0, 0), GEN_NO_PERMISSION);
	EXPECT(Sys_SetHostName("mine"), GEN_NO_PERMISSION);
	EXPECT(Sys_Shutdown(SYS_HALT, "mine"), GEN_NO_PERMISSION);
	EXPECT(Sys_Shutdown(SYS_WRITE_BACK, NULL), SUCCESS);
	_exit(failures);
}

int main(void)
{
	timeTests();
	hostTests();
	refusals();
	ordinaryUser();
	if (failures == 0)
		printf("all as expected\n");
	return failures != 0;
}
