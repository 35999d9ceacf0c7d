/*
 * Input. Bytes at next, `readable` of them, are still to be read. What is
 * pushed back at the very start of the buffer goes to a small place of its
 * own and is read first.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

/* Gets more bytes; 0, or EOF. */
static int refill(FILE *file)
{
	int amount;

	if (!(file->flags & __READ)) {
		file->flags |= __FAILED;
		errno = EBADF;
		return EOF;
	}
	if (file->pushedBack > 0) { /* those are used up: back to the buffer */
		file->pushedBack = 0;
		file->next = file->savedNext;
		file->readable = file->savedReadable;
		if (file->readable > 0)
			return 0;
	}
	if (file->flags & __STRING)
		return EOF;
	if (file->flags & __WRITING) {
		fflush(file);
		file->flags &= (unsigned short)~__WRITING;
		file->writable = 0;
	}
	if (file->buffer == 0) {
		file->buffer = malloc(BUFSIZ);
		if (file->buffer == 0) {
			file->flags |= __FAILED;
			return EOF;
		}
		file->bufferBytes = BUFSIZ;
		file->flags |= __OWNBUFFER;
	}
	/* A question that ends without newline must be seen before the answer is read. */
	if (stdout->flags & __LINES)
		fflush(stdout);
	amount = read(file->stream, file->buffer, file->flags & __UNBUFFERED ? 1 : (size_t)file->bufferBytes);
	file->next = file->buffer;
	file->readable = amount > 0 ? amount : 0;
	if (amount <= 0) {
		file->flags |= amount < 0 ? __FAILED : __ATEND;
		return EOF;
	}
	file->flags &= (unsigned short)~__ATEND;
	return 0;
}

int __fillBuffer(FILE *file)
{
	if (refill(file) < 0)
		return EOF;
	file->readable--;
	return *file->next++;
}

int(getc)(FILE *file)
{
	return getc(file);
}

int fgetc(FILE *file)
{
	return getc(file);
}

int(getchar)(void)
{
	return getc(stdin);
}

int ungetc(int c, FILE *file)
{
	if (c == EOF)
		return EOF;
	if (file->pushedBack == 0 && file->buffer != 0 && file->next > file->buffer && !(file->flags & __STRING)) {
		*--file->next = (unsigned char)c;
	} else if (file->pushedBack == 0 && (file->flags & __STRING) && file->next > file->buffer &&
		   file->next[-1] == (unsigned char)c) {
		file->next--;
	} else {
		if (file->pushedBack == sizeof file->back)
			return EOF;
		if (file->pushedBack == 0) {
			file->savedNext = file->next;
			file->savedReadable = file->readable;
			file->next = file->back + sizeof file->back;
			file->readable = 0;
		}
		file->pushedBack++;
		*--file->next = (unsigned char)c;
	}
	file->readable++;
	file->flags &= (unsigned short)~__ATEND;
	return (unsigned char)c;
}

char *fgets(char *to, int size, FILE *file)
{
	char *at = to;

	if (size < 1)
		return 0;
	while (at < to + size - 1) {
		size_t room = (size_t)(to + size - 1 - at);
		unsigned char *newline;

		if (file->readable <= 0 && refill(file) < 0)
			break;
		if (room > (size_t)file->readable)
			room = (size_t)file->readable;
		newline = memchr(file->next, '\n', room);
		if (newline != 0)
			room = (size_t)(newline - file->next) + 1;
		memcpy(at, file->next, room);
		at += room;
		file->next += room;
		file->readable -= (int)room;
		if (newline != 0)
			break;
	}
	if (at == to || ferror(file))
		return 0;
	*at = 0;
	return to;
}

char *gets(char *to)
{
	char *at = to;
	int c;

	while ((c = getchar()) != EOF && c != '\n')
		*at++ = (char)c;
	*at = 0;
	return c == EOF && at == to ? 0 : to;
}

/* A whole line in a buffer that grows. */
ssize_t getline(char **line, size_t *size, FILE *file)
{
	size_t length = 0;
	int c;

	do {
		c = getc(file);
		if (*line == 0 || length + 2 > *size) {
			size_t larger = *line == 0 || *size < 64 ? 128 : *size * 2;
			char *moved = realloc(*line, larger);

			if (moved == 0)
				return -1;
			*line = moved;
			*size = larger;
		}
		if (c != EOF)
			(*line)[length++] = (char)c;
	} while (c != EOF && c != '\n');
	if (length == 0)
		return -1;
	(*line)[length] = 0;
	return (ssize_t)length;
}

size_t fread(void *to, size_t size, size_t count, FILE *file)
{
	unsigned char *at = to;
	size_t left = size * count;

	if (left == 0)
		return 0;
	while (left > 0) {
		size_t amount = left;

		if (file->readable <= 0 && refill(file) < 0)
			break;
		if (amount > (size_t)file->readable)
			amount = (size_t)file->readable;
		memcpy(at, file->next, amount);
		at += amount;
		file->next += amount;
		file->readable -= (int)amount;
		left -= amount;
	}
	return (size * count - left) / size;
}

int getw(FILE *file)
{
	int word;

	return fread(&word, sizeof word, 1, file) == 1 ? word : EOF;
}
