/* Streams of every kind: offsets that processes share, pipes, locks, directories, devices. */
#include <fs.h>
#include "migtest.h"

static void put(int stream, const char *text)
{
	need("write", write(stream, text, strlen(text)));
}

static void showAll(int stream)
{
	static char text[8192];
	long count, total = 0;

	need("lseek", lseek(stream, 0, SEEK_SET));
	while ((count = need("read", read(stream, text + total, sizeof text - 1 - (size_t)total))) > 0)
		total += count;
	text[total] = '\0';
	printf("%ld bytes: %s\n", total, text);
}

/* Parent and child write by turns to one stream; each finds the other's end. */
void offsetTest(void)
{
	int stream = scratch("offset"), turn;

	for (turn = 0; turn < 3; turn++) {
		pid_t child;

		put(stream, "parent ");
		child = forkOrDie();
		if (child == 0) {
			passTime(2);
			put(stream, "child ");
			printf("child at %ld\n", (long)lseek(stream, 0, SEEK_CUR));
			exit(turn);
		}
		showEnd("child", child, 0);
		printf("parent at %ld\n", (long)lseek(stream, 0, SEEK_CUR));
		passTime(2);
	}
	showAll(stream);
	if (forkOrDie() == 0) {
		lseek(stream, 7, SEEK_SET);
		exit(0);
	}
	showEnd("seeker", -1, 0);
	printf("sought to %ld, from the end %ld\n", (long)lseek(stream, 0, SEEK_CUR), (long)lseek(stream, -3, SEEK_END));
}

static void pump(int to, int count)
{
	char block[700];
	int i;

	for (i = 0; i < count; i++) {
		memset(block, 'a' + i % 26, sizeof block);
		need("write", write(to, block, sizeof block));
	}
}

static void drain(int from, const char *who)
{
	static char bytes[64000];
	long count, total = 0;

	while ((count = need("read", read(from, bytes + total, 900))) > 0)
		total += count;
	printf("%s: %ld bytes, sum %x\n", who, total, checksum(bytes, (size_t)total));
}

/* More goes through than a pipe holds; then both ends in one hand; then one without a reader. */
void pipeTest(void)
{
	int ends[2], append = IOC_APPEND;
	char text[20];
	pid_t child;

	need("pipe", pipe(ends));
	child = forkOrDie();
	if (child == 0) {
		close(ends[0]);
		pump(ends[1], 60);
		exit(7);
	}
	close(ends[1]);
	drain(ends[0], "through the pipe");
	showEnd("writer", child, 0);
	close(ends[0]);
	need("pipe", pipe(ends));
	put(ends[1], "kept in the pipe");
	passTime(6);
	printf("not appending: %x\n", Fs_IOControl(ends[1], IOC_CLEAR_BITS, sizeof append, &append, 0, NULL));
	text[need("read", read(ends[0], text, sizeof text - 1))] = '\0';
	printf("%s\n", text);
	child = forkOrDie();
	if (child == 0) {
		close(ends[0]);
		passTime(10);
		pump(ends[1], 20);
		exit(0);
	}
	close(ends[0]);
	showEnd("writer without a reader", child, 0);
}

void lockTest(void)
{
	int stream = scratch("lock"), ends[2];
	char tried;
	pid_t child;

	need("pipe", pipe(ends));
	need("flock", flock(stream, LOCK_EX));
	passTime(4);
	child = forkOrDie();
	if (child == 0) {
		char path[64];
		int other;

		sprintf(path, "/tmp/migtest.lock.%x", (unsigned)getppid());
		other = (int)need(path, open(path, O_RDWR));
		printf("child: %d\n", flock(other, LOCK_EX | LOCK_NB));
		fflush(stdout);
		put(ends[1], "x");
		need("flock", flock(other, LOCK_SH));
		printf("child: has it, file %s\n", lseek(other, 0, SEEK_END) == 5 ? "written" : "empty");
		passTime(3);
		exit(0);
	}
	/* Wherever the child is, it has tried once before the lock is given up, and most likely waits. */
	need("read", read(ends[0], &tried, 1));
	sleep(2);
	put(stream, "first");
	need("unlock", flock(stream, LOCK_UN));
	showEnd("child", child, 0);
	printf("again: %d\n", flock(stream, LOCK_EX | LOCK_NB));
}

void appendTest(void)
{
	int first = scratch("append"), second, i;
	char path[64];

	sprintf(path, "/tmp/migtest.append.%x", (unsigned)getpid());
	second = (int)need(path, open(path, O_WRONLY | O_APPEND));
	for (i = 0; i < 4; i++) {
		put(second, "end ");
		passTime(1);
		need("lseek", lseek(first, 2 * i, SEEK_SET));
		put(first, "XY");
	}
	showAll(first);
	need("truncate", ftruncate(first, 6));
	put(second, "tail");
	showAll(first);
	unlink(path);
	passTime(3);
	put(first, " removed and still there");
	showAll(first);
}

void directoryTest(void)
{
	char name[64], where[256];
	int i;

	sprintf(name, "/tmp/migtest.d.%x", (unsigned)getpid());
	need("mkdir", mkdir(name, 0755));
	need("chdir", chdir(name));
	for (i = 0; i < 5; i++) {
		sprintf(name, "f%d", i);
		close((int)need(name, open(name, O_WRONLY | O_CREAT, 0600)));
		passTime(1);
	}
	need("mkdir", mkdir("inner", 0700));
	need("chdir", chdir("inner"));
	passTime(2);
	printf("above: %d, here: %d\n", access("../f4", F_OK), access("f4", F_OK));
	getcwd(where, sizeof where);
	printf("%s\n", strrchr(where, '/'));
	need("chdir", chdir(".."));
	need("rmdir", rmdir("inner"));
	for (i = 0; i < 5; i++) {
		sprintf(name, "f%d", i);
		need(name, unlink(name));
	}
	printf("left: %d\n", access("f0", F_OK));
}

void deviceTest(void)
{
	int nothing = (int)need("/dev/null", open("/dev/null", O_RDWR));
	char byte;
	int i;

	for (i = 0; i < 5; i++) {
		printf("null: wrote %d, read %d\n", (int)write(nothing, "abc", 3), (int)read(nothing, &byte, 1));
		passTime(1);
	}
	printf("output is a terminal: %d\n", isatty(1));
}
