/* Names of temporary files: six X become the process id in decimal, then a letter is tried. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ID_DIGITS 6

/* Where the id goes; 0 when the name does not end in six X. */
static char *fillIn(char *name)
{
	size_t length = strlen(name);
	unsigned id = (unsigned)getpid();
	int i;

	if (length < ID_DIGITS || strcmp(name + length - ID_DIGITS, "XXXXXX") != 0) {
		errno = EINVAL;
		return 0;
	}
	for (i = 1; i <= ID_DIGITS; i++) {
		name[length - i] = (char)('0' + id % 10);
		id /= 10;
	}
	return name + length - ID_DIGITS;
}

char *mktemp(char *name)
{
	char *place = fillIn(name), first;

	if (place == 0)
		return 0;
	first = *place;
	for (*place = first; access(name, F_OK) == 0; (*place)++) {
		if (*place == first)
			*place = 'a' - 1;
		if (*place == 'z') {
			*name = 0;
			break;
		}
	}
	return name;
}

int mkstemp(char *name)
{
	char *place = fillIn(name), letter;
	int stream;

	if (place == 0)
		return -1;
	stream = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	for (letter = 'a'; stream < 0 && errno == EEXIST && letter <= 'z'; letter++) {
		*place = letter;
		stream = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	}
	return stream;
}
