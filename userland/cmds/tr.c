/*
 * tr: translates, deletes (-d) or squeezes (-s) characters; -c takes the
 * characters that are not in the first set. A second set that is too short
 * goes on with its last character.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-cds] set1 [set2]"
#define BYTES 256

/* A set in the order in which it was written. */
struct set {
	unsigned char *bytes;
	size_t count, capacity;
	long fillAt; /* where [c*] stands that takes all the room there is, or -1 */
	unsigned char fill;
};

static void
addByte(struct set *set, int byte)
{
	set->bytes = growArray(set->bytes, &set->capacity, set->count, 1);
	set->bytes[set->count++] = (unsigned char)byte;
}

/* One character, perhaps behind a backslash. */
static int
readByte(const char **text)
{
	static const char names[] = "abfnrtv", values[] = "\a\b\f\n\r\t\v";
	const unsigned char *p = (const unsigned char *)*text;
	const char *name;
	int value = 0, digits;

	if (p[0] != '\\' || p[1] == '\0') {
		*text += 1;
		return p[0];
	}
	p++;
	for (digits = 0; digits < 3 && *p >= '0' && *p <= '7'; digits++)
		value = value * 8 + (*p++ - '0');
	if (digits == 0) {
		name = strchr(names, *p);
		value = name == NULL ? *p : values[name - names];
		p++;
	}
	*text = (const char *)p;
	return value & 0xff;
}

static const struct {
	const char *name;
	int (*holds)(int);
} classes[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl}, {"digit", isdigit},
    {"graph", isgraph}, {"lower", islower}, {"print", isprint}, {"punct", ispunct}, {"space", isspace},
    {"upper", isupper}, {"xdigit", isxdigit},
};

/* "[:name:]" */
static void
readClass(struct set *set, const char **text)
{
	const char *name = *text + 2, *end = strstr(name, ":]");
	size_t i, length = (size_t)(end - name);
	int c;

	for (i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		if (strlen(classes[i].name) == length && memcmp(classes[i].name, name, length) == 0) {
			for (c = 0; c < BYTES; c++)
				if (classes[i].holds(c))
					addByte(set, c);
			*text = end + 2;
			return;
		}
	}
	die(*text, "no such class");
}

/* "[c*n]" or "[c*]"; 0 if it is not one. */
static int
readRepeat(struct set *set, const char **text)
{
	const char *p = *text + 1;
	long count = 0, base = 10;
	int c;

	if (*p == '\0')
		return 0;
	c = readByte(&p);
	if (*p++ != '*')
		return 0;
	if (*p == '0')
		base = 8;
	for (; *p >= '0' && *p < '0' + base && count < 100000; p++)
		count = count * base + (*p - '0');
	if (*p != ']')
		return 0;
	*text = p + 1;
	if (count == 0) {
		set->fillAt = (long)set->count;
		set->fill = (unsigned char)c;
	}
	while (count-- > 0)
		addByte(set, c);
	return 1;
}

static void
readSet(struct set *set, const char *text)
{
	memset(set, 0, sizeof *set);
	set->fillAt = -1;
	while (*text != '\0') {
		const char *start = text;
		int first, last;

		if (text[0] == '[' && text[1] == ':' && strstr(text + 2, ":]") != NULL) {
			readClass(set, &text);
			continue;
		}
		if (text[0] == '[' && text[1] == '=' && text[2] != '\0' && text[3] == '=' && text[4] == ']') {
			addByte(set, (unsigned char)text[2]);
			text += 5;
			continue;
		}
		if (text[0] == '[' && readRepeat(set, &text))
			continue;
		first = last = readByte(&text);
		if (text[0] == '-' && text[1] != '\0') {
			text++;
			last = readByte(&text);
			if (last < first)
				die(start, "range ends before it begins");
		}
		for (; first <= last; first++)
			addByte(set, first);
	}
}

static void
complement(struct set *set)
{
	char present[BYTES];
	size_t i;
	int c;

	memset(present, 0, sizeof present);
	for (i = 0; i < set->count; i++)
		present[set->bytes[i]] = 1;
	set->count = 0;
	for (c = 0; c < BYTES; c++)
		if (!present[c])
			addByte(set, c);
}

static void
mark(char *marks, const struct set *set)
{
	size_t i;

	memset(marks, 0, BYTES);
	for (i = 0; i < set->count; i++)
		marks[set->bytes[i]] = 1;
}

/* Brings the second set to the length of the first. */
static void
lengthen(struct set *to, size_t count)
{
	long missing = (long)count - (long)to->count;

	if (to->fillAt >= 0) {
		if (missing <= 0)
			return;
		while (to->count < count)
			addByte(to, 0);
		memmove(to->bytes + to->fillAt + missing, to->bytes + to->fillAt, count - missing - to->fillAt);
		memset(to->bytes + to->fillAt, to->fill, (size_t)missing);
		return;
	}
	if (to->count == 0)
		die("set2", "is empty");
	while (to->count < count)
		addByte(to, to->bytes[to->count - 1]);
}

static void
translate(const unsigned char *map, const char *deleted, const char *squeezed)
{
	static unsigned char buffer[8192];
	ssize_t got, i;
	int last = -1;

	while ((got = read(0, buffer, sizeof buffer)) > 0) {
		for (i = 0; i < got; i++) {
			int c = buffer[i];

			if (deleted[c])
				continue;
			c = map[c];
			if (squeezed[c] && c == last)
				continue;
			last = c;
			putchar(c);
		}
	}
	if (got < 0)
		dieErrno("standard input");
}

int
main(int argc, char **argv)
{
	unsigned char map[BYTES];
	char deleted[BYTES], squeezed[BYTES];
	struct set from, to;
	int inverse = 0, deleting = 0, squeezing = 0, operands, letter, c;
	size_t i;

	begin(argv);
	while ((letter = nextOption(argc, argv, "cCds", USAGE)) != -1) {
		switch (letter) {
		case 'd': deleting = 1; break;
		case 's': squeezing = 1; break;
		default: inverse = 1; break;
		}
	}
	operands = argc - optind;
	if (operands < 1 || operands > 2 || (operands == 1 && !deleting && !squeezing)
	    || (operands == 2 && deleting && !squeezing))
		usageError(USAGE);
	readSet(&from, argv[optind]);
	if (inverse)
		complement(&from);
	for (c = 0; c < BYTES; c++)
		map[c] = (unsigned char)c;
	memset(deleted, 0, sizeof deleted);
	memset(squeezed, 0, sizeof squeezed);
	if (operands == 2)
		readSet(&to, argv[optind + 1]);
	if (deleting)
		mark(deleted, &from);
	if (operands == 2 && !deleting) {
		lengthen(&to, from.count);
		for (i = 0; i < from.count; i++)
			map[from.bytes[i]] = to.bytes[i];
	}
	if (squeezing)
		mark(squeezed, operands == 2 ? &to : &from);
	translate(map, deleted, squeezed);
	finish();
}
