/* termcap.h: what terminals can do, from /etc/termcap. */
#ifndef _TERMCAP_H
#define _TERMCAP_H

extern char PC, *BC, *UP; /* the padding character; back and up where the terminal has a way of its own */
extern short ospeed;	  /* number of the terminal's speed, as in struct sgttyb */

int tgetent(char *, const char *);
int tgetnum(const char *), tgetflag(const char *);
char *tgetstr(const char *, char **);
char *tgoto(const char *, int column, int row);
int tputs(const char *, int lines, int (*)(int));

#endif
