/*
 * sed: edits a stream of lines by a script. -n prints only what p says, -e
 * script, -f file, -E (-r) extended patterns, -s each file on its own, -i edits
 * the files themselves (-iSUFFIX keeps the old one).
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sed.h"

#define USAGE "[-nEs] [-i[suffix]] script | -e script | -f file [file ...]"

int quietly, extended, separateFiles;
const char *inPlaceSuffix;

/* -i and -iSUFFIX, which getopt does not know: taken out first. */
static int
takeInPlace(int argc, char **argv)
{
	int from, to = 1;

	for (from = 1; from < argc && argv[from][0] == '-' && strcmp(argv[from], "--") != 0; from++) {
		if (argv[from][1] == 'i') {
			inPlaceSuffix = argv[from] + 2;
			separateFiles = 1;
			continue;
		}
		argv[to++] = argv[from];
		if ((strcmp(argv[from], "-e") == 0 || strcmp(argv[from], "-f") == 0) && from + 1 < argc)
			argv[to++] = argv[++from];
	}
	while (from <= argc)
		argv[to++] = argv[from++];
	return to - 1;
}

static void
addFile(const char *name)
{
	size_t length;
	char *text = readFile(name, &length);

	if (length >= 3 && memcmp(text, "#n\n", 3) == 0)
		quietly = 1;
	addScript(text, length > 0 && text[length - 1] == '\n' ? length - 1 : length, name);
	free(text);
}

int
main(int argc, char **argv)
{
	int letter, given = 0;

	begin(argv);
	argc = takeInPlace(argc, argv);
	/* -E counts wherever it stands, so it is looked for before scripts are read. */
	while ((letter = nextOption(argc, argv, "Ee:f:nrsu", USAGE)) != -1)
		extended |= letter == 'E' || letter == 'r';
	optind = 1;
	while ((letter = nextOption(argc, argv, "Ee:f:nrsu", USAGE)) != -1) {
		switch (letter) {
		case 'e': addScript(optarg, strlen(optarg), optarg); given = 1; break;
		case 'f': addFile(optarg); given = 1; break;
		case 'n': quietly = 1; break;
		case 's': separateFiles = 1; break;
		case 'u': setvbuf(stdout, NULL, _IOLBF, 0); break;
		}
	}
	if (!given) {
		if (optind == argc)
			usageError(USAGE);
		addScript(argv[optind], strlen(argv[optind]), argv[optind]);
		optind++;
	}
	if (inPlaceSuffix != NULL && optind == argc)
		die("-i", "needs files");
	openInput(argv + optind);
	runScript(finishScript());
	finish();
}
