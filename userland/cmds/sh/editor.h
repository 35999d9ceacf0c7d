/* The parts of the line editor: the picture of the line, history, completion. */
#ifndef EDITOR_H
#define EDITOR_H

#include "sh.h"

/* ---- display.c ---- */

/* The prompt has not been written yet; the cursor is at the left margin. */
void displayBegin(void);
/* Makes the screen show both, with the cursor before line[point]. */
void displayUpdate(const char *prompt, const char *line, size_t length, size_t point);
void displayLeave(void); /* to the left margin below the line */
void displayClearScreen(void);
bool isContinuation(const char *line, size_t i); /* a byte that is no character of its own */

/* ---- history.c ---- */

size_t historyFirst(void);
const char *historyLine(size_t number); /* NULL: none */
void historyDrop(void); /* the newest line */
/* The newest before `number` with `text` in it, or 0. */
size_t historySearch(const char *text, size_t number);

/* ---- complete.c ---- */

struct completion {
	size_t start; /* where the word begins */
	struct text word; /* what it becomes */
	struct strings names; /* those that match, sorted, in scratch */
};
/* Of the word that ends at `point`. */
void complete(const char *line, size_t point, struct completion *completion);
void listNames(const struct strings *names, size_t columns); /* below the line */

/* ---- editor.c ---- */

enum outcome { EDIT_GO_ON, EDIT_DONE, EDIT_END, EDIT_INTERRUPTED };
struct editor {
	const char *prompt; /* what is left of it after its last newline */
	struct text line;
	size_t point; /* where the cursor is */
	struct text killed; /* cut last, for ^Y */
	struct text draft; /* the line being made, while one of the history is shown */
	size_t number; /* of the line shown */
	bool wasKill, wasTab; /* the key before */
};
void editorInsert(struct editor *editor, const char *bytes, size_t length);
void editorRemove(struct editor *editor, size_t start, size_t end);
void editorReplace(struct editor *editor, const char *line); /* the whole line */
bool editorRecall(struct editor *editor, size_t number); /* a line of the history */
void editorShow(const struct editor *editor);
/* A byte from the keyboard; -1: the edit is over, for a signal or the end of the input. */
int editorKey(struct editor *editor);

/* ---- keys.c, search.c ---- */

enum outcome editorObey(struct editor *editor, int key);

/* ^R: looks through the history; returns the key that ended it, to be obeyed; 0: none is. */
int editorSearch(struct editor *editor);

#endif
