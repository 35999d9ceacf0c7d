/*
 * Where commands come from: a stack of inputs, the top one being read. Each is
 * a string or an open file.
 *
 * Standard input is shared with the commands that the shell runs, so the shell
 * never keeps bytes of it: a plain file is read in blocks and sought back
 * before each command, a terminal gives one line per read by itself, anything
 * else is read byte by byte.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

#define BLOCK_BYTES 4096
#define SHARED_BLOCK_BYTES 512 /* of standard input: most of it is read again */
#define FIRST_HIGH_STREAM 10 /* users name streams with one digit */

struct input {
	struct input *previous;
	const char *bytes; /* of a file: buffer */
	char *buffer; /* NULL: a string */
	size_t next, end, blockBytes;
	size_t shown; /* set -v: printed up to here */
	int stream;
	bool atEnd, interrupted;
	char *name; /* of a script */
	int line; /* 0: not counted */
	struct text record; /* all characters of the present command */
};

static struct input *top;
static bool continuing; /* PS2 is next */

/* In scratch. A ! in PS1 is the number of the line in the history. */
static const char *
promptText(void)
{
	const char *text = getVariable(continuing ? "PS2" : "PS1");
	struct text numbered = { NULL, 0, 0 };

	for (text = text == NULL ? "" : expandText(text); *text != '\0'; text++)
		if (*text != '!' || continuing)
			textAddChar(&numbered, *text);
		else if (text[1] == '!')
			textAddChar(&numbered, *text++);
		else
			textAddNumber(&numbered, historyNext());
	text = regionCopy(&scratch, textString(&numbered), numbered.length);
	textFree(&numbered);
	return text;
}

static long
readPrompted(struct input *input)
{
	struct mark mark = regionMark(&scratch);
	const char *prompt = promptText();
	long got;

	if (editorIsOn()) {
		got = editLine(prompt, &input->bytes);
	} else {
		writeAll(2, prompt, strlen(prompt));
		input->bytes = input->buffer;
		got = readInterruptibly(input->stream, input->buffer, input->blockBytes);
	}
	if (got > 0)
		historyAdd(input->bytes, got);
	regionRelease(&scratch, mark);
	return got;
}

static void
refill(struct input *input)
{
	bool prompting = shell.interactive && input->stream == 0;
	long got;

	input->next = input->end = input->shown = 0;
	for (;;) {
		got = prompting ? readPrompted(input)
				: readInterruptibly(input->stream, input->buffer, input->blockBytes);
		if (got >= 0 || errno != EINTR)
			break;
		if (interruptSeen) {
			input->interrupted = true;
			return;
		}
		runTraps();
	}
	continuing = true;
	if (got < 0)
		complain("%s: %s", input->name == NULL ? "standard input" : input->name, strerror(errno));
	if (got <= 0)
		input->atEnd = true;
	else
		input->end = got;
}

/* set -v: prints a line as soon as its first character is taken. */
static void
show(struct input *input)
{
	const char *start = input->bytes + input->next;
	const char *newline = memchr(start, '\n', input->end - input->next);
	size_t length = newline == NULL ? input->end - input->next : (size_t)(newline + 1 - start);

	writeAll(2, start, length);
	input->shown = input->next + length;
}

int
inputChar(void)
{
	struct input *input = top;
	int c;

	do {
		if (input->interrupted || input->atEnd)
			return INPUT_END;
		if (input->next == input->end) {
			if (input->buffer == NULL)
				return INPUT_END;
			refill(input);
			if (input->end == 0)
				return INPUT_END;
		}
		if (option('v') && input->buffer != NULL && input->next >= input->shown)
			show(input);
		c = (unsigned char)input->bytes[input->next++];
	} while (c == '\0');
	if (c == '\n' && input->line > 0)
		input->line++;
	textAddChar(&input->record, c);
	return c;
}

void
inputUnget(void)
{
	if (top->bytes[--top->next] == '\n' && top->line > 0)
		top->line--;
	textCut(&top->record, top->record.length - 1);
}

static struct input *
push(void)
{
	struct input *input = allocate(sizeof *input);

	memset(input, 0, sizeof *input);
	input->previous = top;
	top = input;
	return input;
}

/* A script (name, moved out of the way) or standard input (no name). */
bool
inputPushFile(int stream, const char *name)
{
	struct stat attributes;
	struct input *input;
	bool plain;

	if (fstat(stream, &attributes) < 0)
		return false;
	plain = (attributes.st_mode & S_IFMT) == S_IFREG;
	input = push();
	input->stream = stream;
	if (name != NULL) {
		input->name = copyString(name);
		input->line = 1;
		input->blockBytes = BLOCK_BYTES;
	} else {
		input->blockBytes = plain || isatty(stream) ? SHARED_BLOCK_BYTES : 1;
	}
	input->bytes = input->buffer = allocate(input->blockBytes);
	return true;
}

void
inputPushString(const char *text, size_t length)
{
	struct input *input = push();

	input->bytes = text;
	input->end = length;
	input->stream = -1;
}

void
inputPop(void)
{
	struct input *input = top;

	top = input->previous;
	if (input->stream > 0)
		close(input->stream);
	free(input->buffer);
	free(input->name);
	textFree(&input->record);
	free(input);
}

void
inputBeforeCommand(void)
{
	continuing = false;
	top->interrupted = false;
	textCut(&top->record, 0);
}

void
inputShare(void)
{
	struct input *input;

	for (input = top; input != NULL; input = input->previous)
		if (input->stream == 0 && input->next < input->end && input->blockBytes > 1 &&
		    lseek(0, (off_t)input->next - (off_t)input->end, SEEK_CUR) >= 0)
			input->next = input->end = input->shown = 0;
}

/* After a syntax error at a terminal: the rest of the line is not a command. */
void
inputDiscardLine(void)
{
	top->next = top->end;
}

void
inputGoOn(void)
{
	top->atEnd = false;
}

bool
inputInterrupted(void)
{
	return top->interrupted;
}

int
inputLine(void)
{
	return top->line;
}

const char *
inputName(void)
{
	return top->name;
}

size_t
inputRecordEnd(void)
{
	return top->record.length;
}

const char *
inputRecord(void)
{
	return textString(&top->record);
}

int
copyHigh(int stream)
{
	int copy = fcntl(stream, F_DUPFD, FIRST_HIGH_STREAM);

	if (copy >= 0)
		fcntl(copy, F_SETFD, 1);
	return copy;
}

int
openHigh(const char *name)
{
	int stream = open(name, O_RDONLY, 0);
	int high;

	if (stream < 0)
		return -1;
	high = copyHigh(stream);
	close(stream);
	return high;
}
