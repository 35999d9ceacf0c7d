/*
 * head: the first lines (10, -n N or -N) or bytes (-c N) of files.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-n lines | -c bytes] [file ...]"

static void
headLines(struct lineReader *reader, long count)
{
	char *line;
	size_t length;

	while (count-- > 0 && (line = nextLine(reader, &length)) != NULL) {
		putBytes(line, length);
		if (!reader->unterminated)
			putchar('\n');
	}
	/* What was read too much stays for whoever reads on: (head -1; cat) <file. */
	if (reader->end > reader->start)
		lseek(reader->stream, -(off_t)(reader->end - reader->start), SEEK_CUR);
}

static void
headBytes(struct lineReader *reader, int stream, long count)
{
	char buffer[4096];
	ssize_t got = 0;

	while (count > 0) {
		got = read(stream, buffer, count < (long)sizeof buffer ? (size_t)count : sizeof buffer);
		if (got <= 0)
			break;
		putBytes(buffer, got);
		count -= got;
	}
	if (got < 0)
		reader->failed = errno;
}

int
main(int argc, char **argv)
{
	static char *standardInput[] = {"-", NULL};
	long count = 10;
	int bytes = 0, headings, letter;

	begin(argv);
	/* The old form: head -5 file. */
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned char)argv[1][1])) {
		count = parseCount(argv[1] + 1, "is no number of lines");
		argv[1] = argv[0];
		argc--;
		argv++;
	}
	while ((letter = nextOption(argc, argv, "c:n:", USAGE)) != -1) {
		bytes = letter == 'c';
		count = parseCount(optarg, bytes ? "is no number of bytes" : "is no number of lines");
	}
	headings = argc - optind > 1;
	argv = optind < argc ? argv + optind : standardInput;
	for (; *argv != NULL; argv++) {
		struct lineReader reader;
		int stream = openOperand(*argv);

		if (stream < 0)
			continue;
		if (headings)
			putFileHeading(*argv);
		openLines(&reader, stream);
		if (bytes)
			headBytes(&reader, stream, count);
		else
			headLines(&reader, count);
		if (reader.failed != 0)
			complain(*argv, strerror(reader.failed));
		closeLines(&reader);
		closeOperand(stream);
	}
	finish();
}
