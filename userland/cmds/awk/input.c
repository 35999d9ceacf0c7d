/*
 * Records from the files of the command line, from other files and from pipes.
 * RS is one character, nothing (paragraphs), or a pattern.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "awk.h"

#define READ_BYTES 4096

struct source {
	struct source *next;
	struct string *name;
	FILE *pipe; /* NULL: a file */
	int stream;
	char *bytes;
	size_t start, end, capacity;
	int atEnd;
};

static struct source *sources; /* of getline */
static struct source mainSource;
static int mainIsOpen, anyFile, nextArgument = 1;

/* More bytes behind those that are there; 0 at the end. */
static int
fill(struct source *source)
{
	ssize_t got;

	if (source->atEnd)
		return 0;
	if (source->start > 0) {
		memmove(source->bytes, source->bytes + source->start, source->end - source->start);
		source->end -= source->start;
		source->start = 0;
	}
	if (source->capacity - source->end < READ_BYTES)
		source->bytes = reallocate(source->bytes, source->capacity = source->capacity * 2 + READ_BYTES);
	got = read(source->stream, source->bytes + source->end, source->capacity - source->end);
	if (got <= 0) {
		source->atEnd = 1;
		return 0;
	}
	source->end += (size_t)got;
	return 1;
}

/* The record of `length` bytes, and the separator behind it. */
static int
hand(struct source *source, size_t length, size_t separatorLength, struct text *record)
{
	record->length = 0;
	appendBytes(record, source->bytes + source->start, length);
	source->start += length + separatorLength;
	return 1;
}

static int
readToCharacter(struct source *source, int separator, struct text *record)
{
	size_t scanned = 0;

	for (;;) {
		size_t length = source->end - source->start;
		const char *from = source->bytes + source->start;
		const char *found = scanned == length ? NULL : memchr(from + scanned, separator, length - scanned);

		if (found != NULL)
			return hand(source, (size_t)(found - from), 1, record);
		scanned = length;
		if (!fill(source))
			return length > 0 && hand(source, length, 0, record);
	}
}

/* Empty lines separate, and those at the beginning do not count. */
static int
readParagraph(struct source *source, struct text *record)
{
	struct text line = NO_TEXT;
	int any = 0;

	record->length = 0;
	while (readToCharacter(source, '\n', &line)) {
		if (line.length == 0 && any)
			break;
		if (line.length == 0)
			continue;
		if (any)
			appendByte(record, '\n');
		appendBytes(record, line.bytes, line.length);
		any = 1;
	}
	free(line.bytes);
	return any;
}

/* A match that reaches the end of what was read might be longer. */
static int
readToPattern(struct source *source, const regex_t *pattern, struct text *record)
{
	regmatch_t matches[GROUPS];

	for (;;) {
		size_t length = source->end - source->start;
		const char *from = source->bytes + source->start;

		if (length > 0 && findMatch(pattern, from, length, 0, matches) && matches[0].rm_eo > matches[0].rm_so
		    && ((size_t)matches[0].rm_eo < length || source->atEnd))
			return hand(source, (size_t)matches[0].rm_so, (size_t)(matches[0].rm_eo - matches[0].rm_so), record);
		if (fill(source))
			continue;
		length = source->end - source->start;
		from = source->bytes + source->start;
		if (length > 0 && findMatch(pattern, from, length, 0, matches) && matches[0].rm_eo > matches[0].rm_so)
			return hand(source, (size_t)matches[0].rm_so, (size_t)(matches[0].rm_eo - matches[0].rm_so), record);
		return length > 0 && hand(source, length, 0, record);
	}
}

static int
readRecord(struct source *source, struct text *record)
{
	struct string *separator = specialText(V_RS);

	if (separator->length == 1)
		return readToCharacter(source, (unsigned char)separator->bytes[0], record);
	if (separator->length == 0)
		return readParagraph(source, record);
	return readToPattern(source, patternFor(separator->bytes, separator->length), record);
}

