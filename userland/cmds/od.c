/*
 * od: any bytes, printed. -b -c -d -h (-x) -o -D -F -X as in 1979, -t [acdoux]
 * with a size, or f; -A base of the addresses (d o x n), -j bytes skipped, -N
 * bytes shown, -v repeated lines too. Words are as this machine reads them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-bcdhovxDFX] [-A d|o|x|n] [-t type] [-j skip] [-N count] [file ...]"
#define LINE_BYTES 16
#define FORMATS_MAX 16

struct format {
	char kind; /* a c d o u x f */
	int size; /* of a unit in bytes */
	int width; /* of a unit on the page, with the blank before it */
};

static struct format formats[FORMATS_MAX];
static int formatCount, verbose, addressBase = 8;
static unsigned long toSkip, address;
static long limit = -1;
static char **inputs;
static int input = -1;

static const char *const asciiNames[] = {
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr", "so", "si", "dle",
    "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc", "fs", "gs", "rs", "us", "sp",
};

static void
addFormat(int kind, int size)
{
	/* Columns by size 1, 2, 4, 8. */
	static const char octal[] = {4, 7, 12, 23}, decimal[] = {5, 7, 12, 21}, hex[] = {3, 5, 9, 17};
	int power = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
	struct format *format = &formats[formatCount];

	if (formatCount == FORMATS_MAX)
		die("formats", "too many");
	formatCount++;
	format->kind = (char)kind;
	format->size = size;
	switch (kind) {
	case 'o': format->width = octal[power]; break;
	case 'd': format->width = decimal[power]; break;
	case 'u': format->width = decimal[power] - (power < 3); break;
	case 'x': format->width = hex[power]; break;
	case 'f': format->width = size == 4 ? 16 : 25; break;
	default: format->width = 4; break;
	}
}

/* -t: "x1", "dS", "acx2" ... */
static void
addTypes(const char *text)
{
	static const char letters[] = "CSIL", sizes[] = {1, 2, 4, 4};
	const char *p = text, *letter;

	while (*p != '\0') {
		int kind = *p++, size = kind == 'a' || kind == 'c' ? 1 : kind == 'f' ? 8 : 4;

		if (strchr("acdouxf", kind) == NULL)
			die(text, "is no type of output");
		if (kind == 'f' && (*p == 'F' || *p == 'D')) {
			size = *p++ == 'F' ? 4 : 8;
		} else if (isdigit((unsigned char)*p)) {
			size = (int)strtol(p, (char **)&p, 10);
		} else if (*p != '\0' && (letter = strchr(letters, *p)) != NULL) {
			size = sizes[letter - letters];
			p++;
		}
		if ((size != 1 && size != 2 && size != 4 && size != 8) || (kind == 'f' && size < 4))
			die(text, "has a size that no unit has");
		addFormat(kind, size);
	}
}

/* -c */
static void
putCharacter(int c)
{
	static const char escapes[] = "\0\a\b\t\n\v\f\r", letters[] = "0abtnvfr";
	const char *found = memchr(escapes, c, sizeof escapes - 1);

	if (found != NULL)
		printf("  \\%c", letters[found - escapes]);
	else
		printf(isprint(c) ? "   %c" : " %03o", c);
}

/* -a */
static void
putName(int c)
{
	c &= 0x7f;
	if (c <= ' ' || c == 0x7f)
		printf(" %3s", c == 0x7f ? "del" : asciiNames[c]);
	else
		printf("   %c", c);
}

/* A unit in this machine's byte order. */
static unsigned long long
unitAt(const unsigned char *bytes, int size)
{
	unsigned short two;
	unsigned int four;
	unsigned long long eight;

	switch (size) {
	case 1: return *bytes;
	case 2: memcpy(&two, bytes, 2); return two;
	case 4: memcpy(&four, bytes, 4); return four;
	}
	memcpy(&eight, bytes, 8);
	return eight;
}

static void
putUnit(const struct format *format, const unsigned char *bytes)
{
	static const char *const conversions[] = {"%*lld", "%*llu", "%0*llo", "%0*llx"};
	unsigned long long value;
	float single;
	double whole;
	int width = format->width;

	if (format->size == 1 && (format->kind == 'c' || format->kind == 'a')) {
		(format->kind == 'c' ? putCharacter : putName)(*bytes);
		return;
	}
	if (format->kind == 'f') {
		memcpy(&single, bytes, 4);
		if (format->size == 8)
			memcpy(&whole, bytes, 8);
		printf(format->size == 4 ? "%*.8g" : "%*.17g", width, format->size == 4 ? (double)single : whole);
		return;
	}
	value = unitAt(bytes, format->size);
	if (format->kind == 'd' && format->size < 8 && value >> (8 * format->size - 1) != 0)
		value -= 1ULL << (8 * format->size);
	if (format->kind == 'o' || format->kind == 'x') {
		putchar(' ');
		width--;
	}
	printf(conversions[strchr("duox", format->kind) - "duox"], width, value);
}

