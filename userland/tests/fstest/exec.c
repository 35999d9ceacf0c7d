/* Files that are executed: busy text, set-id programs, and who may execute. */
#include "fstest.h"

#include <sync.h>

#define TRUE_PROGRAM "/sprite/cmds/true"
#define SLEEP_PROGRAM "/sprite/cmds/sleep"
#define ID_PROGRAM "prog"

static void copy(const char *from, const char *to)
{
	static char block[FS_BLOCK_SIZE];
	int in = openOrDie(from, FS_READ), out, amount, written;

	if (Fs_Open(to, FS_WRITE | FS_CREATE | FS_TRUNC, 0755, &out) != SUCCESS)
		exit(1);
	while (Fs_RawRead(in, sizeof block, block, &amount) == SUCCESS && amount > 0)
		Fs_RawWrite(out, amount, block, &written);
	Fs_Close(in);
	Fs_Close(out);
}

static void busyTests(void)
{
	char *arguments[] = { "sleep", "5", NULL };
	int id, status, reason;
	Proc_PID child;
	Fs_Attributes attributes;
	Time now;

	copy(SLEEP_PROGRAM, "sleeper");
	id = openOrDie("sleeper", FS_WRITE);
	EQUAL(runProgram(0, "sleeper"), FS_FILE_BUSY & 0xffffffff);
	Fs_Close(id);
	fflush(stdout);
	if (Proc_Fork(FALSE, &child) == PROC_CHILD_PROC)
		_exit(Proc_ExecEnv("sleeper", arguments, arguments + 2, FALSE));
	Sync_WaitTime((Time){ 3, 0 });
	EXPECT(openStatus("sleeper", FS_WRITE), FS_FILE_BUSY);
	EXPECT(openStatus("sleeper", FS_READ | FS_CREATE), FS_FILE_BUSY);
	EXPECT(openStatus("sleeper", FS_READ | FS_TRUNC), FS_FILE_BUSY);
	EXPECT(openStatus("sleeper", FS_READ), SUCCESS);
	EXPECT(openStatus("sleeper", FS_EXECUTE), SUCCESS);
	/* What is executed was used just now. */
	Sys_GetTimeOfDay(&now, NULL, NULL);
	EXPECT(Fs_GetAttributes("sleeper", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(now.seconds - attributes.accessTime.seconds <= 1, TRUE);
	/* Its name can go, and it goes on. */
	EXPECT(Fs_Remove("sleeper"), SUCCESS);
	EXPECT(Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, &reason, &status, NULL, NULL), SUCCESS);
	EQUAL(reason, PROC_TERM_EXITED);
	EQUAL(status, 0);
}

/* Run as the set-uid copy of this program: who is it? */
static void rightTests(void)
{
	Fs_Attributes attributes;

	copy(TRUE_PROGRAM, ID_PROGRAM);
	EQUAL(runProgram(10, ID_PROGRAM), 0);
	attributes.permissions = 0600;
	EXPECT(Fs_SetAttr(ID_PROGRAM, FS_ATTRIB_FILE, &attributes, FS_SET_MODE), SUCCESS);
	EQUAL(runProgram(10, ID_PROGRAM), FS_NO_ACCESS);
	/* Root may execute what its class may: as the owner here, and as nobody special when it is another's. */
	EQUAL(runProgram(0, ID_PROGRAM), FS_NO_ACCESS);
	attributes.permissions = 0700;
	EXPECT(Fs_SetAttr(ID_PROGRAM, FS_ATTRIB_FILE, &attributes, FS_SET_MODE), SUCCESS);
	EQUAL(runProgram(0, ID_PROGRAM), 0);
	attributes.uid = 10;
	attributes.gid = -1;
	EXPECT(Fs_SetAttr(ID_PROGRAM, FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), SUCCESS);
	EQUAL(runProgram(0, ID_PROGRAM), FS_NO_ACCESS);
	EQUAL(runProgram(10, ID_PROGRAM), 0);
	EQUAL(runProgram(0, "."), FS_WRONG_TYPE);
	EQUAL(runProgram(0, "/dev/null"), FS_WRONG_TYPE);
	EQUAL(runProgram(0, "nowhere"), FS_FILE_NOT_FOUND);
}

/* A script that makes a file shows by its owner with whose rights it ran. */
static void setIdTests(void)
{
	Fs_Attributes attributes;

	makeFile("script", "#!/sprite/cmds/sh\n/sprite/cmds/touch $0.made\n", 0755);
	attributes.permissions = 04755;
	EXPECT(Fs_SetAttr("script", FS_ATTRIB_FILE, &attributes, FS_SET_MODE), SUCCESS);
	EQUAL(runProgram(10, "./script"), 0);
	EXPECT(Fs_GetAttributes("script.made", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.uid, 0);
	/* Written once by anybody, it is an ordinary script again. */
	EXPECT(Fs_Remove("script.made"), SUCCESS);
	EXPECT(openStatus("script", FS_WRITE), SUCCESS);
	EXPECT(Fs_GetAttributes("script", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 0755);
	EQUAL(runProgram(10, "./script"), 0);
	EXPECT(Fs_GetAttributes("script.made", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.uid, 10);
}

void execTests(void)
{
	busyTests();
	rightTests();
	setIdTests();
}
