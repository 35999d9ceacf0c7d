/*
 * Names of files that match a pattern, one component at a time. A leading dot
 * has to be written out.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "sh.h"

static void walk(struct text *path, const char *pattern, struct strings *found);

static bool
exists(const char *path)
{
	struct stat attributes;

	return lstat(path, &attributes) == 0;
}

static bool
isDirectory(const char *path)
{
	struct stat attributes;

	return stat(path, &attributes) == 0 && (attributes.st_mode & S_IFMT) == S_IFDIR;
}

/* Adds the text that the pattern, which has no magic, stands for. */
static void
addPlain(struct text *path, const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '\\' && pattern[1] != '\0')
			pattern++;
		textAddChar(path, *pattern);
	}
}

static void
walkDirectory(struct text *path, const char *component, const char *rest, struct strings *found)
{
	DIR *directory = opendir(path->length == 0 ? "." : path->bytes);
	size_t length = path->length;
	struct strings names = { NULL, 0, 0 };
	struct dirent *entry;
	size_t i;

	if (directory == NULL)
		return;
	while ((entry = readdir(directory)) != NULL)
		if ((entry->d_name[0] != '.' || component[0] == '.') &&
		    fitsWildcard(component, entry->d_name, strlen(entry->d_name)))
			stringsAdd(&names, regionCopy(&scratch, entry->d_name, strlen(entry->d_name)));
	closedir(directory);
	for (i = 0; i < names.count; i++) {
		textAddString(path, names.items[i]);
		if (*rest == '\0')
			stringsAdd(found, regionCopy(&scratch, path->bytes, path->length));
		else if (isDirectory(path->bytes))
			walk(path, rest, found);
		textCut(path, length);
	}
	stringsFree(&names);
}

/* Adds to `found` what matches `pattern` below `path`; `path` is left as it was. */
static void
walk(struct text *path, const char *pattern, struct strings *found)
{
	size_t length = path->length;
	struct text component = { NULL, 0, 0 };

	while (*pattern == '/')
		textAddChar(path, *pattern++);
	while (*pattern != '\0' && *pattern != '/')
		textAddChar(&component, *pattern++);
	if (hasMagic(textString(&component))) {
		walkDirectory(path, component.bytes, pattern, found);
	} else {
		addPlain(path, textString(&component));
		if (*pattern != '\0')
			walk(path, pattern, found);
		else if (exists(textString(path)))
			stringsAdd(found, regionCopy(&scratch, path->bytes, path->length));
	}
	textFree(&component);
	textCut(path, length);
}

void
expandNames(const char *pattern, struct strings *found)
{
	struct text path = { NULL, 0, 0 };
	size_t before = found->count;

	walk(&path, pattern, found);
	textFree(&path);
	if (found->count > before)
		qsort(found->items + before, found->count - before, sizeof *found->items, compareStrings);
}
