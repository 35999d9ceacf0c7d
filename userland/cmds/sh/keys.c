/*
 * What the keys of the line editor do. Most are emacs's, the arrows and their
 * neighbours those of a VT100 and its descendants.
 */
#include <string.h>
#include "editor.h"
#include "terminal.h"

#define ESCAPE 033
#define DELETE 0177

static void
ring(void)
{
	writeAll(2, "\a", 1);
}

/* What is cut by several keys in a row is one piece. */
static void
killRange(struct editor *editor, size_t start, size_t end)
{
	struct text piece = { NULL, 0, 0 };
	bool backward = start < editor->point;

	if (!editor->wasKill)
		textCut(&editor->killed, 0);
	textAdd(&piece, textString(&editor->line) + start, end - start);
	if (backward)
		textAddString(&piece, textString(&editor->killed));
	else
		textAddString(&editor->killed, textString(&piece));
	if (backward) {
		textFree(&editor->killed);
		editor->killed = piece;
	} else {
		textFree(&piece);
	}
	editorRemove(editor, start, end);
}

static bool
isWord(const struct editor *editor, size_t i)
{
	int c = (unsigned char)editor->line.bytes[i];

	return isNameChar(c) || (c & 0x80) != 0;
}

static size_t
before(const struct editor *editor, size_t i)
{
	while (i > 0 && isContinuation(editor->line.bytes, --i))
		;
	return i;
}

static size_t
after(const struct editor *editor, size_t i)
{
	while (i < editor->line.length && isContinuation(editor->line.bytes, ++i))
		;
	return i;
}

static size_t
wordStart(const struct editor *editor)
{
	size_t i = editor->point;

	while (i > 0 && !isWord(editor, i - 1))
		i--;
	while (i > 0 && isWord(editor, i - 1))
		i--;
	return i;
}

static size_t
wordEnd(const struct editor *editor)
{
	size_t i = editor->point;

	while (i < editor->line.length && !isWord(editor, i))
		i++;
	while (i < editor->line.length && isWord(editor, i))
		i++;
	return i;
}

/* Where the word in the shell's sense begins. */
static size_t
blankBefore(const struct editor *editor)
{
	size_t i = editor->point;

	while (i > 0 && editor->line.bytes[i - 1] == ' ')
		i--;
	while (i > 0 && editor->line.bytes[i - 1] != ' ')
		i--;
	return i;
}

/* ---- what keys do ---- */

static enum outcome
goHome(struct editor *editor)
{
	editor->point = 0;
	return EDIT_GO_ON;
}

static enum outcome
goEnd(struct editor *editor)
{
	editor->point = editor->line.length;
	return EDIT_GO_ON;
}

static enum outcome
goLeft(struct editor *editor)
{
	editor->point = before(editor, editor->point);
	return EDIT_GO_ON;
}

static enum outcome
goRight(struct editor *editor)
{
	editor->point = after(editor, editor->point);
	return EDIT_GO_ON;
}

static enum outcome
goWordLeft(struct editor *editor)
{
	editor->point = wordStart(editor);
	return EDIT_GO_ON;
}

static enum outcome
goWordRight(struct editor *editor)
{
	editor->point = wordEnd(editor);
	return EDIT_GO_ON;
}

static enum outcome
erase(struct editor *editor)
{
	editorRemove(editor, before(editor, editor->point), editor->point);
	return EDIT_GO_ON;
}

static enum outcome
eraseForward(struct editor *editor)
{
	size_t point = editor->point;

	editorRemove(editor, point, after(editor, point));
	return EDIT_GO_ON;
}

static enum outcome
eraseOrEnd(struct editor *editor)
{
	return editor->line.length == 0 ? EDIT_END : eraseForward(editor);
}

static enum outcome
killToEnd(struct editor *editor)
{
	killRange(editor, editor->point, editor->line.length);
	return EDIT_GO_ON;
}

static enum outcome
killToStart(struct editor *editor)
{
	killRange(editor, 0, editor->point);
	return EDIT_GO_ON;
}

static enum outcome
killWord(struct editor *editor)
{
	killRange(editor, editor->point, wordEnd(editor));
	return EDIT_GO_ON;
}

static enum outcome
killWordBack(struct editor *editor)
{
	killRange(editor, wordStart(editor), editor->point);
	return EDIT_GO_ON;
}

static enum outcome
killBlankBack(struct editor *editor)
{
	killRange(editor, blankBefore(editor), editor->point);
	return EDIT_GO_ON;
}

static enum outcome
yank(struct editor *editor)
{
	editorInsert(editor, textString(&editor->killed), editor->killed.length);
	return EDIT_GO_ON;
}

static enum outcome
transpose(struct editor *editor)
{
	size_t end = editor->point < editor->line.length ? after(editor, editor->point) : editor->point;
	size_t middle = before(editor, end), start = before(editor, middle);
	struct text first = { NULL, 0, 0 };

	if (start == middle)
		return EDIT_GO_ON;
	textAdd(&first, editor->line.bytes + start, middle - start);
	editorRemove(editor, start, middle);
	editor->point = start + (end - middle);
	editorInsert(editor, first.bytes, first.length);
	textFree(&first);
	return EDIT_GO_ON;
}

static enum outcome
insertLiterally(struct editor *editor)
{
	int key = editorKey(editor);
	char byte = key;

	if (key > 0)
		editorInsert(editor, &byte, 1);
	return EDIT_GO_ON;
}

static enum outcome
clearScreen(struct editor *editor)
{
	(void)editor;
	displayClearScreen();
	return EDIT_GO_ON;
}

