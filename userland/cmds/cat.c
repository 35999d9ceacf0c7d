/*
 * cat: files one after the other; -b -n number lines, -s drops repeated empty
 * ones, -v -e -t show what cannot be seen, -u writes at once.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-benstuv] [file ...]"
#define COPY_BYTES 8192

static struct {
	int numberFilled, numberAll, squeeze, showEnds, showTabs, showOthers, atOnce;
} options;

static struct stat output; /* where we write */
static int lineBegins = 1, emptyLines;
static unsigned long lineNumber;

/* "^A" for control characters, "M-" before those with the high bit. */
static void
putVisible(int c)
{
	if (c == '\t' && !options.showTabs) {
		putchar(c);
		return;
	}
	if (c & 0x80) {
		putText("M-");
		c &= 0x7f;
	}
	if (c < ' ' || c == 0x7f) {
		putchar('^');
		c ^= 0x40;
	}
	putchar(c);
}

static void
putByte(int c)
{
	if (lineBegins) {
		emptyLines = c == '\n' ? emptyLines + 1 : 0;
		if (options.squeeze && emptyLines > 1)
			return;
		if (options.numberAll || (options.numberFilled && c != '\n')) {
			putNumber(++lineNumber, 6);
			putchar('\t');
		}
	}
	lineBegins = c == '\n';
	if (c == '\n') {
		if (options.showEnds)
			putchar('$');
		putchar('\n');
	} else if (options.showOthers) {
		putVisible(c);
	} else {
		putchar(c);
	}
}

static void
copy(int stream, const char *name, int plain)
{
	static char buffer[COPY_BYTES];
	ssize_t got, i;

	while ((got = read(stream, buffer, sizeof buffer)) > 0) {
		if (plain) {
			if (writeAll(1, buffer, got) != 0)
				dieErrno("standard output");
			continue;
		}
		for (i = 0; i < got; i++)
			putByte((unsigned char)buffer[i]);
		if (options.atOnce)
			fflush(stdout);
	}
	if (got < 0)
		complainErrno(name);
}

/* `cat x >> x` would never end. */
static int
isOutput(int stream)
{
	struct stat status;

	return S_ISREG(output.st_mode) && fstat(stream, &status) == 0 && sameFile(&status, &output)
	    && status.st_size > 0;
}

int
main(int argc, char **argv)
{
	static char *standardInput[] = {"-", NULL};
	int letter, plain;

	begin(argv);
	while ((letter = nextOption(argc, argv, "benstuv", USAGE)) != -1) {
		switch (letter) {
		case 'b': options.numberFilled = 1; break;
		case 'e': options.showEnds = options.showOthers = 1; break;
		case 'n': options.numberAll = 1; break;
		case 's': options.squeeze = 1; break;
		case 't': options.showTabs = options.showOthers = 1; break;
		case 'u': options.atOnce = 1; break;
		case 'v': options.showOthers = 1; break;
		}
	}
	if (options.numberFilled)
		options.numberAll = 0;
	plain = !(options.numberFilled || options.numberAll || options.squeeze || options.showEnds || options.showTabs
	    || options.showOthers);
	if (fstat(1, &output) != 0)
		output.st_mode = 0;
	argv = optind < argc ? argv + optind : standardInput;
	for (; *argv != NULL; argv++) {
		int stream = openOperand(*argv);

		if (stream < 0)
			continue;
		if (isOutput(stream))
			complain(*argv, "is the output as well");
		else
			copy(stream, *argv, plain);
		closeOperand(stream);
	}
	finish();
}
