/*
 * screen.h: a terminal of the VT100 kind that a program paints and whose keys
 * it reads one by one.
 */
#ifndef SCREEN_H
#define SCREEN_H

enum keys { KEYS_PLAIN, KEYS_CBREAK, KEYS_RAW };

/* A stream to read keys from even if standard input is something else; -1: there is none. */
int openKeyboard(void);
/* How keys arrive; KEYS_PLAIN gives back what was before the first call. */
void setKeys(int stream, enum keys keys);
/* Of the window, from the terminal, $LINES and $COLUMNS, or 24 by 80. */
void screenSize(int stream, int *rows, int *columns);

#endif
