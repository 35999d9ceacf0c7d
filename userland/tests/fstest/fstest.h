/*
 * fstest.h: every call about files, with what it answers. A check prints a
 * line when the status is not the expected one, and nothing when it is.
 */
#ifndef FSTEST_H
#define FSTEST_H

#include <fs.h>
#include <proc.h>
#include <sig.h>
#include <sprite.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>

#define EXPECT(call, expected) expectStatus(__FILE__, __LINE__, #call, (call), (expected))
#define EQUAL(found, expected) expectValue(__FILE__, __LINE__, #found, (int)(found), (int)(expected))

void expectStatus(const char *file, int line, const char *what, ReturnStatus found, ReturnStatus expected);
void expectValue(const char *file, int line, const char *what, int found, int expected);

/* Run in a child with the rights of this user, who has no groups; the child's failures are counted. */
void as(int user, void (*run)(void));
/* The same, and how a program ends that a child becomes: its exit status, or the status of the failed exec. */
int runProgram(int user, const char *path);
/* A new file with these bytes; closed. */
void makeFile(const char *path, const char *text, int permissions);
/* An open stream; the test ends when there can be none. */
int openOrDie(const char *path, int useFlags);
ReturnStatus openStatus(const char *path, int useFlags);
int sizeOf(const char *path);
/* A name of so many letters. */
char *longName(int length);

/* An address that is nobody's. */
#define BAD ((void *)0x10)
#define NO_ID 99

void nameTests(void);
void permissionTests(void);
void attributeTests(void);
void streamTests(void);
void vectorTests(void);
void removedTests(void);
void controlTests(void);
void lockTests(void);
void selectTests(void);
void pipeTests(void);
void execTests(void);
void commandTests(void);

#endif
