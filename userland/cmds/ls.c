/*
 * ls: what is in directories. Columns on a terminal, else one name a line;
 * sizes in Kbytes. Attributes are asked for only where they are needed.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "common/common.h"
#include "common/screen.h"

#define USAGE "[-1aAcCdfFgilLqrRstu] [file ...]"
#define USUAL_WIDTH 80
#define COLUMN_GAP 2
#define INODE_WIDTH 6
#define BLOCKS_WIDTH 4
#define HALF_YEAR_SECONDS (365L * 24 * 3600 / 2)

struct entry {
	char *name; /* as it is shown */
	char *path;
	struct stat status;
};

struct list {
	struct entry *entries;
	size_t count, capacity;
};

static char chosen[128]; /* options by their letter */
static time_t now;

/* --- What is known of a file --- */

static int
needsStatus(void)
{
	return chosen['l'] || chosen['s'] || chosen['i'] || chosen['t'] || chosen['F'] || chosen['R'];
}

static time_t
timeOf(const struct stat *status)
{
	return chosen['c'] ? status->st_ctime : chosen['u'] ? status->st_atime : status->st_mtime;
}

static unsigned long
kilobytes(const struct stat *status)
{
	return ((unsigned long)status->st_blocks + 1) / 2;
}

static int
compareEntries(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;
	int order = 0;

	if (chosen['t']) {
		time_t left = timeOf(&a->status), right = timeOf(&b->status);

		order = left < right ? 1 : left > right ? -1 : 0;
	}
	if (order == 0)
		order = strcmp(a->name, b->name);
	return chosen['r'] ? -order : order;
}

static void
sortEntries(struct list *list)
{
	if (!chosen['f'] && list->count > 0)
		qsort(list->entries, list->count, sizeof *list->entries, compareEntries);
}

static struct entry *
addEntry(struct list *list, char *name, char *path)
{
	struct entry *entry;

	list->entries = growArray(list->entries, &list->capacity, list->count, sizeof *list->entries);
	entry = &list->entries[list->count++];
	memset(entry, 0, sizeof *entry);
	entry->name = name;
	entry->path = path;
	return entry;
}

static void
freeEntries(struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		free(list->entries[i].name);
		free(list->entries[i].path);
	}
	free(list->entries);
}

/* --- Showing it --- */

static char
markOf(mode_t mode)
{
	if (S_ISDIR(mode))
		return '/';
	if (IS_LINK(mode))
		return '@';
	if (S_ISREG(mode))
		return mode & 0111 ? '*' : '\0';
	if (S_ISFIFO(mode))
		return '|';
	return S_ISCHR(mode) ? '\0' : '=';
}

static void
putName(const char *name)
{
	if (!chosen['q']) {
		putText(name);
		return;
	}
	for (; *name != '\0'; name++)
		putchar(isprint((unsigned char)*name) ? *name : '?');
}

/* "Mar  6 09:00", or with the year where the hour no longer matters. */
static void
putTime(time_t when)
{
	const char *text = ctime(&when); /* "Mon Mar  6 09:00:00 1989\n" */

	putBytes(text + 4, 7);
	if (when > now - HALF_YEAR_SECONDS && when < now + 3600) {
		putBytes(text + 11, 5);
	} else {
		putchar(' ');
		putBytes(text + 20, 4);
	}
}

/* A device is named by its server (-1: the host that opens it), type and unit. */
static void
putDevice(const struct stat *status)
{
	char text[3 * NUMBER_BYTES], digits[NUMBER_BYTES];

	text[0] = '\0';
#ifdef S_IFPDEV
	if (status->st_devServerID < 0)
		strcpy(text, "-1");
	else
		strcat(text, numberText(digits, (unsigned long)status->st_devServerID, 10));
	strcat(text, ",");
#endif
	strcat(text, numberText(digits, (unsigned long)(status->st_rdev >> 8 & 0xff), 10));
	strcat(text, ",");
	strcat(text, numberText(digits, (unsigned long)(status->st_rdev & 0xff), 10));
	putPadded(text, 8);
}

static void
putLong(const struct entry *entry)
{
	const struct stat *status = &entry->status;
	char mode[11];

	modeText(status->st_mode, mode);
	putText(mode);
	putNumber((unsigned long)status->st_nlink, 3);
	putchar(' ');
	putPadded(userName(status->st_uid), -8);
	putchar(' ');
	putPadded(groupName(status->st_gid), -8);
	putchar(' ');
	if (S_ISCHR(status->st_mode))
		putDevice(status);
	else
		putNumber((unsigned long)status->st_size, 8);
	putchar(' ');
	putTime(timeOf(status));
	putchar(' ');
}

static int
entryWidth(const struct entry *entry)
{
	int width = (int)strlen(entry->name);

	if (chosen['i'])
		width += INODE_WIDTH + 1;
	if (chosen['s'])
		width += BLOCKS_WIDTH + 1;
	if (chosen['F'] && markOf(entry->status.st_mode) != '\0')
		width++;
	return width;
}

static void
putEntry(const struct entry *entry)
{
	char *target;

	if (chosen['i']) {
		putNumber((unsigned long)entry->status.st_ino, INODE_WIDTH);
		putchar(' ');
	}
	if (chosen['s']) {
		putNumber(kilobytes(&entry->status), BLOCKS_WIDTH);
		putchar(' ');
	}
	if (chosen['l'])
		putLong(entry);
	putName(entry->name);
	if (chosen['l'] && IS_LINK(entry->status.st_mode)) {
		target = linkText(entry->path);
		putText(" -> ");
		putName(target == NULL ? "?" : target);
		free(target);
	} else if (chosen['F'] && markOf(entry->status.st_mode) != '\0') {
		putchar(markOf(entry->status.st_mode));
	}
}

