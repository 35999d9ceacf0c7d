/*
 * parse.h: what the two halves of reading share.
 */
#ifndef PARSE_H
#define PARSE_H

#include <setjmp.h>
#include "text.h"

enum { T_END = 256, T_NUMBER, T_STRING, T_NAME, T_NEWLINE, T_AUTO, T_BREAK, T_CONTINUE, T_DEFINE, T_ELSE, T_FOR, T_HALT, T_IF,
	T_LENGTH, T_PRINT, T_QUIT, T_RETURN, T_SCALE, T_SQRT, T_WHILE, T_IBASE, T_OBASE, T_LAST, T_INCREMENT, T_DECREMENT, T_AND,
	T_OR, T_LE, T_GE, T_EQ, T_NE, T_SET };

extern int token, setOperator; /* the second of T_SET: the character before = */
extern struct text word; /* of names, numbers and strings */
extern jmp_buf parseRecovery; /* where an error leads */

void advance(void);
int take(int wanted); /* if it is next */
void expect(int wanted, const char *what);
void skipNewlines(void);
void skipRest(void); /* of the line */
void parseError(const char *why);
size_t findFunction(const char *name);

#endif
