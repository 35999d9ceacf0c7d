/*
 * fulltest NAME ...: use something up, see what is said, and that all is as
 * before when it has been given back. Prints a line for each surprise. To be
 * run by root in an empty directory; "disk" and "descriptors" want a small disk.
 */
#include <fs.h>
#include <proc.h>
#include <sig.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>

static int failures;

#define EXPECT(call, expected) expect(__LINE__, #call, (call), (expected))

static void expect(int line, const char *what, int found, int expected)
{
	if (found == expected)
		return;
	printf("%d: %s: %x, not %x\n", line, what, found, expected);
	fflush(stdout);
	failures++;
}

/* Of the domain of "/", when everything given up has been reclaimed. */
static Fs_DomainInfo freeSpace(void)
{
	Fs_Prefix prefix;

	Sys_Shutdown(SYS_WRITE_BACK, NULL);
	EXPECT(Sys_Stats(SYS_FS_PREFIX_STATS, 0, &prefix), SUCCESS);
	return prefix.domainInfo;
}

static int openOrDie(const char *path, int useFlags)
{
	int id;
	ReturnStatus status = Fs_Open(path, useFlags, 0666, &id);

	if (status != SUCCESS) {
		printf("%s: %x\n", path, status);
		exit(1);
	}
	return id;
}

/* Every block of a file says where it is and which file's it is. */
static void stamp(char *block, int file, int index)
{
	int i;

	for (i = 0; i < FS_BLOCK_SIZE; i += sizeof(int) * 2) {
		((int *)(block + i))[0] = file;
		((int *)(block + i))[1] = index;
	}
}

/* Write stamped blocks until there is no more room; how many there were. */
static int fill(int id, int file, int most)
{
	static char block[FS_BLOCK_SIZE];
	int amount, index;

	for (index = 0; index < most; index++) {
		ReturnStatus status;

		stamp(block, file, index);
		status = Fs_RawWrite(id, sizeof block, block, &amount);
		if (status == SUCCESS)
			continue;
		EXPECT(status, FS_NO_DISK_SPACE);
		EXPECT(amount, 0);
		break;
	}
	return index;
}

static void check(const char *path, int file, int count)
{
	static char block[FS_BLOCK_SIZE], wanted[FS_BLOCK_SIZE];
	int id = openOrDie(path, FS_READ), amount, index;

	for (index = 0; index < count; index++) {
		stamp(wanted, file, index);
		EXPECT(Fs_RawRead(id, sizeof block, block, &amount), SUCCESS);
		EXPECT(amount, FS_BLOCK_SIZE);
		if (memcmp(block, wanted, sizeof block) != 0) {
			expect(__LINE__, path, index, -1);
			break;
		}
	}
	EXPECT(Fs_RawRead(id, sizeof block, block, &amount), SUCCESS);
	EXPECT(amount, 0);
	Fs_Close(id);
}

static int sizeOf(const char *path)
{
	Fs_Attributes attributes;
	ReturnStatus status = Fs_GetAttributes(path, FS_ATTRIB_LINK, &attributes);

	return status == SUCCESS ? attributes.size : -status;
}

/* What cannot be made leaves no name behind. */
static void makeNothing(void)
{
	int id;

	EXPECT(Fs_MakeDir("newDir", 0777), FS_NO_DISK_SPACE);
	EXPECT(sizeOf("newDir"), -FS_FILE_NOT_FOUND);
	EXPECT(Fs_SymLink("somewhere", "newLink", FALSE), FS_NO_DISK_SPACE);
	EXPECT(sizeOf("newLink"), -FS_FILE_NOT_FOUND);
	/* A file without contents needs only its descriptor, and a place in the directory. */
	EXPECT(Fs_Open("newFile", FS_WRITE | FS_CREATE, 0666, &id), SUCCESS);
	Fs_Close(id);
	EXPECT(Fs_Remove("newFile"), SUCCESS);
}

