/*
 * The cycle: a line comes into the pattern space, the commands are done in
 * order, the pattern space is printed, and what a and r have put off follows.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sed.h"

#define LIST_WIDTH 70

/* Text of a, or a file of r, that is put out when the cycle ends. */
struct later {
	struct later *next;
	struct command *command;
};

static struct line space;
static struct text hold;
static struct text scratch;
static const regex_t *lastRegex;
static struct later *later, **lastLater = &later;
static int replaced; /* for t */
static int quitting;

/* Where the output stands: the newline that the last line of a file did not have comes before more. */
static FILE *
place(FILE *file)
{
	if (file == out && owesNewline)
		putc('\n', file);
	if (file == out)
		owesNewline = 0;
	return file;
}

static void
putTextOf(const struct text *text)
{
	fwrite(text->bytes, 1, text->length, place(out));
}

static void
putLine(const char *bytes, size_t count, int terminated, FILE *file)
{
	place(file);
	if (count > 0)
		fwrite(bytes, 1, count, file);
	if (terminated)
		putc('\n', file);
	else if (file == out)
		owesNewline = 1;
}

static void
putSpace(void)
{
	putLine(space.text.bytes, space.text.length, space.terminated, out);
}

static void
putOff(struct command *command)
{
	struct later *entry = allocate(sizeof *entry);

	entry->next = NULL;
	entry->command = command;
	*lastLater = entry;
	lastLater = &entry->next;
}

static void
copyFile(const char *name)
{
	char buffer[4096];
	int stream = open(name, O_RDONLY, 0);
	ssize_t got;

	if (stream < 0)
		return;
	while ((got = read(stream, buffer, sizeof buffer)) > 0)
		fwrite(buffer, 1, (size_t)got, place(out));
	close(stream);
}

static void
putLater(void)
{
	while (later != NULL) {
		struct later *entry = later;

		if (entry->command->letter == 'r')
			copyFile(stringOf(&entry->command->text));
		else
			putTextOf(&entry->command->text);
		later = entry->next;
		free(entry);
	}
	lastLater = &later;
}

/* --- Addresses --- */

static int
matches(const regex_t *regex)
{
	regmatch_t found[GROUPS];

	if (regex == NULL)
		regex = lastRegex;
	if (regex == NULL)
		die("//", "no pattern has been used yet");
	lastRegex = regex;
	return findMatch(regex, space.text.bytes, space.text.length, 0, found);
}

static int
isAt(const struct address *address)
{
	switch (address->kind) {
	case LINE: return lineNumber == address->line;
	case STEP:
		return address->step == 0 ? lineNumber == address->line
					  : lineNumber >= address->line && (lineNumber - address->line) % address->step == 0;
	case LAST: return isLastLine();
	case PATTERN: return matches(address->regex);
	default: return 1;
	}
}

static int
inRange(struct command *command)
{
	if (command->to.kind == NO_ADDRESS)
		return isAt(&command->from);
	if (command->inRange) {
		if (command->to.kind == LINE || command->to.kind == RELATIVE) {
			command->inRange = lineNumber < command->rangeEnd;
			/* A jump past the end (n, N): the range was over before. */
			return lineNumber <= command->rangeEnd;
		}
		command->inRange = !isAt(&command->to);
		return 1;
	}
	if (!isAt(&command->from))
		return 0;
	command->rangeEnd = command->to.kind == RELATIVE ? lineNumber + command->to.line : command->to.line;
	command->inRange = command->to.kind == LINE || command->to.kind == RELATIVE ? lineNumber < command->rangeEnd
	    : command->to.kind == LAST ? !isLastLine() : 1;
	return 1;
}

static int
isChosen(struct command *command)
{
	return inRange(command) != command->inverse;
}

/* --- Commands --- */

/* l: every byte visible, lines folded. */
static void
list(long width)
{
	static const char escapes[] = "\\\a\b\f\n\r\t\v", letters[] = "\\abfnrtv";
	size_t i;
	long column = 0;
	char piece[5];

	place(out);
	for (i = 0; i < space.text.length; i++) {
		unsigned char c = (unsigned char)space.text.bytes[i];
		const char *found = c == 0 ? NULL : strchr(escapes, c);

		if (found != NULL)
			sprintf(piece, "\\%c", letters[found - escapes]);
		else
			sprintf(piece, c >= ' ' && c < 0x7f ? "%c" : "\\%03o", c);
		if (width > 1 && column + (long)strlen(piece) >= width) {
			fputs("\\\n", out);
			column = 0;
		}
		fputs(piece, out);
		column += (long)strlen(piece);
	}
	fputs("$\n", out);
}

static void
doSubstitution(struct command *command)
{
	const regex_t *regex = command->regex != NULL ? command->regex : lastRegex;
	struct text swap;

	if (regex == NULL)
		die("//", "no pattern has been used yet");
	lastRegex = regex;
	scratch.length = 0;
	if (substitute(regex, &command->replacement, space.text.bytes, space.text.length, command->which, command->all,
		&scratch) == 0)
		return;
	swap = space.text;
	space.text = scratch;
	scratch = swap;
	replaced = 1;
	if (command->printing)
		putSpace();
	if (command->output != NULL)
		putLine(space.text.bytes, space.text.length, 1, command->output->file);
}

