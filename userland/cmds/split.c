/*
 * split: cuts a file into pieces of 1000 lines (-l N, -N) or of N bytes (-b N,
 * Nk, Nm) called xaa, xab, ...; another prefix behind the file's name; -a how
 * many letters.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-l lines | -b bytes[k|m]] [-a letters] [file [prefix]]"

static char *pieceName;
static size_t letters = 2, prefixLength;
static FILE *piece;

static void
nextPiece(void)
{
	size_t at = prefixLength + letters;

	if (piece != NULL) {
		if (fclose(piece) != 0)
			dieErrno(pieceName);
		while (pieceName[at - 1] == 'z' && at > prefixLength)
			pieceName[--at] = 'a';
		if (at == prefixLength)
			die(pieceName, "no names are left");
		pieceName[at - 1]++;
	}
	piece = fopen(pieceName, "w");
	if (piece == NULL)
		dieErrno(pieceName);
}

static void
put(const char *bytes, size_t count)
{
	if (fwrite(bytes, 1, count, piece) != count)
		dieErrno(pieceName);
}

static void
splitLines(int stream, const char *name, long lines)
{
	struct lineReader reader;
	const char *line;
	size_t length;
	long count;

	openLines(&reader, stream);
	for (count = 0; (line = nextLine(&reader, &length)) != NULL; count++) {
		if (count % lines == 0)
			nextPiece();
		put(line, length);
		if (!reader.unterminated)
			put("\n", 1);
	}
	endLines(&reader, name);
}

static void
splitBytes(int stream, const char *name, long bytes)
{
	static char buffer[8192];
	ssize_t got;
	long left = 0;

	for (;;) {
		size_t wanted = left > 0 && left < (long)sizeof buffer ? (size_t)left : sizeof buffer;

		if (left == 0 && bytes < (long)sizeof buffer)
			wanted = (size_t)bytes;
		got = read(stream, buffer, wanted);
		if (got <= 0)
			break;
		if (left == 0) {
			nextPiece();
			left = bytes;
		}
		put(buffer, (size_t)got);
		left -= got;
	}
	if (got < 0)
		complainErrno(name);
}

static long
byteCount(char *text)
{
	size_t length = strlen(text);
	long scale = 1;

	if (length > 0 && strchr("kmb", text[length - 1]) != NULL) {
		scale = text[length - 1] == 'k' ? 1024 : text[length - 1] == 'b' ? 512 : 1024 * 1024;
		text[length - 1] = '\0';
	}
	return parseCount(text, "is no number of bytes") * scale;
}

int
main(int argc, char **argv)
{
	const char *name = "-", *prefix = "x";
	long lines = 1000, bytes = 0;
	int letter, stream;

	begin(argv);
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		lines = parseCount(argv[1] + 1, "is no number of lines");
		argc--;
		argv++;
	}
	while ((letter = nextOption(argc, argv, "a:b:l:", USAGE)) != -1) {
		switch (letter) {
		case 'a': letters = (size_t)parseCount(optarg, "is no number of letters"); break;
		case 'b': bytes = byteCount(optarg); lines = 0; break;
		case 'l': lines = parseCount(optarg, "is no number of lines"); break;
		}
	}
	if (argc - optind > 2 || (lines == 0 && bytes == 0) || letters == 0)
		usageError(USAGE);
	if (optind < argc)
		name = argv[optind];
	if (optind + 1 < argc)
		prefix = argv[optind + 1];
	prefixLength = strlen(prefix);
	pieceName = allocate(prefixLength + letters + 1);
	strcpy(pieceName, prefix);
	memset(pieceName + prefixLength, 'a', letters);
	pieceName[prefixLength + letters] = '\0';
	stream = openOperand(name);
	if (stream < 0)
		finish();
	if (lines > 0)
		splitLines(stream, name, lines);
	else
		splitBytes(stream, name, bytes);
	if (piece != NULL && fclose(piece) != 0)
		dieErrno(pieceName);
	finish();
}
