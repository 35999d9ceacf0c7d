/*
 * Output. Bytes between buffer and next wait to be written. putc stores
 * without a call while writable > 0; line-buffered and unbuffered streams keep
 * it at 0, so that every byte passes here. An unbuffered stream (stderr)
 * collects one call's output and writes it at the call's end.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

static int writeOut(FILE *file)
{
	unsigned char *from = file->buffer;
	int left = (int)(file->next - file->buffer);

	file->next = file->buffer;
	file->writable = 0;
	while (left > 0) {
		int amount = write(file->stream, from, (size_t)left);

		if (amount <= 0) {
			file->flags |= __FAILED;
			return EOF;
		}
		from += amount;
		left -= amount;
	}
	return 0;
}

/* Room for putc's fast way: none where each byte must be looked at. */
static void makeRoom(FILE *file)
{
	if (file->flags & (__LINES | __UNBUFFERED))
		file->writable = 0;
	else
		file->writable = (int)(file->buffer + file->bufferBytes - file->next);
}

static void flushAll(void)
{
	FILE *file;

	fflush(stdout);
	for (file = __files; file != 0; file = file->link)
		fflush(file);
}

/* Only standard output is asked whether it is a terminal; that must not disturb errno. */
static void chooseBuffering(FILE *file)
{
	int error = errno;

	if (file->stream == 1 && isatty(1))
		file->flags |= __LINES;
	file->flags |= __ASKED;
	errno = error;
}

int __prepareWrite(FILE *file)
{
	if (file->flags & __WRITING)
		return 0;
	if (!(file->flags & __WRITE)) {
		file->flags |= __FAILED;
		errno = EBADF;
		return -1;
	}
	if (file->buffer == 0) {
		file->buffer = malloc(BUFSIZ);
		if (file->buffer == 0) {
			file->flags |= __FAILED;
			return -1;
		}
		file->bufferBytes = BUFSIZ;
		file->flags |= __OWNBUFFER;
	}
	if (!(file->flags & __ASKED))
		chooseBuffering(file);
	/* A stream for both: what was read ahead is given back first. */
	__dropInput(file);
	file->next = file->buffer;
	file->flags |= __WRITING;
	file->flags &= (unsigned short)~__ATEND;
	__flushAtExit = flushAll;
	return 0;
}

int __put(FILE *file, const char *bytes, size_t count)
{
	int newline = 0;

	if (__prepareWrite(file) < 0)
		return EOF;
	if (file->flags & __LINES)
		newline = memchr(bytes, '\n', count) != 0;
	while (count > 0) {
		size_t room = (size_t)(file->buffer + file->bufferBytes - file->next);

		if (room == 0) {
			if (writeOut(file) < 0)
				return EOF;
			continue;
		}
		if (room > count)
			room = count;
		memcpy(file->next, bytes, room);
		file->next += room;
		bytes += room;
		count -= room;
	}
	if (newline && writeOut(file) < 0)
		return EOF;
	makeRoom(file);
	return 0;
}

int __endBurst(FILE *file)
{
	return file->flags & __UNBUFFERED ? writeOut(file) : 0;
}

int __spillBuffer(int c, FILE *file)
{
	char byte = (char)c;

	if (__put(file, &byte, 1) < 0 || __endBurst(file) < 0)
		return EOF;
	return (unsigned char)byte;
}

int(putc)(int c, FILE *file)
{
	return putc(c, file);
}

int fputc(int c, FILE *file)
{
	return putc(c, file);
}

int(putchar)(int c)
{
	return putc(c, stdout);
}

int fputs(const char *text, FILE *file)
{
	if (__put(file, text, strlen(text)) < 0 || __endBurst(file) < 0)
		return EOF;
	return 0;
}

int puts(const char *text)
{
	if (__put(stdout, text, strlen(text)) < 0)
		return EOF;
	return putchar('\n') == EOF ? EOF : 0;
}

size_t fwrite(const void *data, size_t size, size_t count, FILE *file)
{
	if (size == 0 || count == 0)
		return 0;
	if (__put(file, data, size * count) < 0 || __endBurst(file) < 0)
		return 0;
	return count;
}

int putw(int word, FILE *file)
{
	return fwrite(&word, sizeof word, 1, file) == 1 ? 0 : EOF;
}

/* All streams for a null pointer. */
int fflush(FILE *file)
{
	if (file == 0) {
		flushAll();
		return 0;
	}
	if (!(file->flags & __WRITING))
		return 0;
	if (writeOut(file) < 0)
		return EOF;
	makeRoom(file);
	return 0;
}
