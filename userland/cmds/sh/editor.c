/*
 * The line editor of an interactive shell: emacs's keys, as people know them
 * from ksh and tcsh. While it reads, the terminal gives it one character at a
 * time; while a command runs, the terminal is as the user left it.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "editor.h"
#include "terminal.h"

#define CONTROL(letter) ((letter) & 037)

/* ---- the line ---- */

void
editorInsert(struct editor *editor, const char *bytes, size_t length)
{
	size_t rest = editor->line.length - editor->point;

	textAdd(&editor->line, bytes, length);
	memmove(editor->line.bytes + editor->point + length, editor->line.bytes + editor->point, rest);
	memcpy(editor->line.bytes + editor->point, bytes, length);
	editor->point += length;
}

void
editorReplace(struct editor *editor, const char *line)
{
	textCut(&editor->line, 0);
	textAddString(&editor->line, line);
	editor->point = editor->line.length;
}

void
editorShow(const struct editor *editor)
{
	displayUpdate(editor->prompt, textString(&editor->line), editor->line.length, editor->point);
}

void
editorRemove(struct editor *editor, size_t start, size_t end)
{
	if (start == end)
		return;
	memmove(editor->line.bytes + start, editor->line.bytes + end, editor->line.length - end);
	textCut(&editor->line, editor->line.length - (end - start));
	editor->point = start;
}

bool
editorRecall(struct editor *editor, size_t number)
{
	const char *line = number == historyNext() ? textString(&editor->draft) : historyLine(number);

	if (line == NULL)
		return false;
	if (editor->number == historyNext()) {
		textCut(&editor->draft, 0);
		textAddString(&editor->draft, textString(&editor->line));
	}
	if (number != editor->number)
		editorReplace(editor, line);
	editor->number = number;
	return true;
}

/* ---- reading keys ---- */

int
editorKey(struct editor *editor)
{
	char byte;
	long got;

	while ((got = readInterruptibly(0, &byte, 1)) < 0 && errno == EINTR && !interruptSeen) {
		/* A trap: it finds the terminal as commands do. */
		displayLeave();
		leaveEditing();
		runTraps();
		enterEditing();
		editorShow(editor);
	}
	return got == 1 ? (unsigned char)byte : -1;
}

static enum outcome
edit(struct editor *editor)
{
	enum outcome outcome = EDIT_GO_ON;

	while (outcome == EDIT_GO_ON) {
		int key;

		editorShow(editor);
		key = editorKey(editor);
		if (key == CONTROL('R'))
			key = editorSearch(editor);
		if (key == 0)
			continue;
		if (key < 0)
			return interruptSeen ? EDIT_INTERRUPTED : EDIT_END;
		outcome = editorObey(editor, key);
	}
	if (outcome != EDIT_INTERRUPTED) {
		editorShow(editor);
		displayLeave();
	}
	return outcome;
}

bool
editorIsOn(void)
{
	const char *type = getVariable("TERM");

	return shell.options[OPTION_EMACS] && type != NULL && *type != '\0' && strcmp(type, "dumb") != 0 && isatty(0);
}

long
editLine(const char *prompt, const char **line)
{
	static struct editor editor;
	const char *last = strrchr(prompt, '\n');
	enum outcome outcome;

	if (last != NULL)
		writeAll(2, prompt, last + 1 - prompt);
	editor.prompt = last == NULL ? prompt : last + 1;
	textCut(&editor.line, 0);
	textAddString(&editor.line, "");
	textCut(&editor.draft, 0);
	editor.point = 0;
	editor.number = historyNext();
	editor.wasKill = editor.wasTab = false;
	displayBegin();
	enterEditing();
	outcome = edit(&editor);
	leaveEditing();
	if (outcome == EDIT_INTERRUPTED) {
		errno = EINTR;
		return -1;
	}
	if (outcome == EDIT_END)
		return 0;
	textAddChar(&editor.line, '\n');
	*line = editor.line.bytes;
	return editor.line.length;
}
