/*
 * Bracket expressions. One byte is one character: the only locale is "C".
 */
#include <ctype.h>
#include <string.h>
#include "program.h"

int
_regexIsWord(int byte)
{
	return isalnum(byte) || byte == '_';
}

static int isBlankByte(int c) { return c == ' ' || c == '\t'; }
static int isAlnumByte(int c) { return isalnum(c) != 0; }
static int isAlphaByte(int c) { return isalpha(c) != 0; }
static int isCntrlByte(int c) { return iscntrl(c) != 0; }
static int isDigitByte(int c) { return isdigit(c) != 0; }
static int isGraphByte(int c) { return isgraph(c) != 0; }
static int isLowerByte(int c) { return islower(c) != 0; }
static int isPrintByte(int c) { return isprint(c) != 0; }
static int isPunctByte(int c) { return ispunct(c) != 0; }
static int isSpaceByte(int c) { return isspace(c) != 0; }
static int isUpperByte(int c) { return isupper(c) != 0; }
static int isXdigitByte(int c) { return isxdigit(c) != 0; }

static const struct {
	const char *name;
	int (*holds)(int);
} classes[] = {
    {"alnum", isAlnumByte}, {"alpha", isAlphaByte}, {"blank", isBlankByte}, {"cntrl", isCntrlByte},
    {"digit", isDigitByte}, {"graph", isGraphByte}, {"lower", isLowerByte}, {"print", isPrintByte},
    {"punct", isPunctByte}, {"space", isSpaceByte}, {"upper", isUpperByte}, {"xdigit", isXdigitByte},
};

/* Finds the end of "[:name:]" and its like; p stands behind the "[:". NULL: unclosed. */
static const unsigned char *
namedEnd(const unsigned char *p, int delimiter)
{
	for (; *p != '\0'; p++)
		if (p[0] == delimiter && p[1] == ']')
			return p;
	return NULL;
}

static int
addClass(const unsigned char *name, size_t length, byteSet set)
{
	size_t i;
	int c;

	for (i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		if (strlen(classes[i].name) == length && memcmp(classes[i].name, name, length) == 0) {
			for (c = 0; c < 256; c++)
				if (classes[i].holds(c))
					ADD_TO_SET(set, c);
			return 0;
		}
	}
	return REG_ECTYPE;
}

/* One end of a range: a character, "[.c.]", or "[=c=]". */
static int
readElement(const unsigned char **pattern, int *element)
{
	const unsigned char *p = *pattern;

	if (p[0] == '[' && (p[1] == '.' || p[1] == '=')) {
		const unsigned char *end = namedEnd(p + 2, p[1]);

		if (end == NULL)
			return REG_EBRACK;
		if (end != p + 3)
			return REG_ECOLLATE;
		*element = p[2];
		*pattern = end + 2;
		return 0;
	}
	*element = p[0];
	*pattern = p + 1;
	return 0;
}

static int
addItem(const unsigned char **pattern, byteSet set)
{
	const unsigned char *p = *pattern;
	int error, low, high;

	if (p[0] == '[' && p[1] == ':') {
		const unsigned char *end = namedEnd(p + 2, ':');

		if (end == NULL)
			return REG_EBRACK;
		*pattern = end + 2;
		return addClass(p + 2, end - (p + 2), set);
	}
	error = readElement(pattern, &low);
	if (error != 0)
		return error;
	high = low;
	p = *pattern;
	if (p[0] == '-' && p[1] != ']' && p[1] != '\0') {
		*pattern = p + 1;
		error = readElement(pattern, &high);
		if (error != 0)
			return error;
		if (high < low)
			return REG_ERANGE;
	}
	for (; low <= high; low++)
		ADD_TO_SET(set, low);
	return 0;
}

/* Reads from behind the opening bracket to behind the closing one. */
int
_regexParseSet(struct regexProgram *program, const unsigned char **pattern, byteSet set)
{
	int inverted = **pattern == '^', isFirst = 1, c;

	memset(set, 0, sizeof(byteSet));
	if (inverted)
		++*pattern;
	for (; isFirst || **pattern != ']'; isFirst = 0) {
		int error = **pattern == '\0' ? REG_EBRACK : addItem(pattern, set);

		if (error != 0)
			return error;
	}
	++*pattern;
	if (program->flags & REG_ICASE) {
		for (c = 0; c < 256; c++) {
			if (isalpha(c) && IN_SET(set, c)) {
				ADD_TO_SET(set, tolower(c));
				ADD_TO_SET(set, toupper(c));
			}
		}
	}
	if (inverted) {
		for (c = 0; c < (int)sizeof(byteSet); c++)
			set[c] = (unsigned char)~set[c];
		if (program->flags & REG_NEWLINE)
			set['\n' >> 3] &= (unsigned char)~(1 << ('\n' & 7));
	}
	return 0;
}
