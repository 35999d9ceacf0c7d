/* The environment: an array of NAME=value. It is copied to the heap before its first change. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **owned; /* the array, once it is ours */
static int capacity; /* entries it has room for, the null pointer included */

/* The index of the variable, or of the null pointer. */
static int find(const char *name, size_t length)
{
	int i;

	for (i = 0; environ != 0 && environ[i] != 0; i++)
		if (strncmp(environ[i], name, length) == 0 && environ[i][length] == '=')
			break;
	return i;
}

char *getenv(const char *name)
{
	size_t length = strlen(name);
	int i = find(name, length);

	return environ == 0 || environ[i] == 0 ? 0 : environ[i] + length + 1;
}

/* Room for `entries` and the null pointer. */
static int makeRoom(int entries)
{
	int count = 0;
	char **larger;

	if (environ == owned && owned != 0 && entries < capacity)
		return 0;
	while (environ != 0 && environ[count] != 0)
		count++;
	larger = realloc(environ == owned ? owned : 0, (entries + 16) * sizeof *larger);
	if (larger == 0)
		return -1;
	if (environ != owned)
		memcpy(larger, environ, count * sizeof *larger);
	larger[count] = 0;
	capacity = entries + 16;
	environ = owned = larger;
	return 0;
}

static int put(char *entry, size_t nameLength)
{
	int i = find(entry, nameLength);
	int isNew = environ == 0 || environ[i] == 0;

	if (makeRoom(i + 1) < 0)
		return -1;
	environ[i] = entry;
	if (isNew)
		environ[i + 1] = 0;
	return 0;
}

/* The string itself becomes part of the environment. */
int putenv(char *entry)
{
	size_t length = strcspn(entry, "=");

	if (entry[length] == 0)
		return unsetenv(entry);
	return put(entry, length);
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t length = strlen(name);
	char *entry;

	if (length == 0 || strchr(name, '=') != 0) {
		errno = EINVAL;
		return -1;
	}
	if (!overwrite && getenv(name) != 0)
		return 0;
	entry = malloc(length + strlen(value) + 2);
	if (entry == 0)
		return -1;
	memcpy(entry, name, length);
	entry[length] = '=';
	strcpy(entry + length + 1, value);
	return put(entry, length);
}

int unsetenv(const char *name)
{
	size_t length = strlen(name);
	int i = find(name, length);

	if (environ == 0)
		return 0;
	while (environ[i] != 0) {
		int j;

		for (j = i; environ[j] != 0; j++)
			environ[j] = environ[j + 1];
		i = find(name, length);
	}
	return 0;
}
