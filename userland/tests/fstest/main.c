/* fstest [NAME ...]: the groups of this name, or all. To be run by root in an empty directory. */
#include "fstest.h"

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "names", nameTests },     { "permissions", permissionTests }, { "attributes", attributeTests },
	{ "streams", streamTests }, { "vectors", vectorTests },         { "removed", removedTests },
	{ "controls", controlTests }, { "locks", lockTests },           { "select", selectTests },
	{ "pipes", pipeTests },     { "exec", execTests },              { "command", commandTests },
};

static int checks, failures;

void expectStatus(const char *file, int line, const char *what, ReturnStatus found, ReturnStatus expected)
{
	checks++;
	if (found == expected)
		return;
	failures++;
	printf("%s:%d: %s: %x, not %x\n", file, line, what, found, expected);
	fflush(stdout);
}

void expectValue(const char *file, int line, const char *what, int found, int expected)
{
	checks++;
	if (found == expected)
		return;
	failures++;
	printf("%s:%d: %s: %d, not %d\n", file, line, what, found, expected);
	fflush(stdout);
}

static Proc_PID forkOrDie(void)
{
	Proc_PID pid;
	ReturnStatus status;

	fflush(stdout);
	status = Proc_Fork(FALSE, &pid);
	if (status == PROC_CHILD_PROC)
		return 0;
	if (status != SUCCESS) {
		printf("fork: %x\n", status);
		exit(1);
	}
	return pid;
}

static int childStatus(void)
{
	int reason, status;

	if (Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, &reason, &status, NULL, NULL) != SUCCESS || reason != PROC_TERM_EXITED)
		return -1;
	return status;
}

void as(int user, void (*run)(void))
{
	int status;

	if (forkOrDie() == 0) {
		failures = 0;
		Proc_SetIDs(user, user);
		run();
		fflush(stdout);
		_exit(failures);
	}
	status = childStatus();
	if (status != 0)
		failures++;
}

int runProgram(int user, const char *path)
{
	char *arguments[2] = { (char *)path, NULL };

	if (forkOrDie() == 0) {
		Proc_SetIDs(user, user);
		_exit(Proc_ExecEnv(path, arguments, arguments + 1, FALSE));
	}
	return childStatus();
}

void makeFile(const char *path, const char *text, int permissions)
{
	int id, amount;

	if (Fs_Open(path, FS_WRITE | FS_CREATE | FS_TRUNC, permissions, &id) != SUCCESS) {
		printf("%s cannot be made\n", path);
		exit(1);
	}
	Fs_Write(id, strlen(text), text, &amount);
	Fs_Close(id);
}

int openOrDie(const char *path, int useFlags)
{
	int id;
	ReturnStatus status = Fs_Open(path, useFlags, 0666, &id);

	if (status != SUCCESS) {
		printf("%s cannot be opened: %x\n", path, status);
		exit(1);
	}
	return id;
}

ReturnStatus openStatus(const char *path, int useFlags)
{
	int id;
	ReturnStatus status = Fs_Open(path, useFlags, 0666, &id);

	if (status == SUCCESS)
		Fs_Close(id);
	return status;
}

int sizeOf(const char *path)
{
	Fs_Attributes attributes;

	return Fs_GetAttributes(path, FS_ATTRIB_FILE, &attributes) == SUCCESS ? attributes.size : -1;
}

char *longName(int length)
{
	static char name[2000];

	memset(name, 'n', length);
	name[length] = '\0';
	return name;
}

static Boolean isWanted(int argc, char **argv, const char *name)
{
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], name) == 0)
			return TRUE;
	}
	return argc == 1;
}

int main(int argc, char **argv)
{
	unsigned i;
	int old;

	Fs_SetDefPerm(0777, &old);

	for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
		if (isWanted(argc, argv, groups[i].name))
			groups[i].run();
	}
	if (failures == 0)
		printf("%s\n", checks > 0 ? "all as expected" : "no such group");
	return failures != 0;
}
