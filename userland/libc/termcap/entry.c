/*
 * What a terminal can do: its entry of /etc/termcap, or of the file or the
 * entry itself that $TERMCAP gives. An entry is names separated by |, then
 * capabilities separated by colons: xx, xx#number, xx=text; tc=name goes on
 * with another entry. The first of a name counts; xx@ takes it away.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <termcap.h>
#include <unistd.h>

#define ENTRY_BYTES 1024
#define MOST_LINKS 16
#define FILE_NAME "/etc/termcap"

static char *entry;

/* Whether the entry's first field has the name. */
static int hasName(const char *text, const char *name)
{
	size_t length = strlen(name), part;

	for (;; text += part + 1) {
		part = strcspn(text, "|:\n");
		if (part == length && strncmp(text, name, length) == 0)
			return 1;
		if (text[part] != '|')
			return 0;
	}
}

/* One entry in `line`, of at most ENTRY_BYTES; lines that end in a backslash are joined. Null at the end. */
static const char *nextEntry(const char *at, char *line)
{
	char *to = line;

	while (*at == '#' || *at == '\n') {
		at += strcspn(at, "\n");
		at += *at == '\n';
	}
	if (*at == 0)
		return 0;
	for (; *at != 0 && *at != '\n'; at++) {
		if (at[0] == '\\' && at[1] == '\n') {
			/* Blanks and an empty field at the start of the next line are layout. */
			for (at += 2; isspace((unsigned char)*at); at++)
				;
			at--;
			continue;
		}
		if (to < line + ENTRY_BYTES - 1)
			*to++ = *at;
	}
	*to = 0;
	return at;
}

static char *readFile(const char *path)
{
	int stream = open(path, O_RDONLY), length = 0, amount;
	char *text = 0, *larger;

	if (stream < 0)
		return 0;
	do {
		larger = realloc(text, (size_t)length + 4097);
		if (larger == 0)
			break;
		text = larger;
		amount = read(stream, text + length, 4096);
		length += amount > 0 ? amount : 0;
	} while (amount > 0);
	close(stream);
	if (text != 0)
		text[length] = 0;
	return text;
}

/* 1 found, 0 not, -1 there is no file. `to` gets the capabilities, colon first, behind what it has. */
static int append(const char *name, const char *file, char *to, int isFirst)
{
	char *text = readFile(file), line[ENTRY_BYTES];
	const char *at = text;
	int result = 0;

	if (text == 0)
		return -1;
	while (result == 0 && (at = nextEntry(at, line)) != 0) {
		const char *capabilities;

		if (!hasName(line, name))
			continue;
		capabilities = isFirst ? line : strchr(line, ':');
		if (capabilities != 0 && strlen(to) + strlen(capabilities) < ENTRY_BYTES)
			strcat(to, capabilities);
		result = 1;
	}
	free(text);
	return result;
}

int tgetent(char *buffer, const char *name)
{
	const char *given = getenv("TERMCAP"), *file = given != 0 && given[0] == '/' ? given : FILE_NAME;
	char *link, other[64];
	int links, result;

	if (buffer == 0) {
		static char own[ENTRY_BYTES];

		buffer = own;
	}
	entry = buffer;
	buffer[0] = 0;
	if (given != 0 && given[0] != '/' && hasName(given, name)) {
		strncpy(buffer, given, ENTRY_BYTES - 1);
		buffer[ENTRY_BYTES - 1] = 0;
	} else {
		result = append(name, file, buffer, 1);
		if (result <= 0)
			return result;
	}
	for (links = 0; links < MOST_LINKS && (link = strstr(buffer, ":tc=")) != 0; links++) {
		size_t length = strcspn(link + 4, ":");

		if (length >= sizeof other)
			break;
		memcpy(other, link + 4, length);
		other[length] = 0;
		*link = 0;
		if (append(other, file, buffer, 0) <= 0)
			break;
	}
	return 1;
}

/* What stands behind the name, or null. */
static const char *find(const char *id)
{
	const char *at;

	if (entry == 0)
		return 0;
	for (at = strchr(entry, ':'); at != 0; at = strchr(at, ':')) {
		at++;
		if (at[0] == id[0] && at[1] == id[1] && at[0] != 0)
			return at[2] == '@' ? 0 : at + 2;
	}
	return 0;
}

int tgetnum(const char *id)
{
	const char *at = find(id);

	if (at == 0 || *at != '#')
		return -1;
	return (int)strtol(at + 1, (char **)0, at[1] == '0' ? 8 : 10);
}

int tgetflag(const char *id)
{
	const char *at = find(id);

	return at != 0 && (*at == ':' || *at == 0);
}

/* One character of a text, after a backslash. */
static int escaped(const char **at)
{
	static const char names[] = "EnrtbfEe:", values[] = "\033\n\r\t\b\f\033\033:";
	const char *name;
	int c = (unsigned char)*(*at)++, value = 0, count;

	if (c >= '0' && c <= '7') {
		(*at)--;
		for (count = 0; count < 3 && **at >= '0' && **at <= '7'; count++)
			value = value * 8 + (*(*at)++ - '0');
		return value;
	}
	name = strchr(names, c);
	return name != 0 && c != 0 ? values[name - names] : c;
}

char *tgetstr(const char *id, char **area)
{
	const char *at = find(id);
	static char own[ENTRY_BYTES], *ownNext = own;
	char *start, **next = area == 0 ? &ownNext : area;

	if (at == 0 || *at != '=')
		return 0;
	start = *next;
	for (at++; *at != 0 && *at != ':';) {
		int c = (unsigned char)*at++;

		if (c == '\\')
			c = escaped(&at);
		else if (c == '^' && *at != 0)
			c = *at++ & 0x1f;
		*(*next)++ = (char)c;
	}
	*(*next)++ = 0;
	return start;
}
