/*
 * Reading and writing: files, and with ! commands.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "editor.h"

char *fileName;

static void
sayCount(unsigned long bytes)
{
	if (!silent)
		printf("%lu\n", bytes);
}

int
readFileInto(const char *name, long after)
{
	FILE *pipe;
	int stream;
	struct lineReader reader;
	unsigned long bytes = 0;
	const char *line;
	size_t length;

	if (*name != '!' && isDirectory(name))
		return fileFailure(name, strerror(EISDIR));
	pipe = *name == '!' ? popen(name + 1, "r") : NULL;
	stream = *name != '!' ? open(name, O_RDONLY, 0) : pipe == NULL ? -1 : fileno(pipe);
	if (stream < 0)
		return fileFailure(name, strerror(errno));
	openLines(&reader, stream);
	while ((line = nextLine(&reader, &length)) != NULL) {
		insertLine(after++, line, length);
		bytes += length + 1;
	}
	if (reader.unterminated && !silent)
		puts("Newline appended");
	if (reader.failed != 0)
		fileFailure(name, strerror(reader.failed));
	closeLines(&reader);
	if (pipe != NULL)
		pclose(pipe);
	else
		close(stream);
	current = after;
	sayCount(bytes);
	return 1;
}

int
writeFile(const char *name, long from, long to, int append)
{
	FILE *file = *name == '!' ? popen(name + 1, "w") : fopen(name, append ? "a" : "w");
	unsigned long bytes = 0;
	int failed;

	if (file == NULL)
		return fileFailure(name, strerror(errno));
	for (; from > 0 && from <= to; from++) {
		const struct text *text = &lineAt(from)->text;

		fwrite(text->bytes == NULL ? "" : text->bytes, 1, text->length, file);
		putc('\n', file);
		bytes += text->length + 1;
	}
	failed = ferror(file);
	failed |= (*name == '!' ? pclose(file) < 0 : fclose(file) != 0);
	if (failed)
		return fileFailure(name, strerror(errno));
	sayCount(bytes);
	return 1;
}
