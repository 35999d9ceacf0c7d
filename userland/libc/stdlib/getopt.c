/* Options of a command line: -a -b value -cvalue, up to the first other argument or "--". */
#include <string.h>
#include <unistd.h>

char *optarg;
int optind = 1, opterr = 1, optopt;

static void complain(const char *program, const char *why, int letter)
{
	char text[2];

	if (!opterr)
		return;
	text[0] = (char)letter;
	text[1] = '\n';
	write(2, program, strlen(program));
	write(2, ": -", 3);
	write(2, text, 1);
	write(2, why, strlen(why));
	write(2, text + 1, 1);
}

int getopt(int argc, char *const argv[], const char *letters)
{
	static char *inside; /* the next letter of a group; 0 between arguments */
	const char *known;
	int lastOfGroup;

	if (optind == 0) { /* start again */
		optind = 1;
		inside = 0;
	}
	if (inside == 0) {
		char *argument = optind < argc ? argv[optind] : 0;

		if (argument == 0 || argument[0] != '-' || argument[1] == 0)
			return -1;
		if (argument[1] == '-' && argument[2] == 0) {
			optind++;
			return -1;
		}
		inside = argument + 1;
	}
	optopt = (unsigned char)*inside++;
	lastOfGroup = *inside == 0;
	known = optopt == ':' ? 0 : strchr(letters, optopt);
	if (known == 0 || known[1] != ':') {
		if (lastOfGroup) {
			optind++;
			inside = 0;
		}
		if (known != 0)
			return optopt;
		complain(argv[0], ": unknown option", optopt);
		return '?';
	}
	optarg = inside;
	inside = 0;
	optind++;
	if (!lastOfGroup)
		return optopt;
	if (optind < argc) {
		optarg = argv[optind++];
		return optopt;
	}
	if (letters[0] == ':')
		return ':';
	complain(argv[0], ": option needs a value", optopt);
	return '?';
}
