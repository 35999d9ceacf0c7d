/*
 * getopts. OPTIND tells which argument is looked at next; which letter of it
 * is remembered here, until somebody else sets OPTIND.
 */
#include <string.h>
#include "sh.h"

#define POSITION_MAX 1000000

static long position = 1; /* OPTIND as this left it */
static size_t offset; /* of the next letter in that argument; 0: a new argument */

static void
setPosition(long value)
{
	struct text text = { NULL, 0, 0 };

	position = value;
	textAddNumber(&text, value);
	setVariable("OPTIND", text.bytes);
	textFree(&text);
}

static void
setLetter(const char *name, int letter)
{
	char text[2] = { letter, '\0' };

	setVariable(name, text);
}

static void
readPosition(void)
{
	const char *text = getVariable("OPTIND");
	long value = 0;

	for (; text != NULL && *text >= '0' && *text <= '9' && value < POSITION_MAX; text++)
		value = value * 10 + (*text - '0');
	if (value != position || value < 1) {
		position = value < 1 ? 1 : value;
		offset = 0;
	}
}

/* What is wrong with the letter: told, or (letters begin with :) left in OPTARG. */
static int
wrongLetter(bool silent, int letter, int result, const char *why)
{
	if (silent) {
		setLetter("OPTARG", letter);
		return result;
	}
	complain("%s: -%s: %s", shell.name, (char[]){ letter, '\0' }, why);
	return '?';
}

int
getoptsBuiltin(int argc, char **argv)
{
	char **arguments = argc > 3 ? argv + 3 : shell.parameters.values;
	int count = argc > 3 ? argc - 3 : shell.parameters.count;
	const char *letters, *found, *argument, *value = NULL;
	bool silent, wants;
	long next;
	int letter;

	if (argc < 3)
		return builtinError("getopts: letters and a name are needed");
	letters = argv[1];
	silent = letters[0] == ':';
	readPosition();
	next = position;
	argument = next <= count ? arguments[next - 1] : "";
	if (offset >= strlen(argument))
		offset = 0;
	if (offset == 0) {
		if (argument[0] != '-' || argument[1] == '\0' || strcmp(argument, "--") == 0) {
			setPosition(next + (strcmp(argument, "--") == 0));
			setLetter(argv[2], '?');
			return 1;
		}
		offset = 1;
	}
	letter = argument[offset++];
	found = letter == ':' ? NULL : strchr(letters, letter);
	wants = found != NULL && found[1] == ':';
	if (wants && argument[offset] != '\0')
		value = argument + offset;
	else if (wants && next < count)
		value = arguments[next++];
	if (wants || argument[offset] == '\0') {
		offset = 0;
		next++;
	}
	setPosition(next);
	setVariable("OPTARG", value);
	if (found == NULL)
		letter = wrongLetter(silent, letter, '?', "no such option");
	else if (wants && value == NULL)
		letter = wrongLetter(silent, letter, ':', "needs an argument");
	setLetter(argv[2], letter);
	return 0;
}
