/*
 * The lines of all files one behind the other, read one ahead so that $ is
 * known. With -i what is written goes into a new file that takes the old one's
 * place when all of it has been edited.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sed.h"

unsigned long lineNumber;
FILE *out;
int owesNewline;

static char **names;
static char *standardInput[] = {"-", NULL};
static struct lineReader reader;
static int isOpen;
static struct line ahead;
static int hasAhead;
static const char *currentName;
static char *newName;

static void
beginInPlace(const struct stat *status)
{
	int stream;
	size_t length = strlen(currentName);

	newName = allocate(length + sizeof ".XXXXXX");
	strcpy(newName, currentName);
	strcpy(newName + length, ".XXXXXX");
	stream = mkstemp(newName);
	out = stream < 0 ? NULL : fdopen(stream, "w");
	if (out == NULL)
		dieErrno(newName);
	fchmod(stream, status->st_mode & 07777);
}

static void
endInPlace(void)
{
	if (fclose(out) != 0)
		dieErrno(newName);
	if (inPlaceSuffix[0] != '\0') {
		char *kept = allocate(strlen(currentName) + strlen(inPlaceSuffix) + 1);

		strcpy(kept, currentName);
		strcat(kept, inPlaceSuffix);
		if (rename(currentName, kept) != 0)
			dieErrno(kept);
		free(kept);
	}
	if (rename(newName, currentName) != 0)
		dieErrno(currentName);
	free(newName);
	out = stdout;
	owesNewline = 0;
}

/* Opens the next file that can be read; 0: there is none. */
static int
nextFile(void)
{
	struct stat status;
	int stream;

	while (*names != NULL) {
		currentName = *names++;
		stream = openOperand(currentName);
		if (stream < 0)
			continue;
		if (inPlaceSuffix != NULL) {
			if (fstat(stream, &status) != 0 || !S_ISREG(status.st_mode)) {
				complain(currentName, "is no regular file");
				closeOperand(stream);
				continue;
			}
			beginInPlace(&status);
		}
		openLines(&reader, stream);
		isOpen = 1;
		return 1;
	}
	return 0;
}

static void
closeFile(void)
{
	int stream = reader.stream;

	endLines(&reader, currentName);
	closeOperand(stream);
	isOpen = 0;
}

/* Reads a line ahead in this file or, if `onwards`, the next ones. */
static void
readAhead(int onwards)
{
	const char *line;
	size_t length;

	while (!hasAhead) {
		if (!isOpen && (!onwards || !nextFile()))
			return;
		line = nextLine(&reader, &length);
		if (line == NULL) {
			/* A file edited in place ends when its last line has been dealt with. */
			if (inPlaceSuffix != NULL && !onwards)
				return;
			closeFile();
			if (inPlaceSuffix != NULL)
				endInPlace();
			continue;
		}
		ahead.text.length = 0;
		appendBytes(&ahead.text, line, length);
		ahead.terminated = !reader.unterminated;
		hasAhead = 1;
	}
}

void
openInput(char **operands)
{
	names = *operands == NULL ? standardInput : operands;
	out = stdout;
}

int
readLine(struct line *line)
{
	readAhead(1);
	if (!hasAhead)
		return 0;
	line->text.length = 0;
	appendBytes(&line->text, ahead.text.bytes, ahead.text.length);
	line->terminated = ahead.terminated;
	hasAhead = 0;
	lineNumber++;
	return 1;
}

int
isLastLine(void)
{
	readAhead(!separateFiles);
	return !hasAhead;
}
