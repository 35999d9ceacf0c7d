/*
 * read: one line of standard input, split into variables. Nothing beyond the
 * line may be taken from the stream, so it is read byte by byte, except from a
 * plain file, where it can be put back.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

#define BLOCK_BYTES 128

struct line {
	struct text bytes;
	struct text quoted; /* for each byte: 1 after a backslash, else 0 */
};

struct source {
	char block[BLOCK_BYTES];
	size_t next, end, size;
};

static int
readChar(struct source *source)
{
	if (source->next == source->end) {
		long got = readInterruptibly(0, source->block, source->size);

		if (got <= 0)
			return got < 0 && errno != EINTR ? ERROR_STATUS - 100 : INPUT_END;
		source->next = 0;
		source->end = got;
	}
	return (unsigned char)source->block[source->next++];
}

/* False at the end of the input. */
static bool
readLine(struct line *line, bool raw)
{
	struct source source = { .next = 0, .end = 0, .size = 1 };
	struct stat attributes;
	int c;

	if (fstat(0, &attributes) == 0 && (attributes.st_mode & S_IFMT) == S_IFREG)
		source.size = BLOCK_BYTES;
	while ((c = readChar(&source)) >= 0 && c != '\n') {
		bool quoted = c == '\\' && !raw;

		if (quoted && (c = readChar(&source)) < 0)
			break;
		if (c == '\0' || (quoted && c == '\n'))
			continue;
		textAddChar(&line->bytes, c);
		textAddChar(&line->quoted, quoted);
	}
	if (source.next < source.end)
		lseek(0, (off_t)source.next - (off_t)source.end, SEEK_CUR);
	return c == '\n';
}

struct splitter {
	const struct line *line;
	const char *separators;
	size_t next;
};

static bool
isSeparator(const struct splitter *splitter, size_t i)
{
	const struct line *line = splitter->line;

	return i < line->bytes.length && !line->quoted.bytes[i] &&
	    strchr(splitter->separators, line->bytes.bytes[i]) != NULL;
}

static bool
isBlank(const struct splitter *splitter, size_t i)
{
	return isSeparator(splitter, i) && strchr(" \t\n", splitter->line->bytes.bytes[i]) != NULL;
}

static void
skipBlanks(struct splitter *splitter)
{
	while (isBlank(splitter, splitter->next))
		splitter->next++;
}

/* Passes a field and the separator after it; returns where the field ends. */
static size_t
passField(struct splitter *splitter)
{
	size_t end;

	while (splitter->next < splitter->line->bytes.length && !isSeparator(splitter, splitter->next))
		splitter->next++;
	end = splitter->next;
	skipBlanks(splitter);
	if (isSeparator(splitter, splitter->next)) {
		splitter->next++;
		skipBlanks(splitter);
	}
	return end;
}

int
readBuiltin(int argc, char **argv)
{
	bool raw = argc > 1 && strcmp(argv[1], "-r") == 0;
	int i = raw ? 2 : 1;
	struct line line = { { NULL, 0, 0 }, { NULL, 0, 0 } };
	const char *separators = getVariable("IFS");
	struct splitter splitter = { &line, separators == NULL ? " \t\n" : separators, 0 };
	int status;

	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	if (i >= argc)
		return builtinError("read: a variable is needed");
	status = readLine(&line, raw) ? 0 : 1;
	skipBlanks(&splitter);
	for (; i < argc; i++) {
		size_t start = splitter.next;
		size_t end = passField(&splitter);

		/* The last variable gets all that is left, unless that is one field. */
		if (i + 1 == argc && splitter.next < line.bytes.length) {
			end = line.bytes.length;
			while (end > start && isBlank(&splitter, end - 1))
				end--;
		}
		if (argv[i][nameLength(argv[i])] != '\0' || argv[i][0] == '\0') {
			status = builtinError("read: %s: bad variable name", argv[i]);
			break;
		}
		if (!setVariable(argv[i], regionCopy(&scratch, textString(&line.bytes) + start, end - start))) {
			status = shell.status;
			break;
		}
	}
	textFree(&line.bytes);
	textFree(&line.quoted);
	return interruptSeen ? INTERRUPT_STATUS : status;
}
