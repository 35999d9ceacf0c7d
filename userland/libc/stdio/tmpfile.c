/* Temporary files: /usr/tmp/ and the process id in six decimal digits. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

char *tmpnam(char *name)
{
	static char own[L_tmpnam];

	if (name == 0)
		name = own;
	strcpy(name, P_tmpdir "XXXXXX");
	return mktemp(name);
}

/* Removed at once: it goes when it is closed. */
FILE *tmpfile(void)
{
	char name[L_tmpnam];
	FILE *file;
	int stream;

	strcpy(name, P_tmpdir "XXXXXX");
	stream = mkstemp(name);
	if (stream < 0)
		return 0;
	unlink(name);
	file = fdopen(stream, "w+");
	if (file == 0)
		close(stream);
	return file;
}
