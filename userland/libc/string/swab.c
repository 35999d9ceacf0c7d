/* Bytes in pairs, exchanged; and a copy that tells where it ends. */
#include <string.h>
#include <unistd.h>

void swab(const void *source, void *destination, ssize_t count)
{
	const char *from = source;
	char *to = destination, first;

	for (; count > 1; count -= 2, from += 2, to += 2) {
		first = from[0];
		to[0] = from[1];
		to[1] = first;
	}
}

char *stpcpy(char *to, const char *from)
{
	while ((*to = *from++) != 0)
		to++;
	return to;
}
