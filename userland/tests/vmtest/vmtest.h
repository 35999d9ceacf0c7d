#include <proc.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include <vm.h>

#define MEGABYTE 0x100000

extern int pageSize;

/* New zeroed pages, or the end. */
char *morePages(int count);

/* Forks, or ends. 0 in the child. */
Proc_PID forkOrDie(void);
void waitForChild(void);

/* Each takes what follows its name on the command line; missing ones are "". */
void bigTest(char **arguments);
void manyTest(char **arguments);
void faultTimes(char **arguments);
void forkTimes(char **arguments);
void mapTest(char **arguments);
void mapBigTest(char **arguments);