static enum outcome
accept(struct editor *editor)
{
	editor->point = editor->line.length;
	return EDIT_DONE;
}

static enum outcome
interrupt(struct editor *editor)
{
	editor->point = editor->line.length;
	editorShow(editor);
	writeAll(2, "^C", 2);
	noteInterrupt();
	if (!interruptSeen)
		writeAll(2, "\n", 1);
	return EDIT_INTERRUPTED;
}

static enum outcome
doNothing(struct editor *editor)
{
	(void)editor;
	ring();
	return EDIT_GO_ON;
}

static enum outcome
showHistory(struct editor *editor, size_t number)
{
	return editorRecall(editor, number) ? EDIT_GO_ON : doNothing(editor);
}

static enum outcome
goBack(struct editor *editor)
{
	return showHistory(editor, editor->number - 1);
}

static enum outcome
goForward(struct editor *editor)
{
	return showHistory(editor, editor->number < historyNext() ? editor->number + 1 : 0);
}

static enum outcome
goOldest(struct editor *editor)
{
	return showHistory(editor, historyFirst());
}

static enum outcome
goNewest(struct editor *editor)
{
	return showHistory(editor, historyNext());
}

/* The last word of the command before. */
static enum outcome
insertLastWord(struct editor *editor)
{
	const char *line = historyLine(historyNext() - 1);
	size_t end = line == NULL ? 0 : strlen(line), start;

	while (end > 0 && line[end - 1] == ' ')
		end--;
	for (start = end; start > 0 && line[start - 1] != ' '; start--)
		;
	if (start < end)
		editorInsert(editor, line + start, end - start);
	return EDIT_GO_ON;
}

/* One Tab makes the word as long as it can be; a second one lists what it could be. */
static enum outcome
completeWord(struct editor *editor)
{
	struct mark mark = regionMark(&scratch);
	struct completion completion = { 0, { NULL, 0, 0 }, { NULL, 0, 0 } };
	size_t old = editor->point;

	complete(textString(&editor->line), editor->point, &completion);
	if (completion.names.count > 0) {
		editorRemove(editor, completion.start, old);
		editorInsert(editor, completion.word.bytes, completion.word.length);
	}
	if (completion.names.count > 1 && editor->wasTab) {
		displayLeave();
		listNames(&completion.names, terminalWidth());
	} else if (completion.names.count != 1) {
		ring();
	}
	textFree(&completion.word);
	stringsFree(&completion.names);
	regionRelease(&scratch, mark);
	return EDIT_GO_ON;
}

static const struct binding {
	const char *keys;
	enum outcome (*action)(struct editor *editor);
} bindings[] = {
	{ "\001", goHome }, { "\002", goLeft }, { "\003", interrupt }, { "\004", eraseOrEnd }, { "\005", goEnd },
	{ "\006", goRight }, { "\b", erase }, { "\t", completeWord }, { "\n", accept }, { "\013", killToEnd },
	{ "\f", clearScreen }, { "\r", accept }, { "\016", goForward }, { "\020", goBack }, { "\024", transpose },
	{ "\025", killToStart }, { "\026", insertLiterally }, { "\027", killBlankBack }, { "\031", yank },
	{ "\177", erase }, { "\033\b", killWordBack }, { "\033.", insertLastWord }, { "\033<", goOldest },
	{ "\033>", goNewest }, { "\033_", insertLastWord }, { "\033b", goWordLeft }, { "\033d", killWord },
	{ "\033f", goWordRight }, { "\033\177", killWordBack }, { "\033[A", goBack }, { "\033[B", goForward },
	{ "\033[C", goRight }, { "\033[D", goLeft }, { "\033[F", goEnd }, { "\033[H", goHome }, { "\033[1~", goHome },
	{ "\033[3~", eraseForward }, { "\033[4~", goEnd }, { "\033[7~", goHome }, { "\033[8~", goEnd },
	{ "\033[1;5C", goWordRight }, { "\033[1;5D", goWordLeft }, { "\033[1;3C", goWordRight },
	{ "\033[1;3D", goWordLeft },
};

static bool
isKill(enum outcome (*action)(struct editor *))
{
	return action == killToEnd || action == killToStart || action == killWord || action == killWordBack ||
	    action == killBlankBack;
}

/* The rest of what a key sends: ESC and a character, or ESC [ ... letter, which ESC O letter is another form of. */
static void
readEscape(struct editor *editor, struct text *keys)
{
	int key = editorKey(editor);

	if (key < 0)
		return;
	textAddChar(keys, key == 'O' ? '[' : key);
	if (key != '[' && key != 'O')
		return;
	while ((key = editorKey(editor)) >= 0) {
		textAddChar(keys, key);
		if (key >= '@' && key <= '~')
			return;
	}
}

enum outcome
editorObey(struct editor *editor, int key)
{
	enum outcome (*action)(struct editor *) = doNothing;
	struct text keys = { NULL, 0, 0 };
	enum outcome outcome = EDIT_GO_ON;
	char byte = key;
	size_t i;

	textAddChar(&keys, key);
	if (key == ESCAPE)
		readEscape(editor, &keys);
	for (i = 0; i < sizeof bindings / sizeof bindings[0]; i++)
		if (strcmp(keys.bytes, bindings[i].keys) == 0)
			action = bindings[i].action;
	textFree(&keys);
	if (key >= ' ' && key != DELETE)
		editorInsert(editor, &byte, 1);
	else
		outcome = action(editor);
	editor->wasKill = isKill(action);
	editor->wasTab = action == completeWord;
	return outcome;
}
