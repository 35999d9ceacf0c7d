/*
 * man: shows pages of the manual. man [section] name ..., -k word what is about
 * a word, -f name what a command is, -w where the page is, -a all pages of that
 * name, -M path other manuals than $MANPATH or /sprite/man. On a terminal it
 * goes through $MANPAGER, $PAGER or more; "-" or a pipe: straight out.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include "man.h"
#include "screen.h"

#define USAGE "[-afkw] [-M path] [section] name ..."
#define MANUAL "/sprite/man"
#define SUFFIX ".man"
#define WIDTH_MAX 78

/* The parts of a manual, in the order in which they are searched. */
static const struct {
	const char *folder, *sections;
} parts[] = {
    {"cmds", "1"}, {"daemons", "8"}, {"admin", "8"}, {"lib", "23"}, {"dev", "4"}, {"files", "5"},
};
#define PARTS (sizeof parts / sizeof parts[0])

static const char *manuals;
static int all, onlyWhere;
static struct page page;

/* One folder of the manual after the other: calls act until it returns 1. */
static int
eachFolder(const char *section, int (*act)(const char *folder, const char *word), const char *word)
{
	const char *p = manuals;
	int found = 0;
	size_t i;

	while (*p != '\0' && !(found && !all)) {
		struct text manual = NO_TEXT;
		size_t length = strcspn(p, ":");

		appendBytes(&manual, p, length);
		for (i = 0; i < PARTS && !(found && !all); i++) {
			char *folder;

			if (section != NULL && strchr(parts[i].sections, section[0]) == NULL && strcmp(section, parts[i].folder) != 0)
				continue;
			folder = joinPath(stringOf(&manual), parts[i].folder);
			found |= act(folder, word);
			free(folder);
		}
		free(manual.bytes);
		p += length + (p[length] == ':');
	}
	return found;
}

static int
showPage(const char *folder, const char *name)
{
	struct text file = NO_TEXT;
	char *path, *source;
	size_t length;

	appendString(&file, name);
	appendString(&file, SUFFIX);
	path = joinPath(folder, stringOf(&file));
	free(file.bytes);
	if (access(path, R_OK) != 0)
		return 0;
	if (onlyWhere) {
		puts(path);
	} else {
		source = readFile(path, &length);
		formatPage(&page, source, length);
		free(source);
	}
	free(path);
	return 1;
}

/* The line under NAME of a page, without backslashes: "ls - what is in directories". */
static int
readSummary(const char *path, struct text *summary)
{
	struct lineReader reader;
	int stream = open(path, O_RDONLY, 0), inName = 0;
	const char *line;
	size_t length, i;

	if (stream < 0)
		return 0;
	openLines(&reader, stream);
	while ((line = nextLine(&reader, &length)) != NULL) {
		if (inName) {
			for (i = 0; i < length; i++)
				if (line[i] != '\\')
					appendByte(summary, line[i]);
			break;
		}
		inName = length >= 8 && memcmp(line, ".SH NAME", 8) == 0;
	}
	closeLines(&reader);
	close(stream);
	return line != NULL;
}

static int
containsWord(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (; *text != '\0'; text++)
		if (strncasecmp(text, word, length) == 0)
			return 1;
	return 0;
}

/* "cat, tac - ..." names cat and tac. */
static int
namesCommand(const char *summary, const char *name)
{
	size_t length = strlen(name);

	while (*summary != '\0' && strncmp(summary, "- ", 2) != 0) {
		if (strncmp(summary, name, length) == 0 && (summary[length] == ',' || summary[length] == ' '))
			return 1;
		summary += strcspn(summary, " ");
		summary += strspn(summary, " ");
	}
	return 0;
}

static int (*isWanted)(const char *summary, const char *word);

static int
compareNames(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* Puts the summaries of a folder's pages that are wanted. Links to pages are the same pages again. */
static int
putSummaries(const char *folder, const char *word)
{
	size_t count, i;
	char **names = readNames(folder, &count);
	int found = 0;

	if (names == NULL)
		return 0;
	qsort(names, count, sizeof *names, compareNames);
	for (i = 0; i < count; i++) {
		char *path = joinPath(folder, names[i]);
		struct text summary = NO_TEXT;
		struct stat status;

		if (lstat(path, &status) == 0 && S_ISREG(status.st_mode) && readSummary(path, &summary)
		    && isWanted(stringOf(&summary), word)) {
			puts(stringOf(&summary));
			found = 1;
		}
		free(summary.bytes);
		free(path);
	}
	freeNames(names, count);
	return found;
}

static FILE *
openPager(void)
{
	const char *pager = getenv("MANPAGER");
	FILE *pipe;

	if (pager == NULL || *pager == '\0')
		pager = getenv("PAGER");
	if (pager == NULL || *pager == '\0')
		pager = "more -s";
	fflush(stdout);
	pipe = popen(pager, "w");
	if (pipe == NULL)
		dieErrno(pager);
	return pipe;
}

static void
showAll(char **names, int toTerminal)
{
	const char *section = NULL;
	int rows, columns = WIDTH_MAX + 2;

	if (names[1] != NULL && isdigit((unsigned char)names[0][0]) && names[0][1] == '\0')
		section = *names++;
	if (toTerminal)
		screenSize(1, &rows, &columns);
	page.width = columns - 2 < WIDTH_MAX ? columns - 2 : WIDTH_MAX;
	page.overstrike = toTerminal;
	page.out = toTerminal && !onlyWhere ? NULL : stdout;
	for (; *names != NULL; names++) {
		if (page.out == NULL)
			page.out = openPager();
		if (!eachFolder(section, showPage, *names))
			complain(*names, "there is no such page in the manual");
	}
	if (page.out != NULL && page.out != stdout)
		pclose(page.out);
}

int
main(int argc, char **argv)
{
	int letter, keyword = 0, plain = 0;

	begin(argv);
	manuals = getenv("MANPATH");
	if (manuals == NULL || *manuals == '\0')
		manuals = MANUAL;
	while ((letter = nextOption(argc, argv, "afkwM:", USAGE)) != -1) {
		switch (letter) {
		case 'a': all = 1; break;
		case 'M': manuals = optarg; break;
		case 'w': onlyWhere = 1; break;
		default: keyword = letter; break;
		}
	}
	if (optind < argc && strcmp(argv[optind], "-") == 0) {
		plain = 1;
		optind++;
	}
	if (optind == argc)
		usageError(USAGE);
	if (keyword == 0) {
		showAll(argv + optind, isatty(1) && !plain);
		finish();
	}
	all = 1;
	isWanted = keyword == 'k' ? containsWord : namesCommand;
	for (argv += optind; *argv != NULL; argv++)
		if (!eachFolder(NULL, putSummaries, *argv))
			complain(*argv, "nothing appropriate");
	finish();
}
