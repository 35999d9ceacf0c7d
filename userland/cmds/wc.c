/*
 * wc: lines, words and characters of files.
 */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-clw] [file ...]"

struct counts {
	unsigned long lines, words, characters;
};

static int showLines, showWords, showCharacters;

static void
count(int stream, const char *name, struct counts *counts)
{
	static char buffer[8192];
	ssize_t got;
	int inWord = 0;

	counts->lines = counts->words = counts->characters = 0;
	while ((got = read(stream, buffer, sizeof buffer)) > 0) {
		const char *p = buffer, *end = buffer + got;

		counts->characters += got;
		for (; p < end; p++) {
			if (isspace((unsigned char)*p)) {
				counts->lines += *p == '\n';
				inWord = 0;
			} else if (!inWord) {
				inWord = 1;
				counts->words++;
			}
		}
	}
	if (got < 0)
		complainErrno(name);
}

static void
show(const struct counts *counts, const char *name)
{
	if (showLines)
		putNumber(counts->lines, 8);
	if (showWords)
		putNumber(counts->words, 8);
	if (showCharacters)
		putNumber(counts->characters, 8);
	if (name != NULL) {
		putchar(' ');
		putText(name);
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	struct counts counts, total = {0, 0, 0};
	int letter, several;

	begin(argv);
	while ((letter = nextOption(argc, argv, "clmw", USAGE)) != -1) {
		switch (letter) {
		case 'c':
		case 'm': showCharacters = 1; break;
		case 'l': showLines = 1; break;
		case 'w': showWords = 1; break;
		}
	}
	if (!showLines && !showWords && !showCharacters)
		showLines = showWords = showCharacters = 1;
	if (optind == argc) {
		count(0, "standard input", &counts);
		show(&counts, NULL);
	}
	several = argc - optind > 1;
	for (argv += optind; *argv != NULL; argv++) {
		int stream = openOperand(*argv);

		if (stream < 0)
			continue;
		count(stream, *argv, &counts);
		closeOperand(stream);
		show(&counts, *argv);
		total.lines += counts.lines;
		total.words += counts.words;
		total.characters += counts.characters;
	}
	if (several)
		show(&total, "total");
	finish();
}
