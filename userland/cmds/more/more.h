/*
 * more, in three parts: main.c (options, the keys), text.c (what is shown, read
 * as far as needed), page.c (the screen).
 */
#ifndef MORE_H
#define MORE_H

#include <stddef.h>

/* text.c: one file or pipe. Lines are as wide as the screen; 0 is the first. */
void openText(int stream, const char *name);
void closeText(void);
/* Reads until the line is there; 0 if the text has fewer. */
int hasRow(long row);
/* Its bytes, without a newline. */
const char *rowText(long row, size_t *length);
/* The row that begins the given line, and the line of a row; lines from 1. */
long rowOfLine(long line);
long lineOfRow(long row);
long rowCount(void); /* reads everything */
extern int squeezing; /* -s: several empty lines are one */
extern int screenRows, screenColumns;

/* page.c */
int isControl(int c); /* shown as ^ and a letter */
void putRow(const char *text, size_t length);
void putStandout(const char *text);

#endif
