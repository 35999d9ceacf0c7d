/*
 * diff: how two files differ. -u -c (-U N, -C N lines of context), -e a script
 * for ed, -q only whether; -b -w -i amounts of white space, all of it, or case
 * do not count; -r trees, -N missing files are empty, -s says what is equal, -a
 * everything is text, -L label. Exit status 0: equal, 1: different, 2: trouble.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "diff.h"
#include "text.h"

#define USAGE "[-abceiNqrsuw] [-C lines | -U lines] [-L label] file1 file2"
#define CONTEXT_LINES 3
#define LOOKED_AT 4096 /* bytes in which a NUL means "not text" */
#define EQUAL 0
#define DIFFERENT 1
#define TROUBLE 2

struct settings settings;

/* 0 after a complaint. */
static int
load(struct file *file, const char *name)
{
	int stream;

	memset(file, 0, sizeof *file);
	file->name = name;
	if (settings.newFiles && strcmp(name, "-") != 0 && access(name, F_OK) != 0) {
		file->missing = 1;
		file->bytes = allocate(1);
		return 1;
	}
	stream = openOperand(name);
	if (stream < 0 || fstat(stream, &file->status) != 0)
		return 0;
	closeOperand(stream);
	file->bytes = readFile(name, &file->size);
	return 1;
}

static void
unload(struct file *file)
{
	free(file->bytes);
	free(file->lines);
	free(file->changed);
}

static int
isText(const struct file *file)
{
	return settings.asText || memchr(file->bytes, '\0', file->size < LOOKED_AT ? file->size : LOOKED_AT) == NULL;
}

static int
hasChange(const struct file *file)
{
	return file->count > 0 && memchr(file->changed, 1, (size_t)file->count) != NULL;
}

/* The two are known to differ in their bytes. */
static int
showDifference(struct file files[2], const char *heading)
{
	if (!isText(&files[0]) || !isText(&files[1])) {
		printf("Binary files %s and %s differ\n", files[0].name, files[1].name);
		return DIFFERENT;
	}
	if (settings.style == BRIEF && !settings.foldCase && !settings.ignoreSpace && !settings.ignoreAmount) {
		printf("Files %s and %s differ\n", files[0].name, files[1].name);
		return DIFFERENT;
	}
	classify(files);
	compareFiles(files);
	if (!hasChange(&files[0]) && !hasChange(&files[1]))
		return EQUAL;
	if (settings.style == BRIEF) {
		printf("Files %s and %s differ\n", files[0].name, files[1].name);
		return DIFFERENT;
	}
	if (heading != NULL)
		printf("%s\n", heading);
	showChanges(files);
	return DIFFERENT;
}

int
diffFiles(const char *one, const char *other, const char *heading)
{
	struct file files[2];
	int result;

	if (!load(&files[0], one))
		return TROUBLE;
	if (!load(&files[1], other)) {
		unload(&files[0]);
		return TROUBLE;
	}
	if (files[0].size == files[1].size && memcmp(files[0].bytes, files[1].bytes, files[0].size) == 0)
		result = EQUAL;
	else
		result = showDifference(files, heading);
	if (result == EQUAL && settings.sayEqual)
		printf("Files %s and %s are identical\n", one, other);
	unload(&files[0]);
	unload(&files[1]);
	return result;
}

static void
setContext(enum style style, const char *count)
{
	settings.style = style;
	settings.context = count == NULL ? CONTEXT_LINES : parseCount(count, "is no number of lines");
}

/* The options as one would type them again. */
static void
keepOptions(int count, char **argv)
{
	struct text options = NO_TEXT;
	int i;

	for (i = 1; i < count; i++) {
		appendByte(&options, ' ');
		appendString(&options, argv[i]);
	}
	settings.options = stringOf(&options);
}

int
main(int argc, char **argv)
{
	int letter, isDir[2], result;
	char *one, *other;

	begin(argv);
	failStatus = TROUBLE;
	while ((letter = nextOption(argc, argv, "abcC:ehiL:NqrstuU:w", USAGE)) != -1) {
		switch (letter) {
		case 'a': settings.asText = 1; break;
		case 'b': settings.ignoreAmount = 1; break;
		case 'c': setContext(CONTEXT, NULL); break;
		case 'C': setContext(CONTEXT, optarg); break;
		case 'e': settings.style = ED; break;
		case 'i': settings.foldCase = 1; break;
		case 'L': settings.labels[settings.labels[0] != NULL] = optarg; break;
		case 'N': settings.newFiles = 1; break;
		case 'q': settings.style = BRIEF; break;
		case 'r': settings.recursive = 1; break;
		case 's': settings.sayEqual = 1; break;
		case 'u': setContext(UNIFIED, NULL); break;
		case 'U': setContext(UNIFIED, optarg); break;
		case 'w': settings.ignoreSpace = 1; break;
		}
	}
	if (argc - optind != 2)
		usageError(USAGE);
	keepOptions(optind, argv);
	one = argv[optind];
	other = argv[optind + 1];
	isDir[0] = isDirectory(one);
	isDir[1] = isDirectory(other);
	if (isDir[0] && isDir[1])
		result = diffDirectories(one, other);
	else if (isDir[0] && strcmp(other, "-") != 0)
		result = diffFiles(pathInto(one, other), other, NULL);
	else if (isDir[1] && strcmp(one, "-") != 0)
		result = diffFiles(one, pathInto(other, one), NULL);
	else
		result = diffFiles(one, other, NULL);
	if (exitStatus < result)
		exitStatus = result;
	finish();
}
