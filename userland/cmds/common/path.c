/*
 * Path names.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"
#ifdef S_IFRLNK
#include <compat.h>
#include <fs.h>
#endif

char *
joinPath(const char *directory, const char *name)
{
	size_t length = strlen(directory);
	char *path = allocate(length + strlen(name) + 2);

	memcpy(path, directory, length);
	if (length > 0 && path[length - 1] != '/')
		path[length++] = '/';
	strcpy(path + length, name);
	return path;
}

const char *
lastComponent(const char *path)
{
	const char *last = path, *p;

	for (p = path; *p != '\0'; p++)
		if (p[0] == '/' && p[1] != '/' && p[1] != '\0')
			last = p + 1;
	return last;
}

char *
pathInto(const char *directory, const char *source)
{
	char *path = joinPath(directory, lastComponent(source));
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	return path;
}

int
isDirectory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

void
eachTarget(int count, char **operands, void (*act)(const char *from, const char *to))
{
	const char *last = operands[count - 1];
	int into = isDirectory(last), i;

	if (!into && count > 2)
		die(last, "is not a directory");
	for (i = 0; i < count - 1; i++) {
		char *to = into ? pathInto(last, operands[i]) : copyString(last);

		act(operands[i], to);
		free(to);
	}
}

int
sameFile(const struct stat *one, const struct stat *other)
{
	return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

char *
linkText(const char *path)
{
	size_t capacity = 128;
	char *text = allocate(capacity);

	for (;;) {
		ssize_t length = readlink(path, text, capacity);

		if (length < 0) {
			int why = errno;

			free(text);
			errno = why;
			return NULL;
		}
		if ((size_t)length < capacity) {
			text[length] = '\0';
			return text;
		}
		text = reallocate(text, capacity *= 2);
	}
}

int
makeLink(const char *text, const char *path, int remote)
{
#ifdef S_IFRLNK
	if (remote) {
		ReturnStatus status = Fs_SymLink(text, path, TRUE);

		errno = Compat_MapCode(status);
		return status == SUCCESS ? 0 : -1;
	}
#else
	(void)remote;
#endif
	return symlink(text, path);
}
