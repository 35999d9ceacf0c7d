/* A name without links, "." and "..": each component is looked at in turn. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

static char *fail(int error)
{
	errno = error;
	return 0;
}

/* `result` has room for PATH_MAX bytes. */
char *realpath(const char *path, char *result)
{
	char rest[PATH_MAX], link[PATH_MAX], *next, *end;
	int links = 0, size;
	struct stat about;

	if (strlen(path) >= PATH_MAX)
		return fail(ENAMETOOLONG);
	if (*path == 0)
		return fail(ENOENT);
	strcpy(rest, path);
	result[0] = 0;
	if (*path != '/' && getcwd(result, PATH_MAX) == 0)
		return 0;
	if (strcmp(result, "/") == 0)
		result[0] = 0;
	for (next = rest; *next != 0; next = end) {
		size_t length = strlen(result), part;

		next += strspn(next, "/");
		part = strcspn(next, "/");
		end = next + part;
		if (part == 0 || (part == 1 && next[0] == '.'))
			continue;
		if (part == 2 && next[0] == '.' && next[1] == '.') {
			char *last = strrchr(result, '/');

			if (last != 0)
				*last = 0;
			continue;
		}
		if (length + 1 + part >= PATH_MAX)
			return fail(ENAMETOOLONG);
		result[length] = '/';
		memcpy(result + length + 1, next, part);
		result[length + 1 + part] = 0;
		if (lstat(result, &about) < 0)
			return 0;
		if (!S_ISLNK(about.st_mode))
			continue;
		/* The link's target, and what comes behind it. */
		size = readlink(result, link, PATH_MAX - 1);
		if (size < 0)
			return 0;
		if (++links > MAXSYMLINKS || size + strlen(end) >= PATH_MAX)
			return fail(links > MAXSYMLINKS ? ELOOP : ENAMETOOLONG);
		strcpy(link + size, end);
		strcpy(rest, link);
		end = rest;
		result[link[0] == '/' ? 0 : length] = 0;
	}
	return result[0] == 0 ? strcpy(result, "/") : result;
}
