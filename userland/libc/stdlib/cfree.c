/* The other end of calloc, in older programs. */
#include <stdlib.h>

void cfree(void *block)
{
	free(block);
}
