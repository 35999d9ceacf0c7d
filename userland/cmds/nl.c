/*
 * nl: numbers lines. -b (-h -f for headers and footers) which ones: a all, t
 * those with text, n none, pRE those that match; -v first number, -i step, -s
 * what follows the number, -w its width, -n ln rn rz how it stands. Lines that
 * hold only \:\:\: \:\: or \: begin the header, body or footer of a page; -p
 * goes on counting there, -d changes the two characters.
 */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-p] [-b type] [-d xx] [-f type] [-h type] [-i step] [-n format] [-s text] [-v start] [-w width] [file]"

/* In the order of their marks: one pair is the footer, three are the header. */
enum section { FOOTER, BODY, HEADER, SECTIONS };

static const char *types[SECTIONS] = {"n", "t", "n"};
static regex_t regexes[SECTIONS];
static enum section section = BODY;
static char mark[3] = "\\:";
static const char *separator = "\t", *format = "rn";
static long start = 1, step = 1, width = 6, number;
static int goesOn;

static int
isNumbered(const char *line, size_t length)
{
	regmatch_t match;

	match.rm_so = 0;
	match.rm_eo = (regoff_t)length;
	switch (*types[section]) {
	case 'a': return 1;
	case 't': return length > 0;
	case 'p': return regexec(&regexes[section], line, 1, &match, REG_STARTEND) == 0;
	}
	return 0;
}

/* Does the line begin a section? */
static int
isMark(const char *line, size_t length)
{
	size_t i;

	if (length != 2 && length != 4 && length != 6)
		return 0;
	for (i = 0; i < length; i += 2)
		if (memcmp(line + i, mark, 2) != 0)
			return 0;
	/* A page begins where its parts do not go on in their order. */
	if ((enum section)(length / 2 - 1) >= section && !goesOn)
		number = start;
	section = (enum section)(length / 2 - 1);
	return 1;
}

static int
numberLine(const char *line, size_t length)
{
	if (isMark(line, length))
		return 1;
	if (isNumbered(line, length)) {
		printf(strcmp(format, "ln") == 0 ? "%-*ld" : strcmp(format, "rz") == 0 ? "%0*ld" : "%*ld", (int)width, number);
		putText(separator);
		number += step;
	} else {
		printf("%*s", (int)(width + (long)strlen(separator)), "");
	}
	putBytes(line, length);
	return 1;
}

static void
setType(enum section which, const char *type)
{
	char why[80];
	int error;

	if (strchr("atnp", *type) == NULL || (*type != 'p' && type[1] != '\0') || *type == '\0')
		die(type, "lines are numbered a, t, n or pRE");
	types[which] = type;
	error = *type == 'p' ? regcomp(&regexes[which], type + 1, REG_NOSUB) : 0;
	if (error != 0) {
		regerror(error, NULL, why, sizeof why);
		die(type + 1, why);
	}
}

static long
signedCount(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end != '\0')
		die(text, "is no number");
	return value;
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "b:d:f:h:i:n:ps:v:w:", USAGE)) != -1) {
		switch (letter) {
		case 'b': setType(BODY, optarg); break;
		case 'd':
			mark[0] = optarg[0];
			if (optarg[0] != '\0' && optarg[1] != '\0')
				mark[1] = optarg[1];
			break;
		case 'f': setType(FOOTER, optarg); break;
		case 'h': setType(HEADER, optarg); break;
		case 'i': step = signedCount(optarg); break;
		case 'n':
			format = optarg;
			if (strcmp(format, "ln") != 0 && strcmp(format, "rn") != 0 && strcmp(format, "rz") != 0)
				die(format, "is none of ln, rn and rz");
			break;
		case 'p': goesOn = 1; break;
		case 's': separator = optarg; break;
		case 'v': start = signedCount(optarg); break;
		case 'w': width = parseCount(optarg, "is no width"); break;
		}
	}
	number = start;
	filterLines(argv + optind, numberLine);
	finish();
}
