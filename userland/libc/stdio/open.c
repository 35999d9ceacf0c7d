/* Opening and closing. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

/* "r", "w", "a", each with "+" and a meaningless "b": flags of the FILE, and of open. 0: no such mode. */
int __modeFlags(const char *mode, int *openFlags)
{
	int both = strchr(mode, '+') != 0;

	switch (*mode) {
	case 'r':
		*openFlags = both ? O_RDWR : O_RDONLY;
		return both ? __READ | __WRITE : __READ;
	case 'w':
		*openFlags = (both ? O_RDWR : O_WRONLY) | O_CREAT | O_TRUNC;
		return both ? __READ | __WRITE : __WRITE;
	case 'a':
		*openFlags = (both ? O_RDWR : O_WRONLY) | O_CREAT | O_APPEND;
		return (both ? __READ | __WRITE : __WRITE) | __APPEND;
	default:
		errno = EINVAL;
		return 0;
	}
}

FILE *__newFile(int stream, int flags)
{
	FILE *file = calloc(1, sizeof *file);

	if (file == 0)
		return 0;
	file->stream = stream;
	file->flags = (unsigned short)flags;
	file->link = __files;
	__files = file;
	return file;
}

FILE *fdopen(int stream, const char *mode)
{
	int openFlags, flags = __modeFlags(mode, &openFlags);

	return flags == 0 ? 0 : __newFile(stream, flags);
}

FILE *fopen(const char *path, const char *mode)
{
	int openFlags, stream, flags = __modeFlags(mode, &openFlags);
	FILE *file;

	if (flags == 0)
		return 0;
	stream = open(path, openFlags, 0666);
	if (stream < 0)
		return 0;
	file = __newFile(stream, flags);
	if (file == 0)
		close(stream);
	return file;
}

static void forget(FILE *file)
{
	FILE **at = &__files;

	while (*at != 0 && *at != file)
		at = &(*at)->link;
	if (*at != 0)
		*at = file->link;
}

/* Writes what waits, closes the stream, and leaves the FILE without a buffer of its own. */
static int finish(FILE *file)
{
	int result = fflush(file);

	__dropInput(file);
	if (close(file->stream) < 0)
		result = EOF;
	if (file->flags & __OWNBUFFER) {
		free(file->buffer);
		file->buffer = 0;
	}
	file->next = file->buffer;
	file->readable = file->writable = 0;
	file->pushedBack = 0;
	return result;
}

int fclose(FILE *file)
{
	int result = finish(file), isStatic = file->flags & __STATIC;

	file->flags &= __STATIC;
	if (!isStatic) {
		forget(file);
		free(file);
	}
	return result;
}

/* The same stream id, if it can be had: the old one is closed first. */
FILE *freopen(const char *path, const char *mode, FILE *file)
{
	int openFlags, stream, wanted = file->stream, flags = __modeFlags(mode, &openFlags);
	int keep = file->flags & (__STATIC | (file == stderr ? __UNBUFFERED | __ASKED : 0));

	finish(file);
	if (flags == 0)
		return 0;
	stream = open(path, openFlags, 0666);
	if (stream < 0)
		return 0;
	if (stream != wanted && dup2(stream, wanted) == wanted) {
		close(stream);
		stream = wanted;
	}
	file->stream = stream;
	file->flags = (unsigned short)(flags | keep);
	return file;
}
