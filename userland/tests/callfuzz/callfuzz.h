/*
 * callfuzz.h: a guest that makes kernel calls with arguments that are
 * plausible, odd or wild. All it does follows from its seed. A supervisor
 * keeps some workers alive; a worker makes a number of calls and ends, if
 * nothing it did has ended it before.
 */
#ifndef CALLFUZZ_H
#define CALLFUZZ_H

#include <fs.h>
#include <proc.h>
#include <sig.h>
#include <sprite.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The most words a call has. */
#define WORDS 10
/* Where the workers meet. */
#define PLAYGROUND "/tmp/fuzz"

/* One line of the table that the program is given: number, and a letter for each argument (arguments.c). */
typedef struct {
	int number;
	char kinds[WORDS + 2];
} Call;

/* The stream of numbers of this process. */
void seedRandom(unsigned seed);
unsigned next(void);
#define CHANCE(percent) (next() % 100 < (percent))

/* Memory that calls may read and write: the last thing in the heap. */
void prepareArguments(Boolean asRoot);
/* One argument of this kind, in at most two words; the answer is how many. */
int makeArgument(char kind, unsigned *words);
/* Write to every page of that memory. */
void touchArena(void);
/* A child that the worker has, to be aimed at. */
void rememberChild(unsigned address);

void work(const Call *calls, int callCount, int howMany);

#endif
