/* Walking a tree: each file once, a directory before what is in it, links not followed. */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

static int walk(char *path, int (*visit)(const char *, const struct stat *, int))
{
	struct dirent *entry;
	struct stat about;
	size_t length = strlen(path);
	DIR *directory;
	int result;

	if (lstat(path, &about) < 0)
		return errno == ENOENT || errno == EACCES ? visit(path, &about, FTW_NS) : -1;
	if (!S_ISDIR(about.st_mode))
		return visit(path, &about, FTW_F);
	directory = opendir(path);
	if (directory == 0)
		return errno == EACCES ? visit(path, &about, FTW_DNR) : -1;
	result = visit(path, &about, FTW_D);
	while (result == 0 && (entry = readdir(directory)) != 0) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (length + 1 + entry->d_namlen >= PATH_MAX) {
			errno = ENAMETOOLONG;
			result = -1;
			break;
		}
		path[length] = '/';
		strcpy(path + length + (length > 0 && path[length - 1] == '/' ? 0 : 1), entry->d_name);
		result = walk(path, visit);
		path[length] = 0;
	}
	closedir(directory);
	return result;
}

/* Ends with the first answer that is not 0. The number of streams it may use, `depth`, is taken as enough. */
int ftw(const char *start, int (*visit)(const char *, const struct stat *, int), int depth)
{
	char path[PATH_MAX];
	struct stat about;

	(void)depth;
	if (strlen(start) >= PATH_MAX) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (lstat(start, &about) < 0)
		return -1;
	strcpy(path, start);
	return walk(path, visit);
}