/* The end of the cycle: print unless -n, then what was put off. */
static void
endCycle(void)
{
	if (!quietly)
		putSpace();
	putLater();
}

/* N: the next line behind a newline. 0: there is none, and sed ends. */
static int
appendNext(void)
{
	struct text kept = space.text;
	int result;

	if (isLastLine() && !separateFiles)
		return 0;
	putLater();
	memset(&space.text, 0, sizeof space.text);
	result = readLine(&space);
	if (result) {
		appendByte(&kept, '\n');
		appendBytes(&kept, space.text.bytes, space.text.length);
	}
	free(space.text.bytes);
	space.text = kept;
	return result;
}

/* What follows a command: the next one, another, or the end of the cycle. */
enum outcome { ON, JUMP, NEXT_CYCLE, NEXT_CYCLE_SILENT, AGAIN };

static enum outcome
doCommand(struct command *command)
{
	const char *newline;
	struct text swap;
	size_t i;

	switch (command->letter) {
	case '{': return ON;
	case 'a':
	case 'r': putOff(command); return ON;
	case 'b': return JUMP;
	case 'c':
		if (command->to.kind == NO_ADDRESS || command->inverse || !command->inRange)
			putTextOf(&command->text);
		return NEXT_CYCLE_SILENT;
	case 'd': return NEXT_CYCLE_SILENT;
	case 'D':
		newline = space.text.length == 0 ? NULL : memchr(space.text.bytes, '\n', space.text.length);
		if (newline == NULL)
			return NEXT_CYCLE_SILENT;
		replaceBytes(&space.text, 0, (size_t)(newline - space.text.bytes) + 1, NULL, 0);
		return AGAIN;
	case 'g':
		space.text.length = 0;
		appendBytes(&space.text, hold.bytes, hold.length);
		return ON;
	case 'G':
		appendByte(&space.text, '\n');
		appendBytes(&space.text, hold.bytes, hold.length);
		return ON;
	case 'h': hold.length = 0; /* FALLTHROUGH */
	case 'H':
		if (command->letter == 'H')
			appendByte(&hold, '\n');
		appendBytes(&hold, space.text.bytes, space.text.length);
		return ON;
	case 'i': putTextOf(&command->text); return ON;
	case 'l': list(command->number < 0 ? LIST_WIDTH : command->number); return ON;
	case 'n':
		if (isLastLine() && !separateFiles) {
			quitting = 1;
			return NEXT_CYCLE;
		}
		endCycle();
		if (readLine(&space))
			return ON;
		quitting = 1;
		return NEXT_CYCLE_SILENT;
	case 'N':
		if (appendNext())
			return ON;
		quitting = 1;
		return NEXT_CYCLE;
	case 'p': putSpace(); return ON;
	case 'P':
		newline = space.text.length == 0 ? NULL : memchr(space.text.bytes, '\n', space.text.length);
		if (newline == NULL)
			putSpace();
		else
			putLine(space.text.bytes, (size_t)(newline - space.text.bytes), 1, out);
		return ON;
	case 'q':
		quitting = 1;
		if (command->number > 0)
			exitStatus = (int)command->number;
		return NEXT_CYCLE;
	case 's': doSubstitution(command); return ON;
	case 't':
		if (!replaced)
			return ON;
		replaced = 0;
		return JUMP;
	case 'w': putLine(space.text.bytes, space.text.length, 1, command->output->file); return ON;
	case 'x':
		swap = space.text;
		space.text = hold;
		hold = swap;
		return ON;
	case 'y':
		for (i = 0; i < space.text.length; i++)
			space.text.bytes[i] = command->text.bytes[(unsigned char)space.text.bytes[i]];
		return ON;
	case '=': fprintf(place(out), "%lu\n", lineNumber); return ON;
	}
	return ON;
}

/* One cycle; 1 if the next one begins with what is in the pattern space. */
static int
runCycle(struct command *script)
{
	struct command *command = script;

	while (command != NULL) {
		enum outcome outcome;

		if (!isChosen(command)) {
			command = command->letter == '{' ? command->target : command->next;
			continue;
		}
		outcome = doCommand(command);
		if (outcome == NEXT_CYCLE)
			break;
		if (outcome == NEXT_CYCLE_SILENT || outcome == AGAIN) {
			putLater();
			return outcome == AGAIN;
		}
		command = outcome == JUMP ? command->target : command->next;
	}
	endCycle();
	return 0;
}

void
runScript(struct command *script)
{
	struct output *output;
	int again = 0;

	while (!quitting && (again || readLine(&space))) {
		if (!again)
			replaced = 0;
		again = runCycle(script);
	}
	for (output = outputs; output != NULL; output = output->next)
		if (output->file != stdout && fclose(output->file) != 0)
			complainErrno(output->name);
	/* With -i and q: the rest of the file stays as it is. */
	while (inPlaceSuffix != NULL && readLine(&space))
		putSpace();
}
