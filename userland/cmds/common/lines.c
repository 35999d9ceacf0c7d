/*
 * Input by lines, straight from read(): a line may be as long as memory and
 * hold any byte. The buffer only grows when one line does not fit in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"

#define FIRST_BUFFER_BYTES 8192

void
openLines(struct lineReader *reader, int stream)
{
	memset(reader, 0, sizeof *reader);
	reader->stream = stream;
}

char *
nextLine(struct lineReader *reader, size_t *length)
{
	size_t scanned = 0; /* bytes of this line known to hold no newline */
	char *line, *newline;
	ssize_t got;

	for (;;) {
		line = reader->buffer + reader->start;
		newline = reader->end - reader->start == scanned ? NULL
		    : memchr(line + scanned, '\n', reader->end - reader->start - scanned);
		if (newline != NULL) {
			*length = newline - line;
			reader->start += *length + 1;
			return line;
		}
		scanned = reader->end - reader->start;
		if (reader->atEnd) {
			if (scanned == 0)
				return NULL;
			*length = scanned;
			reader->start = reader->end;
			reader->unterminated = 1;
			return line;
		}
		if (reader->start > 0 && scanned > 0)
			memmove(reader->buffer, line, scanned);
		reader->start = 0;
		reader->end = scanned;
		if (reader->end == reader->capacity) {
			reader->capacity = reader->capacity == 0 ? FIRST_BUFFER_BYTES : reader->capacity * 2;
			reader->buffer = reallocate(reader->buffer, reader->capacity);
		}
		got = read(reader->stream, reader->buffer + reader->end, reader->capacity - reader->end);
		if (got <= 0) {
			reader->atEnd = 1;
			if (got < 0)
				reader->failed = errno;
		} else {
			reader->end += got;
		}
	}
}

void
closeLines(struct lineReader *reader)
{
	free(reader->buffer);
	reader->buffer = NULL;
}

int
openOperand(const char *path)
{
	int stream;

	if (strcmp(path, "-") == 0)
		return 0;
	stream = open(path, O_RDONLY, 0);
	if (stream < 0)
		complainErrno(path);
	return stream;
}

void
closeOperand(int stream)
{
	if (stream != 0)
		close(stream);
}

void
eachOperand(char **operands, void (*act)(int stream, const char *name))
{
	if (*operands == NULL)
		act(0, "standard input");
	for (; *operands != NULL; operands++) {
		int stream = openOperand(*operands);

		if (stream < 0)
			continue;
		act(stream, stream == 0 ? "standard input" : *operands);
		closeOperand(stream);
	}
}

void
endLines(struct lineReader *reader, const char *name)
{
	if (reader->failed != 0)
		complain(name, strerror(reader->failed));
	closeLines(reader);
}

/* Of the one filter that a program is. */
static int (*filter)(const char *line, size_t length);

static void
filterStream(int stream, const char *name)
{
	struct lineReader reader;
	const char *line;
	size_t length;

	openLines(&reader, stream);
	while ((line = nextLine(&reader, &length)) != NULL)
		if (filter(line, length) && !reader.unterminated)
			putchar('\n');
	endLines(&reader, name);
}

void
filterLines(char **operands, int (*act)(const char *line, size_t length))
{
	filter = act;
	eachOperand(operands, filterStream);
}

char *
readFile(const char *path, size_t *count)
{
	int stream = openOperand(path);
	size_t capacity = FIRST_BUFFER_BYTES;
	char *bytes = allocate(capacity);
	ssize_t got;

	if (stream < 0)
		finish();
	*count = 0;
	while ((got = read(stream, bytes + *count, capacity - *count)) > 0) {
		*count += (size_t)got;
		if (*count == capacity)
			bytes = reallocate(bytes, capacity *= 2);
	}
	if (got < 0)
		dieErrno(path);
	closeOperand(stream);
	return bytes;
}

int
writeAll(int stream, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t done = write(stream, bytes, count);

		if (done < 0)
			return -1;
		bytes += done;
		count -= done;
	}
	return 0;
}
