/*
 * storm: a workload that says what must outlive a crash.
 *
 *   storm work directory name rounds   write, synchronize and remove files
 *   storm check directory name size    is the file what `work` made of it?
 *
 * Work prints a line "kept file size" once the file is synchronized, a line
 * "gone file" before it removes one, a line "logged text" once that line of the
 * directory's file `log`, which all workers append to under a lock, is
 * synchronized, and "bad ..." for bytes that are not what was written. The
 * bytes of a file follow from its name, so that anybody can check them.
 * An operation that fails is named and the round is given up.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

enum { MOST_BYTES = 24000, BEHIND = 6 };

static char bytes[MOST_BYTES], found[MOST_BYTES];

static unsigned seedOf(const char *name)
{
	unsigned seed = 2166136261u;

	while (*name != '\0')
		seed = (seed ^ *name++) * 16777619u;
	return seed | 1;
}

static void fill(const char *name, int size)
{
	unsigned state = seedOf(name);
	int i;

	for (i = 0; i < size; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		bytes[i] = state >> 11;
	}
}

static int sizeOf(const char *name)
{
	return 1 + seedOf(name) / 7 % MOST_BYTES;
}

static int failed(const char *what, const char *name)
{
	printf("failed %s %s: %s\n", what, name, strerror(errno));
	return -1;
}

/* In pieces of different sizes, so that blocks are written and changed. */
static int writeAll(int file, int size)
{
	int done, count;

	for (done = 0; done < size; done += count) {
		int piece = 1 + (done * 7 + 3000) % 5000;

		count = write(file, bytes + done, piece < size - done ? piece : size - done);
		if (count <= 0)
			return -1;
	}
	return 0;
}

static int make(const char *name)
{
	int size = sizeOf(name), file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (file < 0)
		return failed("open", name);
	fill(name, size);
	if (writeAll(file, size) < 0 || fsync(file) < 0) {
		failed("write", name);
		close(file);
		return -1;
	}
	if (close(file) < 0)
		return failed("close", name);
	printf("kept %s %d\n", name, size);
	return 0;
}

/* -1 when the bytes are others, 0 when they are right. */
static int check(const char *name, int size)
{
	int count = 0, got, file = open(name, O_RDONLY);

	if (file < 0)
		return failed("open", name);
	while (count < MOST_BYTES && (got = read(file, found + count, MOST_BYTES - count)) > 0)
		count += got;
	if (got < 0)
		failed("read", name);
	close(file);
	fill(name, size);
	if (count == size && memcmp(bytes, found, size) == 0)
		return 0;
	for (got = 0; got < count && got < size && bytes[got] == found[got];)
		got++;
	printf("bad %s: %d of %d bytes, wrong from %d\n", name, count, size, got);
	return -1;
}

static void appendToLog(const char *line)
{
	int file = open("log", O_WRONLY | O_APPEND | O_CREAT, 0666), length = strlen(line);

	if (file < 0) {
		failed("open", "log");
		return;
	}
	if (flock(file, LOCK_EX) < 0)
		failed("lock", "log");
	else if (write(file, line, length) != length || fsync(file) < 0)
		failed("write", "log");
	else
		printf("logged %s", line);
	flock(file, LOCK_UN);
	close(file);
}

static void work(const char *worker, int rounds)
{
	char name[80], old[80];
	int i, size;

	for (i = 0; i < rounds; i++) {
		sprintf(name, "%s.%d", worker, i);
		make(name);
		appendToLog(strcat(strcpy(old, name), "\n"));
		if (i < BEHIND)
			continue;
		sprintf(name, "%s.%d", worker, i - BEHIND);
		size = sizeOf(name);
		if (access(name, 0) == 0)
			check(name, size);
		if (i % 2 == 0)
			continue;
		printf("gone %s\n", name);
		if (unlink(name) < 0)
			failed("unlink", name);
	}
}

int main(int argc, char **argv)
{
	setlinebuf(stdout);
	if (argc == 5 && strcmp(argv[1], "work") == 0 && chdir(argv[2]) == 0)
		work(argv[3], atoi(argv[4]));
	else if (argc == 5 && strcmp(argv[1], "check") == 0 && chdir(argv[2]) == 0)
		return check(argv[3], atoi(argv[4])) < 0;
	else
		return 2;
	return 0;
}
