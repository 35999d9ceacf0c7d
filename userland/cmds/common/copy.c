/*
 * Copying a file or a tree. Inside a tree links are copied as links, and a
 * tree is never copied into itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include "common.h"

#define COPY_BYTES 8192

/* Owner first: changing it clears the set-id bits, which the mode restores. */
static int
preserve(const char *path, const struct stat *from)
{
	struct timeval times[2];
	mode_t mode = from->st_mode & 07777;

	memset(times, 0, sizeof times);
	times[0].tv_sec = from->st_atime;
	times[1].tv_sec = from->st_mtime;
	if (chown(path, from->st_uid, from->st_gid) != 0)
		mode &= ~(mode_t)(S_ISUID | S_ISGID);
	if (chmod(path, mode) == 0 && utimes(path, times) == 0)
		return 0;
	complainErrno(path);
	return -1;
}

/* Makes way for a new file or link at `to`. 1: go on, 0: the person said no. */
static int
mayReplace(const char *to, const struct copyRules *rules)
{
	return !rules->ask || confirm("overwrite ", to, "? ");
}

static int
copyBytes(int in, const char *from, int out, const char *to)
{
	static char buffer[COPY_BYTES];
	ssize_t got;

	while ((got = read(in, buffer, sizeof buffer)) > 0) {
		if (writeAll(out, buffer, got) != 0) {
			complainErrno(to);
			return -1;
		}
	}
	if (got == 0)
		return 0;
	complainErrno(from);
	return -1;
}

static int
copyContents(const char *from, const struct stat *status, const char *to, const struct copyRules *rules)
{
	int in = open(from, O_RDONLY, 0);
	int out, result;

	if (in < 0) {
		complainErrno(from);
		return -1;
	}
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, status->st_mode & 0777);
	if (out < 0 && rules->force && unlink(to) == 0)
		out = open(to, O_WRONLY | O_CREAT | O_TRUNC, status->st_mode & 0777);
	if (out < 0) {
		complainErrno(to);
		close(in);
		return -1;
	}
	result = copyBytes(in, from, out, to);
	close(in);
	if (close(out) != 0 && result == 0) {
		complainErrno(to);
		result = -1;
	}
	return result == 0 && rules->preserve ? preserve(to, status) : result;
}

static int
copyLink(const char *from, const struct stat *status, const char *to, int targetExists)
{
	char *text = linkText(from);
	int result;

	if (text == NULL) {
		complainErrno(from);
		return -1;
	}
	if (targetExists)
		unlink(to);
	result = makeLink(text, to, (status->st_mode & S_IFMT) != S_IFLNK);
	if (result != 0)
		complainErrno(to);
	free(text);
	return result;
}

static int copyAny(const char *from, const char *to, const struct copyRules *rules, struct stat *top);

/* `top` is the directory made first: met again on the way, it lies in its own source. */
static int
copyDirectory(const char *from, const struct stat *status, const char *to, int targetExists,
    const struct copyRules *rules, struct stat *top)
{
	struct stat made;
	char **names;
	size_t count, i;
	int result = 0;

	if (!targetExists && mkdir(to, (status->st_mode & 0777) | 0700) != 0) {
		complainErrno(to);
		return -1;
	}
	if (stat(to, &made) != 0) {
		complainErrno(to);
		return -1;
	}
	if (top->st_ino == 0)
		*top = made;
	names = readNames(from, &count);
	if (names == NULL) {
		complainErrno(from);
		return -1;
	}
	for (i = 0; i < count; i++) {
		char *source = joinPath(from, names[i]);
		char *target = joinPath(to, names[i]);

		if (copyAny(source, target, rules, top) != 0)
			result = -1;
		free(source);
		free(target);
	}
	freeNames(names, count);
	if (rules->preserve)
		return preserve(to, status) != 0 ? -1 : result;
	/* Was made with the owner's bits added, so that it could be filled. */
	if (!targetExists && (status->st_mode & 0700) != 0700)
		chmod(to, made.st_mode & status->st_mode & 0777);
	return result;
}

static int
copyAny(const char *from, const char *to, const struct copyRules *rules, struct stat *top)
{
	struct stat status, target;
	int exists, isLink;

	if ((rules->recursive ? lstat : stat)(from, &status) != 0) {
		complainErrno(from);
		return -1;
	}
	isLink = IS_LINK(status.st_mode);
	exists = (isLink ? lstat : stat)(to, &target) == 0;
	if (exists && sameFile(&status, &target)) {
		complain(to, "is the file to be copied itself");
		return -1;
	}
	if (S_ISDIR(status.st_mode)) {
		if (!rules->recursive) {
			complain(from, "is a directory");
			return -1;
		}
		if (exists && !S_ISDIR(target.st_mode)) {
			complain(to, "is not a directory");
			return -1;
		}
		if (top->st_ino != 0 && sameFile(&status, top)) {
			complain(from, "a directory cannot be copied into itself");
			return -1;
		}
		return copyDirectory(from, &status, to, exists, rules, top);
	}
	if (exists && S_ISDIR(target.st_mode)) {
		complain(to, "is a directory");
		return -1;
	}
	if (exists && !mayReplace(to, rules))
		return 0;
	if (isLink)
		return copyLink(from, &status, to, exists);
	if (rules->recursive && !S_ISREG(status.st_mode)) {
		complain(from, "is no file, directory or link");
		return -1;
	}
	return copyContents(from, &status, to, rules);
}

int
copyTree(const char *from, const char *to, const struct copyRules *rules)
{
	struct stat top;

	top.st_ino = 0;
	return copyAny(from, to, rules, &top);
}