static void
putAddress(void)
{
	if (addressBase != 0)
		printf(addressBase == 8 ? "%07lo" : addressBase == 10 ? "%07ld" : "%06lx", address);
}

static void
putLine(const unsigned char *line, int count)
{
	int i, at;

	for (i = 0; i < formatCount; i++) {
		if (i == 0)
			putAddress();
		else
			printf("%*s", addressBase == 0 ? 0 : addressBase == 16 ? 6 : 7, "");
		for (at = 0; at < count; at += formats[i].size) {
			int most = 0, j, pad;

			/* Units of several formats stand above each other. */
			for (j = 0; j < formatCount; j++)
				if (formats[j].width * (LINE_BYTES / formats[j].size) > most)
					most = formats[j].width * (LINE_BYTES / formats[j].size);
			pad = most * formats[i].size / LINE_BYTES - formats[i].width;
			printf("%*s", pad, "");
			putUnit(&formats[i], line + at);
		}
		putchar('\n');
	}
}

/* The next byte of all the inputs; EOF behind the last. */
static int
nextByte(void)
{
	static unsigned char buffer[8192];
	static ssize_t got, at;

	for (;;) {
		if (at < got)
			return buffer[at++];
		at = 0;
		got = input < 0 ? 0 : read(input, buffer, sizeof buffer);
		if (got > 0)
			continue;
		if (got < 0)
			complainErrno(inputs[-1]);
		if (input >= 0)
			closeOperand(input);
		input = -1;
		if (*inputs == NULL)
			return EOF;
		input = openOperand(*inputs++);
	}
}

static void
dump(void)
{
	unsigned char line[LINE_BYTES], last[LINE_BYTES];
	int count, c = 0, repeated = 0;

	memset(last, 0, sizeof last);
	for (; address < toSkip && nextByte() != EOF; address++)
		continue;
	if (address < toSkip)
		die("skip", "is behind the end of the input");
	for (;;) {
		for (count = 0; count < LINE_BYTES && limit != 0 && (c = nextByte()) != EOF; limit -= limit > 0)
			line[count++] = (unsigned char)c;
		if (count == 0)
			break;
		memset(line + count, 0, (size_t)(LINE_BYTES - count));
		if (!verbose && address > toSkip && count == LINE_BYTES && memcmp(line, last, LINE_BYTES) == 0) {
			if (!repeated)
				puts("*");
			repeated = 1;
		} else {
			repeated = 0;
			putLine(line, count);
		}
		memcpy(last, line, LINE_BYTES);
		address += (unsigned long)count;
	}
	putAddress();
	if (addressBase != 0)
		putchar('\n');
}

static unsigned long
byteCount(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	if (*end == 'b')
		value *= 512;
	else if (*end == 'k')
		value *= 1024;
	else if (*end != '\0')
		die(text, "is no number of bytes");
	return value;
}

int
main(int argc, char **argv)
{
	static const struct {
		char letter, kind, size;
	} old[] = {
	    {'b', 'o', 1}, {'c', 'c', 1}, {'d', 'u', 2}, {'h', 'x', 2}, {'x', 'x', 2}, {'o', 'o', 2}, {'D', 'u', 4},
	    {'X', 'x', 4}, {'H', 'x', 4}, {'O', 'o', 4}, {'F', 'f', 8}, {'f', 'f', 4}, {'i', 'd', 4}, {'s', 'd', 2}, {'a', 'a', 1},
	};
	static char *standardInput[] = {"-", NULL};
	int letter;
	size_t i;

	begin(argv);
	while ((letter = nextOption(argc, argv, "A:N:j:t:abcdhioxfsvDFXHO", USAGE)) != -1) {
		for (i = 0; i < sizeof old / sizeof old[0]; i++)
			if (old[i].letter == letter)
				addFormat(old[i].kind, old[i].size);
		switch (letter) {
		case 'A':
			if (strlen(optarg) != 1 || strchr("doxn", *optarg) == NULL)
				usageError(USAGE);
			addressBase = *optarg == 'd' ? 10 : *optarg == 'o' ? 8 : *optarg == 'x' ? 16 : 0;
			break;
		case 'N': limit = (long)byteCount(optarg); break;
		case 'j': toSkip = byteCount(optarg); break;
		case 't': addTypes(optarg); break;
		case 'v': verbose = 1; break;
		}
	}
	if (formatCount == 0)
		addFormat('o', 2);
	inputs = optind < argc ? argv + optind : standardInput;
	dump();
	finish();
}
