/*
 * vi, in parts: main.c (keys, the loop), screen.c (what is seen), motion.c and
 * search.c (where the cursor goes), operator.c (d c y and their kin), insert.c
 * (text typed in), normal.c (all other keys), ex.c (the colon).
 *
 * The lines are the editor's (common/editor). Invariants between keys: there is
 * a line, `current` is the cursor's, `column` is a byte of it or 0.
 */
#ifndef VI_H
#define VI_H

#include "common.h"
#include "editor/editor.h"

#define ESCAPE 0x1b
#define CONTROL(c) ((c) & 0x1f)
/* Keys that send sequences. */
enum { KEY_UP = 256, KEY_DOWN, KEY_RIGHT, KEY_LEFT, KEY_HOME, KEY_END, KEY_DELETE, KEY_PAGE_UP, KEY_PAGE_DOWN };

extern long column, wantedColumn; /* the second is where j and k would like to be, on the screen */
#define LINE_END 0x7fffffffL

/* main.c */
int readKey(void);
void startCommand(void); /* what is typed from here on may be repeated by . */
void keepCommand(void);
void repeatCommand(long count);
void say(const char *text); /* on the last line */
void complainOf(const char *text); /* with a bell */
void refuse(void); /* only the bell */
void suspend(void);
void leave(void) __attribute__((noreturn));
const char *textAt(long line, size_t *length);
long lengthOf(long line);
void fixCursor(int inserting);
void ensureLine(void); /* a text without lines gets one that is not written */
int isEmptyText(void);

/* screen.c */
extern int rows, columns, numbering, listing;
void openScreen(void);
void closeScreen(void);
void measureScreen(void);
void forgetScreen(void); /* all is painted anew */
void paint(void);
void scrollTo(long firstLine);
long firstLineShown(void), lastLineShown(void);
/* Where a byte of a line stands if the screen were endless, and which byte stands there. */
long screenColumn(long line, long byte), byteAtColumn(long line, long wanted);
/* A line typed at the bottom behind a character; NULL if it was given up. */
char *readBottomLine(const char *prompt);
void putMessage(const char *text);

/* motion.c: where a motion leads. */
struct place {
	long line, column;
};
struct motion {
	struct place to;
	int linewise; /* for operators: whole lines */
	int inclusive; /* the last character, too */
	int found;
};
struct motion readMotion(int key, long count, int hasCount, int operator);
extern struct place marks['z' - 'a' + 1], jumpedFrom;

/* search.c */
struct motion searchMotion(int key, long count);
struct motion findInLine(int key, long count);
struct motion matchBracket(void);

/* operator.c */
struct region {
	struct text text; /* linewise: every line with its newline */
	int linewise;
};
void chooseRegister(int name);
void operate(int operator, long count, int hasCount);
void operateLines(int operator, long from, long to);
void put(int before, long count);
void deleteCharacters(long from, long to); /* of the current line, into the register */

/* insert.c */
void insertText(int how, long count); /* i a I A o O; R overwrites */
extern int autoIndent;

/* normal.c */
void obeyKey(void);

/* ex.c */
void obeyColon(const char *line);
int mayQuit(void);
void openFile(const char *name);
extern char **nextFiles;

#endif
