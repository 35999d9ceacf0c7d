/* proctest.h: a guest program that shows what processes and signals do; one test to a name. */
#ifndef PROCTEST_H
#define PROCTEST_H

#include <proc.h>
#include <sig.h>
#include <sprite.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sync.h>
#include <unistd.h>
#include "machine.h"

typedef int Handler(int signal, int code, Context *context, char *address);

void forkTests(void);
void bombTests(void);
void waitTests(void);
void signalTests(void);
void execTests(char **argv);
void sharedTests(void);
void wildTests(void);

/* An address that is nobody's. */
extern int *volatile const nowhere;

/* A child's id, or 0 in the child; the test ends when there can be none. */
Proc_PID forkOrDie(Boolean shareHeap);
/* Wait for anything and print what happened, but not to whom. */
void showWait(int flags);
void handle(int signal, Handler *handler, int mask);
#define BIT(signal) (1 << ((signal) - 1))

#endif
