/*
 * Listing and unpacking. Nothing is unpacked outside of where one is: leading
 * slashes go, and paths with .. in them are refused. Directories get their
 * modes and times at the end, when nothing more comes into them.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/time.h>
#include "tar.h"

#define TYPES "0123456"
#define MODES "-hlcbdp"

static struct entry *directories;
static size_t directoryCount, directoryCapacity;
static int *used; /* by operand */

/* Is the path one of the operands, or in one? */
static int
isWanted(const char *path, char **operands)
{
	size_t i;

	if (*operands == NULL)
		return 1;
	for (i = 0; operands[i] != NULL; i++) {
		size_t length = strlen(operands[i]);

		while (length > 1 && operands[i][length - 1] == '/')
			length--;
		if (strncmp(path, operands[i], length) == 0 && (path[length] == '\0' || path[length] == '/')) {
			used[i] = 1;
			return 1;
		}
	}
	return 0;
}

static void
show(const struct entry *entry)
{
	char mode[11], when[40];
	time_t modified = (time_t)entry->modified;
	const char *type = strchr(TYPES, entry->type);

	if (verbose) {
		modeText((mode_t)(entry->mode | S_IFREG), mode);
		mode[0] = type == NULL || *type == '\0' ? '?' : MODES[type - TYPES];
		strftime(when, sizeof when, "%Y-%m-%d %H:%M", localtime(&modified));
		printf("%s %s/%s %8ld %s ", mode, entry->user[0] != '\0' ? entry->user : userName((uid_t)entry->uid),
		    entry->group[0] != '\0' ? entry->group : groupName((gid_t)entry->gid), entry->size, when);
	}
	putText(entry->path);
	if (verbose && entry->type == '2')
		printf(" -> %s", entry->link);
	if (verbose && entry->type == '1')
		printf(" link to %s", entry->link);
	putchar('\n');
}

static void
setAttributes(const char *path, const struct entry *entry, mode_t mask)
{
	struct timeval times[2];

	if (geteuid() == 0 && keepModes && chown(path, (uid_t)entry->uid, (gid_t)entry->gid) != 0)
		complainErrno(path);
	chmod(path, (mode_t)(keepModes ? entry->mode : entry->mode & 0777 & ~(long)mask));
	memset(times, 0, sizeof times);
	times[0].tv_sec = times[1].tv_sec = entry->modified;
	if (keepTimes)
		utimes(path, times);
}

/* The directories above a path, as far as they are missing. */
static void
makeParents(const char *path)
{
	char *copy = copyString(path), *slash = copy;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(copy, 0777);
		*slash = '/';
	}
	free(copy);
}

static void
unpackFile(const char *path, const struct entry *entry, mode_t mask)
{
	char block[BLOCK_BYTES];
	long left = entry->size;
	int stream, failed = 0;

	unlink(path);
	stream = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (stream < 0) {
		complainErrno(path);
		skipBlocks(left);
		return;
	}
	for (; left > 0; left -= BLOCK_BYTES) {
		readBlock(block);
		if (!failed && writeAll(stream, block, left < BLOCK_BYTES ? (size_t)left : BLOCK_BYTES) != 0) {
			complainErrno(path);
			failed = 1;
		}
	}
	close(stream);
	setAttributes(path, entry, mask);
}

static void
makeDirectory(const char *path, const struct entry *entry)
{
	if (mkdir(path, 0700) != 0 && !(errno == EEXIST && isDirectory(path))) {
		complainErrno(path);
		return;
	}
	directories = growArray(directories, &directoryCapacity, directoryCount, sizeof *directories);
	directories[directoryCount] = *entry;
	memmove(directories[directoryCount++].path, path, strlen(path) + 1);
}

static int
isInside(const char *path)
{
	const char *p = path;

	while ((p = strstr(p, "..")) != NULL) {
		if ((p == path || p[-1] == '/') && (p[2] == '/' || p[2] == '\0'))
			return 0;
		p += 2;
	}
	return 1;
}

static void
unpack(struct entry *entry, mode_t mask)
{
	char *path = entry->path;
	size_t length;

	while (*path == '/')
		path++;
	length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	if (*path == '\0' || !isInside(path)) {
		complain(entry->path, "leads outside: left out");
		skipBlocks(entry->size);
		return;
	}
	if (verbose)
		puts(path);
	makeParents(path);
	switch (entry->type) {
	case '0': case '7': unpackFile(path, entry, mask); return;
	case '5': makeDirectory(path, entry); return;
	case '1':
	case '2':
		unlink(path);
		if ((entry->type == '1' ? link : symlink)(entry->link, path) != 0)
			complainErrno(path);
		return;
	default: complain(path, "is of a kind that cannot be unpacked"); return;
	}
}

static void
putFile(const struct entry *entry)
{
	char block[BLOCK_BYTES];
	long left;

	for (left = entry->size; left > 0; left -= BLOCK_BYTES) {
		readBlock(block);
		putBytes(block, left < BLOCK_BYTES ? (size_t)left : BLOCK_BYTES);
	}
}

enum action { LIST, EXTRACT, TO_OUTPUT };

static void
eachEntry(char **operands, enum action action)
{
	struct entry entry;
	mode_t mask = umask(022);
	size_t count = 0, i;
	int result;

	umask(mask);
	while (operands[count] != NULL)
		count++;
	used = allocate((count + 1) * sizeof *used);
	memset(used, 0, (count + 1) * sizeof *used);
	while ((result = readHeader(&entry)) > 0) {
		if (!isWanted(entry.path, operands)) {
			skipBlocks(entry.size);
		} else if (action == LIST) {
			show(&entry);
			skipBlocks(entry.size);
		} else if (action == TO_OUTPUT) {
			putFile(&entry);
		} else {
			unpack(&entry, mask);
		}
	}
	if (result < 0)
		die(archiveName, "is no tar archive, or damaged");
	while (directoryCount > 0) {
		directoryCount--;
		setAttributes(directories[directoryCount].path, &directories[directoryCount], mask);
	}
	for (i = 0; i < count; i++)
		if (!used[i])
			complain(operands[i], "is not in the archive");
}

void
listArchive(char **operands)
{
	eachEntry(operands, LIST);
}

void
extractArchive(char **operands, int toOutput)
{
	eachEntry(operands, toOutput ? TO_OUTPUT : EXTRACT);
}
