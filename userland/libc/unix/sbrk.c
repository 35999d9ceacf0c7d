/*
 * The break: end of the heap. The segment only grows, each piece starting at
 * the byte where the one before ended.
 */
#include <compat.h>
#include <errno.h>
#include <status.h>
#include <unistd.h>
#include <vm.h>

extern char end[]; /* the linker's */

static char *currentBreak = end, *created = end;

int brk(void *address)
{
	char *wanted = address;

	if (wanted > created) {
		if (Vm_CreateVA(created, wanted - created) != SUCCESS) {
			errno = ENOMEM;
			return -1;
		}
		created = wanted;
	}
	currentBreak = wanted;
	return 0;
}

void *sbrk(int increment)
{
	char *old = currentBreak;

	return brk(old + increment) < 0 ? (void *)-1 : old;
}