static void diskTests(void)
{
	static char block[FS_BLOCK_SIZE];
	Fs_DomainInfo before, after;
	Ioc_RepositionArgs end = { IOC_BASE_EOF, 0 }, start = { IOC_BASE_ZERO, 0 };
	int big, small, count, amount, length;

	/* The directory itself gets its block now. */
	Fs_Close(openOrDie("f0", FS_WRITE | FS_CREATE));
	EXPECT(Fs_Remove("f0"), SUCCESS);
	before = freeSpace();
	small = openOrDie("small", FS_READ | FS_WRITE | FS_CREATE);
	EXPECT(fill(small, 1, 10), 10);
	big = openOrDie("big", FS_READ | FS_WRITE | FS_CREATE);
	count = fill(big, 2, 1 << 20);
	EXPECT(count > 30, TRUE);
	EXPECT(sizeOf("big"), count * FS_BLOCK_SIZE);
	/* The file with ten blocks would need a block of pointers too: neither is there. */
	EXPECT(Fs_RawWrite(small, 1, block, &amount), FS_NO_DISK_SPACE);
	EXPECT(sizeOf("small"), 10 * FS_BLOCK_SIZE);
	/* What has a place can be written. */
	EXPECT(Fs_RawIOControl(small, IOC_REPOSITION, sizeof start, &start, 0, NULL), SUCCESS);
	EXPECT(fill(small, 3, 10), 10);
	makeNothing();
	Sys_Shutdown(SYS_WRITE_BACK, NULL);
	check("small", 3, 10);
	check("big", 2, count);
	/* One block of room is not enough for the eleventh block of a file; two are, and no more. */
	length = (count - 1) * FS_BLOCK_SIZE;
	EXPECT(Fs_RawIOControl(big, IOC_TRUNCATE, 4, &length, 0, NULL), SUCCESS);
	EXPECT(Fs_RawIOControl(small, IOC_REPOSITION, sizeof end, &end, 0, NULL), SUCCESS);
	EXPECT(Fs_RawWrite(small, 1, block, &amount), FS_NO_DISK_SPACE);
	length -= FS_BLOCK_SIZE;
	EXPECT(Fs_RawIOControl(big, IOC_TRUNCATE, 4, &length, 0, NULL), SUCCESS);
	EXPECT(Fs_RawWrite(small, 1, block, &amount), SUCCESS);
	EXPECT(Fs_RawWrite(small, FS_BLOCK_SIZE, block, &amount), FS_NO_DISK_SPACE);
	/* What filled the last block has been written, and is told. */
	EXPECT(amount, FS_BLOCK_SIZE - 1);
	EXPECT(sizeOf("small"), 11 * FS_BLOCK_SIZE);
	check("big", 2, count - 2);
	EXPECT(Fs_Remove("big"), SUCCESS);
	/* Its blocks are there again with its last user. */
	EXPECT(Fs_MakeDir("newDir", 0777), FS_NO_DISK_SPACE);
	Fs_Close(big);
	EXPECT(Fs_MakeDir("newDir", 0777), SUCCESS);
	EXPECT(Fs_RemoveDir("newDir"), SUCCESS);
	Fs_Close(small);
	EXPECT(Fs_Remove("small"), SUCCESS);
	after = freeSpace();
	EXPECT(after.freeKbytes, before.freeKbytes);
	EXPECT(after.freeFileDesc, before.freeFileDesc);
}

