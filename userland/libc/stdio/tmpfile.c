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

/* In $TMPDIR, the directory given, or /usr/tmp, whichever is a place to write; the name comes from malloc. */
char *tempnam(const char *directory, const char *prefix)
{
	const char *places[3], *place = "/tmp";
	char *name;
	int i;

	places[0] = getenv("TMPDIR");
	places[1] = directory;
	places[2] = P_tmpdir;
	for (i = 0; i < 3; i++) {
		if (places[i] != 0 && access(places[i], W_OK | X_OK) == 0) {
			place = places[i];
			break;
		}
	}
	name = malloc(strlen(place) + 16);
	if (name == 0)
		return 0;
	strcpy(name, place);
	if (name[strlen(name) - 1] != '/')
		strcat(name, "/");
	if (prefix != 0)
		strncat(name, prefix, 5);
	return mktemp(strcat(name, "XXXXXX"));
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
