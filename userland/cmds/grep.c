/*
 * grep: the lines that match a pattern. -E extended (as egrep), -F plain
 * strings (as fgrep). Exit status 0: some line was chosen, 1: none, 2: trouble.
 */
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-E | -F] [-chilnqsvwxy] pattern | -e pattern | -f file [file ...]"

static int countOnly, noNames, namesOnly, numbers, quiet, silent, inverse;
static int compileFlags = REG_NOSUB;
static regex_t *patterns;
static size_t patternCount, patternCapacity;
static int severalFiles, anyChosen;

/* Pattern texts wait until all options are known. */
static char **texts;
static size_t textCount, textCapacity;

/* Each line of the text is a pattern of its own. */
static void
addPatterns(const char *text, size_t length)
{
	const char *end = text + length, *newline;

	for (;; text = newline + 1) {
		char *copy;

		newline = memchr(text, '\n', (size_t)(end - text));
		if (newline == NULL)
			newline = end;
		texts = growArray(texts, &textCapacity, textCount, sizeof *texts);
		copy = allocate((size_t)(newline - text) + 1);
		memcpy(copy, text, (size_t)(newline - text));
		copy[newline - text] = '\0';
		texts[textCount++] = copy;
		if (newline == end)
			return;
	}
}

static void
addPatternFile(const char *name)
{
	size_t length;
	char *text = readFile(name, &length);

	if (length > 0)
		addPatterns(text, text[length - 1] == '\n' ? length - 1 : length);
	free(text);
}

static void
compilePatterns(void)
{
	size_t i;

	for (i = 0; i < textCount; i++) {
		char why[80];
		int error;

		patterns = growArray(patterns, &patternCapacity, patternCount, sizeof *patterns);
		error = regcomp(&patterns[patternCount++], texts[i], compileFlags);
		if (error != 0) {
			regerror(error, NULL, why, sizeof why);
			die(texts[i], why);
		}
	}
}

static int
matches(const char *line, size_t length)
{
	regmatch_t text;
	size_t i;

	text.rm_so = 0;
	text.rm_eo = (regoff_t)length;
	for (i = 0; i < patternCount; i++) {
		int result = regexec(&patterns[i], line, 1, &text, REG_STARTEND);

		if (result == 0)
			return 1;
		if (result != REG_NOMATCH)
			die("memory", "exhausted");
	}
	return 0;
}

static void
putPrefix(const char *name)
{
	if (severalFiles && !noNames) {
		putText(name);
		putchar(':');
	}
}

static void
search(int stream, const char *name)
{
	struct lineReader reader;
	unsigned long number = 0, chosen = 0;
	char *line;
	size_t length;

	openLines(&reader, stream);
	while ((line = nextLine(&reader, &length)) != NULL) {
		number++;
		if (matches(line, length) == inverse)
			continue;
		chosen++;
		anyChosen = 1;
		if (quiet || namesOnly)
			break;
		if (countOnly)
			continue;
		putPrefix(name);
		if (numbers) {
			putNumber(number, 0);
			putchar(':');
		}
		putBytes(line, length);
		putchar('\n');
	}
	if (reader.failed != 0 && !silent)
		complain(name, strerror(reader.failed));
	else if (reader.failed != 0)
		exitStatus = failStatus;
	closeLines(&reader);
	if (quiet)
		return;
	if (namesOnly) {
		if (chosen > 0) {
			putText(name);
			putchar('\n');
		}
	} else if (countOnly) {
		putPrefix(name);
		putNumber(chosen, 0);
		putchar('\n');
	}
}

static void
readOptions(int argc, char **argv)
{
	int letter, given = 0;

	while ((letter = nextOption(argc, argv, "EFce:f:hilnqsvwxy", USAGE)) != -1) {
		switch (letter) {
		case 'E': compileFlags = (compileFlags & ~REG_NOSPEC) | REG_EXTENDED; break;
		case 'F': compileFlags = (compileFlags & ~REG_EXTENDED) | REG_NOSPEC; break;
		case 'c': countOnly = 1; break;
		case 'e': addPatterns(optarg, strlen(optarg)); given = 1; break;
		case 'f': addPatternFile(optarg); given = 1; break;
		case 'h': noNames = 1; break;
		case 'i':
		case 'y': compileFlags |= REG_ICASE; break;
		case 'l': namesOnly = 1; break;
		case 'n': numbers = 1; break;
		case 'q': quiet = 1; break;
		case 's': silent = 1; break;
		case 'v': inverse = 1; break;
		case 'w': compileFlags |= REG_WORD; break;
		case 'x': compileFlags |= REG_WHOLE; break;
		}
	}
	if (given)
		return;
	if (optind == argc)
		usageError(USAGE);
	addPatterns(argv[optind], strlen(argv[optind]));
	optind++;
}

int
main(int argc, char **argv)
{
	begin(argv);
	failStatus = 2;
	if (programName[0] == 'e')
		compileFlags |= REG_EXTENDED;
	else if (programName[0] == 'f')
		compileFlags |= REG_NOSPEC;
	readOptions(argc, argv);
	compilePatterns();
	severalFiles = argc - optind > 1;
	if (optind == argc)
		search(0, "(standard input)");
	for (argv += optind; *argv != NULL; argv++) {
		int stream = strcmp(*argv, "-") == 0 ? 0 : open(*argv, O_RDONLY, 0);

		if (stream < 0) {
			if (!silent)
				complainErrno(*argv);
			exitStatus = failStatus;
			continue;
		}
		search(stream, stream == 0 ? "(standard input)" : *argv);
		closeOperand(stream);
		if (quiet && anyChosen)
			break;
	}
	if (quiet && anyChosen)
		exitStatus = 0;
	else if (exitStatus == 0)
		exitStatus = !anyChosen;
	finish();
}
