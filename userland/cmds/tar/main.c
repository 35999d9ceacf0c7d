/*
 * tar: archives. One of the keys c (create), t (list), x (extract), r (append);
 * v says more, f the archive's name (- or none: standard input or output), C
 * goes to a directory first, p modes and owners as they were, m times of now, O
 * to standard output, Z through compress.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tar.h"
#include "text.h"

#define USAGE "{c|r|t|x}[vfpmOZ] [archive] [-C directory] [file ...]"

int verbose, keepModes, keepTimes = 1;
FILE *archive;
const char *archiveName = "-";

static int compressed, toOutput;

static void
openPipe(const char *command, const char *name, const char *mode)
{
	struct text line = NO_TEXT;

	appendString(&line, command);
	/* In quotes, with those in the name hidden. */
	appendString(&line, *mode == 'r' ? " <'" : " >'");
	for (; *name != '\0'; name++) {
		if (*name == '\'')
			appendString(&line, "'\\''");
		else
			appendByte(&line, *name);
	}
	appendString(&line, "'");
	archive = popen(stringOf(&line), mode);
}

static void
openArchive(int action)
{
	int reading = action == 't' || action == 'x';

	if (compressed && strcmp(archiveName, "-") != 0)
		openPipe(reading ? "uncompress -c" : "compress -c", archiveName, reading ? "r" : "w");
	else if (strcmp(archiveName, "-") == 0)
		archive = reading ? stdin : stdout;
	else
		archive = fopen(archiveName, reading ? "r" : action == 'r' ? "r+" : "w");
	if (archive == NULL)
		dieErrno(archiveName);
}

/* To where the end of the archive begins. */
static void
seekEnd(void)
{
	struct entry entry;
	int result;

	while ((result = readHeader(&entry)) > 0)
		skipBlocks(entry.size);
	if (result < 0)
		die(archiveName, "is no tar archive, or damaged");
	if (fseek(archive, -(long)BLOCK_BYTES, SEEK_CUR) != 0)
		dieErrno(archiveName);
}

static void
goTo(const char *directory)
{
	if (directory == NULL)
		usageError(USAGE);
	if (chdir(directory) != 0)
		dieErrno(directory);
}

static void
addAll(char **operands)
{
	for (; *operands != NULL; operands++) {
		if (strcmp(*operands, "-C") == 0) {
			goTo(*++operands);
			continue;
		}
		addTree(*operands);
	}
	endArchive();
}

/* The keys, with or without a minus sign; those that need a value take the next arguments in turn. */
static int
readKeys(char ***argv)
{
	const char *key = *++*argv, *directory = NULL;
	int action = 0;

	if (key == NULL)
		usageError(USAGE);
	++*argv;
	for (key += *key == '-'; *key != '\0'; key++) {
		switch (*key) {
		case 'c': case 'r': case 't': case 'x':
			if (action != 0)
				usageError(USAGE);
			action = *key;
			break;
		case 'v': verbose = 1; break;
		case 'p': keepModes = 1; break;
		case 'm': keepTimes = 0; break;
		case 'O': toOutput = 1; break;
		case 'Z': compressed = 1; break;
		case 'f': case 'C':
			if (**argv == NULL)
				usageError(USAGE);
			*(*key == 'f' ? &archiveName : &directory) = *(*argv)++;
			break;
		default: usageError(USAGE);
		}
	}
	if (action == 0 || (compressed && action == 'r'))
		usageError(USAGE);
	openArchive(action);
	if (directory != NULL)
		goTo(directory);
	return action;
}

int
main(int argc, char **argv)
{
	int action;

	begin(argv);
	(void)argc;
	action = readKeys(&argv);
	if ((action == 't' || action == 'x') && *argv != NULL && strcmp(*argv, "-C") == 0) {
		goTo(argv[1]);
		argv += 2;
	}
	switch (action) {
	case 'c': addAll(argv); break;
	case 'r':
		seekEnd();
		addAll(argv);
		break;
	case 't': listArchive(argv); break;
	case 'x': extractArchive(argv, toOutput); break;
	}
	if (compressed)
		pclose(archive);
	finish();
}