/* Names in a directory of its own, until it cannot grow. */
static void directoryTests(void)
{
	Fs_DomainInfo before, after;
	int big, id, i, count;
	char name[80];

	before = freeSpace();
	EXPECT(Fs_MakeDir("dir", 0777), SUCCESS);
	big = openOrDie("big", FS_WRITE | FS_CREATE);
	fill(big, 2, 1 << 20);
	for (count = 0;; count++) {
		ReturnStatus status;

		sprintf(name, "dir/a-name-that-takes-some-room-of-its-directory-%d", count);
		status = Fs_Open(name, FS_WRITE | FS_CREATE, 0666, &id);
		if (status != SUCCESS) {
			EXPECT(status, FS_NO_DISK_SPACE);
			break;
		}
		Fs_Close(id);
	}
	EXPECT(count > 10, TRUE);
	EXPECT(sizeOf(name), -FS_FILE_NOT_FOUND);
	EXPECT(Fs_HardLink("big", name), FS_NO_DISK_SPACE);
	EXPECT(Fs_Rename("big", name), FS_NO_DISK_SPACE);
	EXPECT(sizeOf("big") > 0, TRUE);
	/* A name that goes makes room for another. */
	sprintf(name, "dir/a-name-that-takes-some-room-of-its-directory-%d", 5);
	EXPECT(Fs_Remove(name), SUCCESS);
	EXPECT(Fs_HardLink("big", "dir/link"), SUCCESS);
	EXPECT(Fs_Remove("dir/link"), SUCCESS);
	for (i = 0; i < count; i++) {
		sprintf(name, "dir/a-name-that-takes-some-room-of-its-directory-%d", i);
		EXPECT(Fs_Remove(name), i == 5 ? FS_FILE_NOT_FOUND : SUCCESS);
	}
	EXPECT(Fs_RemoveDir("dir"), SUCCESS);
	Fs_Close(big);
	EXPECT(Fs_Remove("big"), SUCCESS);
	after = freeSpace();
	EXPECT(after.freeKbytes, before.freeKbytes);
	EXPECT(after.freeFileDesc, before.freeFileDesc);
}

static void descriptorTests(void)
{
	Fs_DomainInfo before = freeSpace(), after;
	int id, i, count;
	char name[16];

	EXPECT(Fs_MakeDir("many", 0777), SUCCESS);
	EXPECT(Fs_ChangeDir("many"), SUCCESS);
	for (count = 0; count < before.maxFileDesc; count++) {
		ReturnStatus status;

		sprintf(name, "%d", count);
		status = Fs_Open(name, FS_WRITE | FS_CREATE, 0666, &id);
		if (status != SUCCESS) {
			EXPECT(status, FS_NO_DISK_SPACE);
			break;
		}
		Fs_Close(id);
	}
	EXPECT(count, before.freeFileDesc - 1);
	EXPECT(Fs_MakeDir("d", 0777), FS_NO_DISK_SPACE);
	EXPECT(Fs_SymLink("x", "s", FALSE), FS_NO_DISK_SPACE);
	EXPECT(sizeOf("d"), -FS_FILE_NOT_FOUND);
	/* A second name needs none. */
	EXPECT(Fs_HardLink("0", "again"), SUCCESS);
	EXPECT(Fs_Remove("again"), SUCCESS);
	EXPECT(Fs_Remove("0"), SUCCESS);
	EXPECT(Fs_MakeDir("0", 0777), SUCCESS);
	for (i = 0; i < count; i++) {
		sprintf(name, "%d", i);
		EXPECT(Fs_Remove(name), SUCCESS);
	}
	EXPECT(Fs_ChangeDir(".."), SUCCESS);
	EXPECT(Fs_RemoveDir("many"), SUCCESS);
	after = freeSpace();
	EXPECT(after.freeKbytes, before.freeKbytes);
	EXPECT(after.freeFileDesc, before.freeFileDesc);
}

