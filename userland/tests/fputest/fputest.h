/*
 * fputest.h: the floating-point coprocessor as a program meets it: results,
 * flags, rounding modes, conversions, conditions, and the signals of enabled
 * exceptions. Each chip has a file; it prints a line for what is not as
 * expected.
 */
#ifndef FPUTEST_H
#define FPUTEST_H

#include <setjmp.h>
#include <signal.h>
#include <unistd.h>
#include "../check.h"

typedef union {
	double value;
	struct {
#ifdef __mips__
		unsigned low, high;
#else
		unsigned high, low;
#endif
	} bits;
} Double;
typedef union {
	float value;
	unsigned bits;
} Single;

enum { NEAREST, ZERO, UP, DOWN };

/* How often something was not as expected. */
int chipTests(void);

/* The chip's own registers. */
int status(void);
void setStatus(int value);

/* The last signal: its number, 0 for none since that was put there, and what the handler was given and found. */
extern volatile int caught, caughtCode, caughtStatus;
extern char *volatile caughtAddress;
/* Where the handler goes instead of back, when isAway is set. */
extern jmp_buf away;
extern int isAway;

void catchSignal(int number);

#endif
