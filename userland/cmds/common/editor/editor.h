/*
 * editor.h: what ed and vi are made of: buffer.c (the lines, marks and undo),
 * address.c (which lines), lines.c (commands that change or show lines), file.c
 * (reading and writing), command.c (one command of ed, which is also vi's after
 * the colon).
 */
#ifndef EDITOR_H
#define EDITOR_H

#include "../common.h"
#include "../substitute.h"

/* Lines are shared between the buffer and what undo keeps. */
struct line {
	struct text text;
	long references;
	int marked; /* by g */
};

/* buffer.c: lines count from 1. */
extern long current, lineCount;
extern int changed; /* since it was written */
struct line *lineAt(long number);
void insertLine(long after, const char *bytes, size_t length);
void deleteLines(long from, long to);
void moveLines(long from, long to, long after);
void replaceLine(long number, const char *bytes, size_t length);
void setMark(int letter, long number);
long findMark(int letter); /* 0: not set, or its line is gone */
void keepForUndo(void); /* before a command that changes something */
int undo(void); /* 0: nothing to undo */
void clearBuffer(void);

/* address.c: reads addresses at *p. */
struct addresses {
	long from, to;
	int count;
};
/* 0 and a reason in lastError. */
int readAddresses(const char **p, struct addresses *addresses);
/* A pattern between delimiters, or the last one; NULL and a reason. */
const regex_t *readRegex(const char **p, int delimiter);
long findLine(const regex_t *regex, int backwards); /* 0: none */

extern const char *lastError;
int failure(const char *why); /* remembers it; returns 0 */
/* The next line of the script of g; NULL if there is none. */
char *readScriptLine(size_t *length);
/* Of the program: a line of commands or text, from the script of g or from elsewhere; NULL at the end. */
char *readCommandLine(size_t *length);
/* Of the program: a file that could not be used. Returns failure(). */
int fileFailure(const char *name, const char *why);

/* command.c: the command at p; 0 if it failed. */
int doCommand(const char *p, int inGlobal);
int explains(void); /* H */
/* silent: no counts of bytes; hushed: lines are not shown, only moved to */
extern int silent, hushed, prompting, quitting;
extern const char *prompt;
extern const char *globalScript; /* commands of g that are still to be done */

/* lines.c */
void readText(long after);
void printLines(long from, long to, int how); /* p, n or l */
void joinLines(long from, long to);
void copyLines(long from, long to, long after);
int substituteLines(const char *arguments, long from, long to, int inGlobal);

/* file.c: "!command" in place of a name reads from and writes to commands. */
extern char *fileName;
int readFileInto(const char *name, long after);
int writeFile(const char *name, long from, long to, int append);

#endif
