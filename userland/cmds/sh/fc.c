/*
 * fc and history: what was typed, listed, edited or run again. A command that
 * runs others again takes their place in the history.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "editor.h"

#define LISTED 16

struct request {
	bool list, plain, reverse, again; /* -l -n -r -s */
	const char *editor;
	const char *old, *new; /* of -s old=new */
	size_t from, to;
};

/* What a user calls a line: its number, how many lines ago, or how it begins. 0: complained. */
static size_t
findLine(const char *name, const char *text, size_t newest)
{
	char *end;
	long number = strtol(text, &end, 10);
	size_t i;

	if (*text != '\0' && *end == '\0') {
		if (number <= 0)
			number += (long)newest + (number == 0 ? 0 : 1);
		if (number < (long)historyFirst())
			return historyFirst();
		return (size_t)number > newest ? newest : (size_t)number;
	}
	for (i = newest + 1; i-- > historyFirst();)
		if (strncmp(historyLine(i), text, strlen(text)) == 0)
			return i;
	builtinError("%s: %s: no such line", name, text);
	return 0;
}

static void
list(const struct request *request)
{
	size_t count = request->to - request->from + 1, i;

	for (i = 0; i < count; i++) {
		size_t number = request->reverse ? request->to - i : request->from + i;
		size_t start = out.length;

		if (!request->plain) {
			textAddNumber(&out, number);
			while (out.length < start + 5)
				textAddChar(&out, ' ');
		}
		textAddString(&out, historyLine(number));
		textAddChar(&out, '\n');
	}
}

static void
addLines(struct text *text, const struct request *request)
{
	size_t number;

	for (number = request->from; number <= request->to; number++) {
		const char *line = historyLine(number);
		const char *place = request->old == NULL ? NULL : strstr(line, request->old);

		if (place != NULL) {
			textAdd(text, line, place - line);
			textAddString(text, request->new);
			line = place + strlen(request->old);
		}
		textAddString(text, line);
		textAddChar(text, '\n');
	}
}

/* Shows what is run, and remembers it instead of the command that asked for it. */
static int
runAgain(const struct text *text)
{
	const char *line = textString(text), *end;

	writeAll(2, line, text->length);
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		historyAdd(line, end - line);
	return runString(textString(text));
}

static bool
readFile(const char *path, struct text *text)
{
	char block[512];
	ssize_t got = -1;
	int stream = open(path, O_RDONLY, 0);

	textCut(text, 0);
	if (stream >= 0) {
		while ((got = read(stream, block, sizeof block)) > 0)
			textAdd(text, block, got);
		close(stream);
	}
	return got == 0;
}

static int
editAndRun(const struct request *request, struct text *text)
{
	struct text path = { NULL, 0, 0 }, command = { NULL, 0, 0 };
	int status = 1, stream;

	textAddString(&path, "/tmp/sh");
	textAddHex(&path, shell.pid);
	textAddString(&command, request->editor);
	textAddChar(&command, ' ');
	textAddString(&command, path.bytes);
	stream = open(path.bytes, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (stream < 0 || !writeAll(stream, text->bytes, text->length)) {
		builtinError("fc: %s: %s", path.bytes, strerror(errno));
	} else {
		close(stream);
		status = runString(command.bytes);
		if (status == 0 && readFile(path.bytes, text))
			status = runAgain(text);
	}
	unlink(path.bytes);
	textFree(&path);
	textFree(&command);
	return status;
}

static const char *
editorWanted(void)
{
	const char *editor = getVariable("FCEDIT");

	if (editor == NULL || *editor == '\0')
		editor = getVariable("EDITOR");
	return editor == NULL || *editor == '\0' ? "ed" : editor;
}

/* Returns how many arguments the options take; 0: complained. */
static int
parseOptions(int argc, char **argv, struct request *request)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-' && strchr("lnrse-", argv[i][1]) != NULL && argv[i][1] != '\0'; i++) {
		const char *letter = argv[i] + 1;

		if (strcmp(letter, "-") == 0)
			return i + 1;
		for (; *letter != '\0'; letter++)
			if (*letter == 'l')
				request->list = true;
			else if (*letter == 'n')
				request->plain = true;
			else if (*letter == 'r')
				request->reverse = true;
			else if (*letter == 's')
				request->again = true;
			else if (*letter == 'e' && i + 1 < argc)
				request->editor = argv[++i];
			else
				return builtinError("%s: %s: no such option", argv[0], argv[i]), 0;
	}
	return i;
}

/* False: complained, or there is nothing. */
static bool
chooseLines(int argc, char **argv, int next, struct request *request, size_t newest)
{
	char *equals = next < argc && request->again ? strchr(argv[next], '=') : NULL;
	bool few = newest < historyFirst() + LISTED;

	if (equals != NULL) {
		request->old = regionCopy(&scratch, argv[next], equals - argv[next]);
		request->new = equals + 1;
		next++;
	}
	request->to = newest;
	request->from = !request->list ? newest : few ? historyFirst() : newest - LISTED + 1;
	if (newest < historyFirst())
		return false;
	if (next < argc) {
		request->from = findLine(argv[0], argv[next++], newest);
		if (!request->list)
			request->to = request->from;
	}
	if (next < argc)
		request->to = findLine(argv[0], argv[next], newest);
	if (request->from > request->to && request->to != 0) {
		size_t from = request->from;

		request->from = request->to;
		request->to = from;
		request->reverse = !request->reverse;
	}
	return request->from != 0 && request->to != 0;
}

int
fcBuiltin(int argc, char **argv)
{
	struct request request = { .editor = editorWanted() };
	struct text text = { NULL, 0, 0 };
	int next = parseOptions(argc, argv, &request), status;

	if (next == 0)
		return ERROR_STATUS;
	if (!shell.interactive)
		return builtinError("%s: not at a prompt", argv[0]);
	if (request.list) {
		if (chooseLines(argc, argv, next, &request, historyNext() - 1))
			list(&request);
		return 0;
	}
	historyDrop();
	if (!chooseLines(argc, argv, next, &request, historyNext() - 1))
		return 1;
	addLines(&text, &request);
	status = request.again || strcmp(request.editor, "-") == 0 ? runAgain(&text) : editAndRun(&request, &text);
	textFree(&text);
	return status;
}

/* history [count] */
int
historyBuiltin(int argc, char **argv)
{
	struct request request = { .from = historyFirst(), .to = historyNext() - 1 };
	long count;

	if (!countArgument(argc, argv, historyNext(), &count))
		return ERROR_STATUS;
	if (request.to - request.from + 1 > (size_t)count)
		request.from = request.to + 1 - count;
	list(&request);
	return 0;
}
