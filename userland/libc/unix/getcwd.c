/*
 * The working directory's name, found by walking up: in each parent, the
 * entry with the child's number. Where the child is the root of another
 * domain the numbers say nothing, and the entries' attributes are compared.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int same(const struct stat *one, const struct stat *other)
{
	return one->st_ino == other->st_ino && one->st_dev == other->st_dev;
}

/* Whether `entry` of the directory `up` names the file that `child` describes. */
static int names(const char *up, const struct dirent *entry, const struct stat *child, const struct stat *parent)
{
	char path[PATH_MAX];
	struct stat found;
	size_t length = strlen(up);

	if (entry->d_name[0] == '.' && (entry->d_namlen == 1 || (entry->d_namlen == 2 && entry->d_name[1] == '.')))
		return 0;
	if (child->st_dev == parent->st_dev)
		return entry->d_ino == child->st_ino;
	if (length + 1 + entry->d_namlen >= sizeof path)
		return 0;
	strcpy(path, up);
	path[length] = '/';
	strcpy(path + length + 1, entry->d_name);
	return stat(path, &found) == 0 && same(&found, child);
}

/* Without a buffer the name is allocated. */
char *getcwd(char *buffer, size_t size)
{
	char up[PATH_MAX], name[PATH_MAX];
	char *start = name + sizeof name - 1;
	size_t upLength = 0;
	struct stat root, child, parent;

	*start = 0;
	if (stat("/", &root) < 0 || stat(".", &child) < 0)
		return 0;
	while (!same(&child, &root)) {
		struct dirent *entry;
		DIR *directory;

		if (upLength + 4 > sizeof up) {
			errno = ENAMETOOLONG;
			return 0;
		}
		strcpy(up + upLength, upLength == 0 ? ".." : "/..");
		upLength += upLength == 0 ? 2 : 3;
		if (stat(up, &parent) < 0 || (directory = opendir(up)) == 0)
			return 0;
		while ((entry = readdir(directory)) != 0 && !names(up, entry, &child, &parent))
			;
		if (entry == 0 || entry->d_namlen + 1 > start - name) {
			closedir(directory);
			errno = entry == 0 ? ENOENT : ENAMETOOLONG;
			return 0;
		}
		start -= entry->d_namlen;
		memcpy(start, entry->d_name, entry->d_namlen);
		*--start = '/';
		closedir(directory);
		child = parent;
	}
	if (*start == 0)
		*--start = '/';
	if (buffer == 0)
		return strdup(start);
	if (strlen(start) + 1 > size) {
		errno = ERANGE;
		return 0;
	}
	return strcpy(buffer, start);
}

char *getwd(char *buffer)
{
	char *name = getcwd(buffer, PATH_MAX);

	if (name == 0)
		strcpy(buffer, strerror(errno));
	return name;
}