/* --- The files of the command line --- */

/* Does an operand look like var=text? Then it is done. */
static int
isAssignment(const char *text)
{
	size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
	char *name;

	if (length == 0 || text[length] != '=' || (*text >= '0' && *text <= '9'))
		return 0;
	name = copyString(text);
	name[length] = '\0';
	setFromOutside(name, text + length + 1);
	free(name);
	return 1;
}

static int
openMain(const char *name)
{
	memset(&mainSource, 0, sizeof mainSource);
	mainSource.stream = openOperand(name);
	anyFile = 1;
	if (mainSource.stream < 0)
		return 0;
	setGlobal(V_FILENAME, stringValue(makeString(name, strcmp(name, "-") == 0 ? 0 : strlen(name))));
	setGlobal(V_FNR, numberValue(0));
	mainIsOpen = 1;
	return 1;
}

/* The next file; 0 if there is none. */
static int
openNext(void)
{
	char digits[NUMBER_BYTES + 12];
	struct array *arguments = arrayOf(&globals[V_ARGV]->cell);

	while (nextArgument < (int)toNumber(&globals[V_ARGC]->cell.value)) {
		struct string *key, *name;
		struct value *argument;

		sprintf(digits, "%d", nextArgument++);
		key = makeString(digits, strlen(digits));
		argument = findElement(arguments, key, 0);
		dropString(key);
		if (argument == NULL)
			continue;
		name = toString(argument);
		if (name->length > 0 && !isAssignment(name->bytes) && openMain(name->bytes)) {
			dropString(name);
			return 1;
		}
		dropString(name);
	}
	if (anyFile)
		return 0;
	return openMain("-");
}

void
skipFile(void)
{
	if (!mainIsOpen)
		return;
	closeOperand(mainSource.stream);
	free(mainSource.bytes);
	mainIsOpen = 0;
}

static void
count(enum special which)
{
	setGlobal(which, numberValue(toNumber(&globals[which]->cell.value) + 1));
}

int
nextRecord(struct text *record)
{
	for (;;) {
		if (!mainIsOpen && !openNext())
			return 0;
		if (readRecord(&mainSource, record)) {
			count(V_NR);
			count(V_FNR);
			return 1;
		}
		skipFile();
	}
}

/* --- getline from elsewhere --- */

static struct source *
findSource(struct string *name, int isPipe)
{
	struct source *source;

	for (source = sources; source != NULL; source = source->next)
		if (source->name->length == name->length && memcmp(source->name->bytes, name->bytes, name->length) == 0)
			return source;
	source = allocate(sizeof *source);
	memset(source, 0, sizeof *source);
	if (isPipe) {
		flushOutput(NULL);
		source->pipe = popen(name->bytes, "r");
		source->stream = source->pipe == NULL ? -1 : fileno(source->pipe);
	} else {
		source->stream = strcmp(name->bytes, "-") == 0 ? 0 : open(name->bytes, O_RDONLY, 0);
	}
	if (source->stream < 0) {
		free(source);
		return NULL;
	}
	name->references++;
	source->name = name;
	source->next = sources;
	sources = source;
	return source;
}

int
nextRecordFrom(struct string *name, int isPipe, struct text *record)
{
	struct source *source = findSource(name, isPipe);

	if (source == NULL)
		return -1;
	return readRecord(source, record);
}

int
closeInput(struct string *name)
{
	struct source **link, *source;
	int status = -1;

	for (link = &sources; (source = *link) != NULL; link = &source->next) {
		if (source->name->length != name->length || memcmp(source->name->bytes, name->bytes, name->length) != 0)
			continue;
		*link = source->next;
		if (source->pipe != NULL)
			status = pclose(source->pipe);
		else
			status = source->stream == 0 ? 0 : close(source->stream);
		free(source->bytes);
		dropString(source->name);
		free(source);
		return status;
	}
	return status;
}
