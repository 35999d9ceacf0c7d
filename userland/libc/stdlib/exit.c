/* The way out: functions registered with atexit, last first, then stdio's buffers. */
#include <stdlib.h>
#include <unistd.h>

#define MAX_FUNCTIONS 32

static void (*functions[MAX_FUNCTIONS])(void);
static int functionCount;

/* Set by stdio when it first has something to flush: programs without it stay small. */
void (*__flushAtExit)(void);

int atexit(void (*function)(void))
{
	if (functionCount == MAX_FUNCTIONS)
		return -1;
	functions[functionCount++] = function;
	return 0;
}

void exit(int status)
{
	while (functionCount > 0)
		functions[--functionCount]();
	if (__flushAtExit != 0)
		__flushAtExit();
	_exit(status);
}