static void streamTests(void)
{
	int id, last = -1, ends[2], copy;
	char path[] = "file";

	Fs_Close(openOrDie(path, FS_WRITE | FS_CREATE));
	for (;;) {
		ReturnStatus status = Fs_Open(path, FS_READ, 0, &id);

		if (status != SUCCESS) {
			EXPECT(status, FS_NEW_ID_TOO_BIG);
			break;
		}
		last = id;
	}
	EXPECT(last, 1023);
	copy = -1;
	EXPECT(Fs_GetNewID(0, &copy), FS_NEW_ID_TOO_BIG);
	copy = 1024;
	EXPECT(Fs_GetNewID(0, &copy), FS_NEW_ID_TOO_BIG);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), FS_NEW_ID_TOO_BIG);
	/* One id is not enough for a pipe, and is not lost to the attempt. */
	Fs_Close(500);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), FS_NEW_ID_TOO_BIG);
	EXPECT(Fs_Open(path, FS_READ, 0, &id), SUCCESS);
	EXPECT(id, 500);
	/* A file that is not made for want of an id is made all the same: its name was first. */
	EXPECT(Fs_Open("other", FS_WRITE | FS_CREATE, 0666, &id), FS_NEW_ID_TOO_BIG);
	Fs_Close(501);
	Fs_Close(502);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	EXPECT(ends[0], 501);
	EXPECT(ends[1], 502);
	for (id = 3; id < 1024; id++)
		Fs_Close(id);
	EXPECT(Fs_Remove(path), SUCCESS);
	Fs_Remove("other");
}

/* More modified data than the cache can hold, while nothing is written back by itself. */
static void cacheTests(void)
{
	int blocks = 40, off = 1, id, count;

	EXPECT(Fs_Command(FS_LOWER_MAX_CACHE_SIZE, sizeof blocks, &blocks), SUCCESS);
	EXPECT(Fs_Command(FS_DISABLE_FLUSH, sizeof off, &off), SUCCESS);
	id = openOrDie("dirty", FS_WRITE | FS_CREATE);
	count = fill(id, 7, 200);
	EXPECT(count, 200);
	Fs_Close(id);
	check("dirty", 7, count);
	EXPECT(Fs_Remove("dirty"), SUCCESS);
	EXPECT(Fs_Command(FS_DISABLE_FLUSH, sizeof off, &off), SUCCESS);
}

/* As many children as there can be. They end when the pipe they read has no writer. */
static void processTests(void)
{
	Proc_PID pid, last = 0;
	ReturnStatus status;
	int ends[2], amount, count = 0;
	char byte;

	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	fflush(stdout);
	while ((status = Proc_Fork(FALSE, &pid)) == SUCCESS) {
		last = pid;
		count++;
	}
	if (status == PROC_CHILD_PROC) {
		Fs_Close(ends[1]);
		Fs_Read(ends[0], 1, &byte, &amount);
		_exit(0);
	}
	EXPECT(status, PROC_NO_SEGMENTS);
	EXPECT(count > 100, TRUE);
	EXPECT(Proc_Fork(FALSE, &pid), PROC_NO_SEGMENTS);
	/* When one has gone, there is room for one. */
	EXPECT(Sig_Send(SIG_KILL, last, FALSE), SUCCESS);
	EXPECT(Proc_Wait(1, &last, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, NULL), SUCCESS);
	status = Proc_Fork(FALSE, &pid);
	if (status == PROC_CHILD_PROC)
		_exit(0);
	EXPECT(status, SUCCESS);
	Fs_Close(ends[0]);
	Fs_Close(ends[1]);
	for (; count > 0; count--)
		EXPECT(Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, NULL), SUCCESS);
	EXPECT(Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, NULL, NULL, NULL, NULL), PROC_NO_CHILDREN);
}

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "disk", diskTests },       { "directory", directoryTests }, { "descriptors", descriptorTests },
	{ "streams", streamTests }, { "cache", cacheTests },         { "processes", processTests },
};

int main(int argc, char **argv)
{
	unsigned i;
	int group;

	for (group = 1; group < argc; group++) {
		for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
			if (strcmp(argv[group], groups[i].name) == 0)
				groups[i].run();
		}
	}
	printf(failures == 0 ? "as before\n" : "%d surprises\n", failures);
	return failures != 0;
}
