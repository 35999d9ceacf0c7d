/*
 * cmp: are two files equal, byte for byte? -l lists every difference, -s says
 * nothing. Two counts behind the files skip bytes at their beginnings. Exit
 * status 0: equal, 1: different, 2: trouble.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-l | -s] file1 file2 [skip1 [skip2]]"
#define DIFFERENT 1

static int listing, silent;

static FILE *
openInput(const char *name)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");

	if (file == NULL) {
		if (silent) {
			exitStatus = failStatus;
			finish();
		}
		dieErrno(name);
	}
	return file;
}

static void
skip(FILE *file, const char *count)
{
	long left = count == NULL ? 0 : parseCount(count, "is no number of bytes");

	while (left-- > 0 && getc(file) != EOF)
		continue;
}

static void
sayEnd(const char *name)
{
	if (!silent) {
		fflush(stdout);
		fprintf(stderr, "cmp: EOF on %s\n", name);
	}
	exitStatus = DIFFERENT;
}

static void
compare(FILE *one, const char *oneName, FILE *other, const char *otherName)
{
	unsigned long at = 1, line = 1;

	for (;; at++) {
		int a = getc(one), b = getc(other);

		if (a == EOF && b == EOF)
			return;
		if (a == EOF || b == EOF) {
			sayEnd(a == EOF ? oneName : otherName);
			return;
		}
		if (a != b) {
			exitStatus = DIFFERENT;
			if (silent)
				return;
			if (!listing) {
				printf("%s %s differ: char %lu, line %lu\n", oneName, otherName, at, line);
				return;
			}
			printf("%6lu %3o %3o\n", at, (unsigned)a, (unsigned)b);
		}
		line += a == '\n';
	}
}

int
main(int argc, char **argv)
{
	FILE *one, *other;
	int letter, operands;

	begin(argv);
	failStatus = 2;
	while ((letter = nextOption(argc, argv, "ls", USAGE)) != -1)
		*(letter == 'l' ? &listing : &silent) = 1;
	operands = argc - optind;
	argv += optind;
	if (operands < 2 || operands > 4 || (listing && silent))
		usageError(USAGE);
	one = openInput(argv[0]);
	other = openInput(argv[1]);
	skip(one, operands > 2 ? argv[2] : NULL);
	skip(other, operands > 3 ? argv[3] : NULL);
	compare(one, argv[0], other, argv[1]);
	if (ferror(one) || ferror(other))
		die(ferror(one) ? argv[0] : argv[1], "cannot be read");
	finish();
}
