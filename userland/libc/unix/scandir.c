/* The entries of a directory, chosen and sorted. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static struct dirent *copyOf(const struct dirent *entry)
{
	size_t size = offsetof(struct dirent, d_name) + entry->d_namlen + 1;
	struct dirent *copy = malloc(size);

	if (copy != 0)
		memcpy(copy, entry, size);
	return copy;
}

static int giveUp(struct dirent **list, int count, DIR *directory)
{
	while (count > 0)
		free(list[--count]);
	free(list);
	closedir(directory);
	return -1;
}

/* How many; the list and each entry come from malloc. */
int scandir(const char *path, struct dirent ***result, int (*wanted)(const struct dirent *),
	    int (*compare)(const struct dirent **, const struct dirent **))
{
	DIR *directory = opendir(path);
	struct dirent **list = 0, **larger, *entry;
	int count = 0, room = 0;

	if (directory == 0)
		return -1;
	while ((entry = readdir(directory)) != 0) {
		if (wanted != 0 && !wanted(entry))
			continue;
		if (count == room) {
			larger = realloc(list, (size_t)(room = 2 * room + 16) * sizeof *list);
			if (larger == 0)
				return giveUp(list, count, directory);
			list = larger;
		}
		if ((list[count] = copyOf(entry)) == 0)
			return giveUp(list, count, directory);
		count++;
	}
	closedir(directory);
	if (compare != 0 && count > 0)
		qsort(list, (size_t)count, sizeof *list, (int (*)(const void *, const void *))compare);
	*result = list;
	return count;
}

int alphasort(const struct dirent **first, const struct dirent **second)
{
	return strcmp((*first)->d_name, (*second)->d_name);
}
