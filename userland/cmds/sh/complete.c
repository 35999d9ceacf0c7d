/*
 * Completion: the word before the cursor becomes as long as all names that
 * begin with it agree; a name that is the only one is finished. The first word
 * of a command is the name of a builtin, function or program, any other that
 * of a file, or of a variable after $.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "editor.h"

#define BREAKS " \t;|&()<>`=\"'"
#define QUOTED " \t;|&()<>`$\"'\\*?[]#~"

struct typed {
	struct text directory; /* up to its last slash, quotes taken away */
	struct text name; /* and what follows */
	char quote; /* in which it stands, or NUL */
};

/* Where the word begins that ends at `point`, and the quote around it. */
static size_t
findStart(const char *line, size_t point, char *quote)
{
	size_t start = 0, i;

	*quote = '\0';
	for (i = 0; i < point; i++) {
		if (*quote != '\0') {
			if (line[i] == *quote)
				*quote = '\0';
			continue;
		}
		if (line[i] == '\\')
			i++;
		else if (strchr(BREAKS, line[i]) != NULL)
			start = i + 1;
		if (i < point && (line[i] == '"' || line[i] == '\'') && (i == 0 || line[i - 1] != '\\'))
			*quote = line[i];
	}
	return start;
}

static bool
isCommand(const char *line, size_t start)
{
	while (start > 0 && (line[start - 1] == ' ' || line[start - 1] == '\t'))
		start--;
	return start == 0 || strchr(";|&(`", line[start - 1]) != NULL;
}

static void
splitWord(const char *text, size_t length, struct typed *word)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (text[i] == '\\' && word->quote == '\0' && ++i == length)
			break;
		textAddChar(&word->name, text[i]);
		if (text[i] == '/') {
			textAddString(&word->directory, textString(&word->name));
			textCut(&word->name, 0);
		}
	}
}

static void
addName(struct strings *names, const char *name, const char *wanted, int tail)
{
	size_t length = strlen(name);
	char *copy;

	if (strncmp(name, wanted, strlen(wanted)) != 0)
		return;
	copy = regionAllocate(&scratch, length + 2);
	memcpy(copy, name, length);
	copy[length] = tail;
	copy[length + 1] = '\0';
	stringsAdd(names, copy);
}

/* The directory that a word names, with a ~ at its start replaced. */
static void
addDirectory(struct text *path, const char *directory)
{
	const char *home = getVariable("HOME");

	if (directory[0] == '~' && directory[1] == '/' && home != NULL) {
		textAddString(path, home);
		directory++;
	}
	textAddString(path, *directory == '\0' ? "./" : directory);
}

static void
addFiles(struct strings *names, const char *directory, const char *wanted, bool programs)
{
	struct text path = { NULL, 0, 0 };
	struct dirent *entry;
	size_t length;
	DIR *open;

	addDirectory(&path, directory);
	length = path.length;
	open = opendir(path.bytes);
	while (open != NULL && (entry = readdir(open)) != NULL) {
		struct stat about;
		bool isDirectory;

		if (strncmp(entry->d_name, wanted, strlen(wanted)) != 0 || (entry->d_name[0] == '.' && wanted[0] != '.'))
			continue;
		textCut(&path, length);
		textAddString(&path, entry->d_name);
		isDirectory = stat(path.bytes, &about) == 0 && (about.st_mode & S_IFMT) == S_IFDIR;
		if (!programs || (!isDirectory && access(path.bytes, X_OK) == 0))
			addName(names, entry->d_name, wanted, isDirectory ? '/' : '\0');
	}
	if (open != NULL)
		closedir(open);
	textFree(&path);
}