/* Of the terminal, or a usual one. */
static int
lineWidth(void)
{
	int rows, width = USUAL_WIDTH;

	if (isatty(1))
		screenSize(1, &rows, &width);
	return width;
}

/* Down the columns, as a person reads. */
static void
putColumns(const struct list *list)
{
	int widest = 0, columns, column, pad;
	size_t rows, row, at;

	for (at = 0; at < list->count; at++)
		if (entryWidth(&list->entries[at]) > widest)
			widest = entryWidth(&list->entries[at]);
	widest += COLUMN_GAP;
	columns = lineWidth() / widest;
	if (columns < 1)
		columns = 1;
	rows = (list->count + columns - 1) / columns;
	for (row = 0; row < rows; row++) {
		for (column = 0; (at = row + column * rows) < list->count; column++) {
			putEntry(&list->entries[at]);
			if (at + rows < list->count)
				for (pad = entryWidth(&list->entries[at]); pad < widest; pad++)
					putchar(' ');
		}
		putchar('\n');
	}
}

static void
putList(struct list *list)
{
	size_t i;

	sortEntries(list);
	if (chosen['C'] && list->count > 0) {
		putColumns(list);
		return;
	}
	for (i = 0; i < list->count; i++) {
		putEntry(&list->entries[i]);
		putchar('\n');
	}
}

/* --- Directories --- */

static void
addName(struct list *list, const char *directory, const char *name)
{
	char *path = joinPath(directory, name);
	struct entry *entry;

	entry = addEntry(list, copyString(name), path);
	if (!needsStatus() || (chosen['L'] && stat(path, &entry->status) == 0) || lstat(path, &entry->status) == 0)
		return;
	complainErrno(path);
	free(entry->name);
	free(path);
	list->count--;
}

static void
listDirectory(const char *path, int heading)
{
	struct list list = {NULL, 0, 0};
	unsigned long total = 0;
	size_t count, i;
	char **names = readNames(path, &count);

	if (names == NULL) {
		complainErrno(path);
		return;
	}
	if (heading) {
		putName(path);
		putText(":\n");
	}
	if (chosen['a']) {
		addName(&list, path, ".");
		addName(&list, path, "..");
	}
	for (i = 0; i < count; i++)
		if (names[i][0] != '.' || chosen['a'] || chosen['A'])
			addName(&list, path, names[i]);
	freeNames(names, count);
	if (chosen['l'] || chosen['s']) {
		for (i = 0; i < list.count; i++)
			total += kilobytes(&list.entries[i].status);
		putText("total ");
		putNumber(total, 0);
		putchar('\n');
	}
	putList(&list);
	for (i = 0; chosen['R'] && i < list.count; i++) {
		const struct entry *entry = &list.entries[i];

		if (!S_ISDIR(entry->status.st_mode) || strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
			continue;
		putchar('\n');
		listDirectory(entry->path, 1);
	}
	freeEntries(&list);
}

/* --- Operands: files first, then what is in the directories --- */

static void
addOperand(struct list *files, struct list *directories, const char *path)
{
	struct stat status;
	int found = lstat(path, &status) == 0, isDir;

	/* A link that stands for a directory shows the directory, unless its own looks were asked for. */
	if (found && IS_LINK(status.st_mode) && (chosen['L'] || !(chosen['l'] || chosen['d'] || chosen['F']))) {
		struct stat target;

		if (stat(path, &target) == 0 && (chosen['L'] || S_ISDIR(target.st_mode)))
			status = target;
	}
	if (!found) {
		complainErrno(path);
		return;
	}
	isDir = S_ISDIR(status.st_mode) && !chosen['d'];
	addEntry(isDir ? directories : files, copyString(path), copyString(path))->status = status;
}

static void
readOptions(int argc, char **argv)
{
	int letter;

	if (isatty(1))
		chosen['C'] = chosen['q'] = 1;
	while ((letter = nextOption(argc, argv, "1aAcCdfFgilLqrRstu", USAGE)) != -1) {
		chosen[letter] = 1;
		switch (letter) { /* the last of these three wins */
		case '1': chosen['C'] = chosen['l'] = 0; break;
		case 'C': chosen['l'] = 0; break;
		case 'l': chosen['C'] = 0; break;
		case 'f': chosen['a'] = 1; break;
		}
	}
}

int
main(int argc, char **argv)
{
	struct list files = {NULL, 0, 0}, directories = {NULL, 0, 0};
	size_t i;
	int heading;

	begin(argv);
	time(&now);
	readOptions(argc, argv);
	if (optind == argc)
		addOperand(&files, &directories, ".");
	for (i = (size_t)optind; i < (size_t)argc; i++)
		addOperand(&files, &directories, argv[i]);
	if (files.count > 0)
		putList(&files);
	sortEntries(&directories);
	heading = argc - optind > 1 || chosen['R'];
	for (i = 0; i < directories.count; i++) {
		if (i > 0 || files.count > 0)
			putchar('\n');
		listDirectory(directories.entries[i].path, heading);
	}
	finish();
}
