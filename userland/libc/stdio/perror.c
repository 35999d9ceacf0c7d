/* perror: one line, one write. */
#include <errno.h>
#include <string.h>

#include "private.h"

void perror(const char *what)
{
	const char *why = strerror(errno);

	if (what != 0 && *what != 0) {
		__put(stderr, what, strlen(what));
		__put(stderr, ": ", 2);
	}
	__put(stderr, why, strlen(why));
	__put(stderr, "\n", 1);
	__endBurst(stderr);
}
