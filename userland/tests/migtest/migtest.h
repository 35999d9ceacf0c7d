/*
 * migtest: one small program for each kind of state a process can have. What
 * one prints is the same wherever it runs, and however often it is moved.
 */
#ifndef MIGTEST_H
#define MIGTEST_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* Dies with the text of errno. */
void fail(const char *what) __attribute__((noreturn));
/* The number that a call answered; death for -1. */
long need(const char *what, long result);
pid_t forkOrDie(void);
/* The child's end in words: "exit 3", "signal 9", "stopped 18". */
void showEnd(const char *who, pid_t pid, int options);
/* Some kernel calls that say nothing, and some work between them. */
void passTime(int calls);
unsigned checksum(const void *bytes, size_t count);
/* A scratch file of this test's own, open for reading and writing, and empty. */
int scratch(const char *name);

/* files.c */
void offsetTest(void), pipeTest(void), lockTest(void), appendTest(void), directoryTest(void), deviceTest(void);
/* signals.c */
void maskTest(void), handlerTest(void), timerTest(void), pauseTest(void), stopTest(void), familyTest(void);
/* memory.c */
void heapTest(void), stackTest(void), copyTest(void), floatTest(void);
/* waiting.c */
void readTest(void), waitTest(void), selectTest(void), sleepTest(void), treeTest(void), countTest(void);
/* identity.c */
void idsTest(void), usageTest(void);
void execTest(char **argv);

#endif