static void
addCommands(struct strings *names, const char *wanted)
{
	const char *path = searchPath();
	const struct function *function;
	const struct builtin *builtin;
	size_t i;

	for (i = 0; (builtin = builtinAt(i)) != NULL; i++)
		addName(names, builtin->name, wanted, '\0');
	for (function = firstFunction(); function != NULL; function = function->next)
		addName(names, function->name, wanted, '\0');
	while (path != NULL) {
		size_t length = strcspn(path, ":");
		struct text directory = { NULL, 0, 0 };

		textAdd(&directory, path, length);
		textAddString(&directory, length == 0 ? "./" : "/");
		addFiles(names, directory.bytes, wanted, true);
		textFree(&directory);
		path = path[length] == ':' ? path + length + 1 : NULL;
	}
}

/* Sorted, and each once. */
static void
arrange(struct strings *names)
{
	size_t i, kept = 0;

	if (names->count == 0)
		return;
	qsort(names->items, names->count, sizeof *names->items, compareStrings);
	for (i = 1; i < names->count; i++)
		if (strcmp(names->items[i], names->items[kept]) != 0)
			names->items[++kept] = names->items[i];
	names->count = kept + 1;
	names->items[names->count] = NULL;
}

/* How far all agree. */
static size_t
commonLength(const struct strings *names)
{
	size_t length = strlen(names->items[0]), i;

	for (i = 1; i < names->count; i++)
		while (strncmp(names->items[0], names->items[i], length) != 0)
			length--;
	return length;
}

static void
addQuotedName(struct text *text, const char *name, size_t length, char quote)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (quote == '\0' && strchr(QUOTED, name[i]) != NULL)
			textAddChar(text, '\\');
		textAddChar(text, name[i]);
	}
}

static void
finish(struct completion *completion, const struct typed *word, const char *typed, size_t typedLength, char tail)
{
	const char *name = completion->names.items[0];
	size_t length = commonLength(&completion->names);

	/* The directory stays as it was written. */
	textAdd(&completion->word, typed, typedLength);
	addQuotedName(&completion->word, name, length, word->quote);
	if (completion->names.count > 1 || name[length - 1] == '/')
		return;
	if (word->quote != '\0')
		textAddChar(&completion->word, word->quote);
	textAddChar(&completion->word, tail);
}

/* How much of the word stands before its name, as it is written. */
static size_t
writtenDirectory(const char *text, size_t length)
{
	while (length > 0 && text[length - 1] != '/')
		length--;
	return length;
}

void
complete(const char *line, size_t point, struct completion *completion)
{
	struct typed word = { { NULL, 0, 0 }, { NULL, 0, 0 }, '\0' };
	const char *text;
	size_t length, written;

	completion->start = findStart(line, point, &word.quote);
	text = line + completion->start;
	length = point - completion->start;
	written = writtenDirectory(text, length);
	if (*text == '$' && length > 0 && written == 0) {
		written = 1;
		textAdd(&word.name, text + 1, length - 1);
		addVariableNames(&completion->names, textString(&word.name));
	} else {
		splitWord(text, length, &word);
		if (written == 0 && word.quote == '\0' && isCommand(line, completion->start))
			addCommands(&completion->names, textString(&word.name));
		else
			addFiles(&completion->names, textString(&word.directory), textString(&word.name), false);
	}
	arrange(&completion->names);
	if (completion->names.count > 0)
		finish(completion, &word, text, written, ' ');
	textFree(&word.directory);
	textFree(&word.name);
}

void
listNames(const struct strings *names, size_t columns)
{
	struct text text = { NULL, 0, 0 };
	size_t widest = 0, across, down, row, i;

	for (i = 0; i < names->count; i++)
		if (strlen(names->items[i]) > widest)
			widest = strlen(names->items[i]);
	across = columns / (widest + 2);
	if (across == 0)
		across = 1;
	down = (names->count + across - 1) / across;
	for (row = 0; row < down; row++) {
		for (i = row; i < names->count; i += down) {
			size_t end = text.length + widest + 2;

			textAddString(&text, names->items[i]);
			while (i + down < names->count && text.length < end)
				textAddChar(&text, ' ');
		}
		textAddChar(&text, '\n');
	}
	writeAll(2, text.bytes, text.length);
	textFree(&text);
}
