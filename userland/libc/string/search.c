/* Strings: looking for characters and for strings. */
#include <string.h>
#include <strings.h>

char *strchr(const char *string, int c)
{
	for (;; string++) {
		if (*string == (char)c)
			return (char *)string;
		if (*string == 0)
			return 0;
	}
}

char *index(const char *string, int c)
{
	return strchr(string, c);
}

char *strrchr(const char *string, int c)
{
	const char *found = 0;

	for (;; string++) {
		if (*string == (char)c)
			found = string;
		if (*string == 0)
			return (char *)found;
	}
}

char *rindex(const char *string, int c)
{
	return strrchr(string, c);
}

char *strstr(const char *string, const char *wanted)
{
	size_t length = strlen(wanted);

	if (length == 0)
		return (char *)string;
	for (; (string = strchr(string, *wanted)) != 0; string++)
		if (strncmp(string, wanted, length) == 0)
			return (char *)string;
	return 0;
}

#define FEW 4

/* Length of the start of `string` whose characters are (or are not) in `set`. A small set is no table. */
static size_t span(const char *string, const char *set, int wanted)
{
	unsigned char members[256];
	size_t length = 0;

	if (strlen(set) <= FEW) {
		for (; string[length] != 0; length++) {
			const char *member = set;

			while (*member != 0 && *member != string[length])
				member++;
			if ((*member != 0) != wanted)
				break;
		}
		return length;
	}
	memset(members, !wanted, sizeof members);
	for (; *set != 0; set++)
		members[(unsigned char)*set] = (unsigned char)wanted;
	members[0] = 0;
	while (members[(unsigned char)string[length]])
		length++;
	return length;
}

size_t strspn(const char *string, const char *set)
{
	return span(string, set, 1);
}

size_t strcspn(const char *string, const char *set)
{
	return span(string, set, 0);
}

char *strpbrk(const char *string, const char *set)
{
	string += strcspn(string, set);
	return *string == 0 ? 0 : (char *)string;
}

char *strtok_r(char *string, const char *separators, char **rest)
{
	char *start = string != 0 ? string : *rest, *end;

	if (start == 0)
		return 0;
	start += strspn(start, separators);
	if (*start == 0) {
		*rest = 0;
		return 0;
	}
	end = start + strcspn(start, separators);
	*rest = *end == 0 ? 0 : end + 1;
	*end = 0;
	return start;
}

char *strtok(char *string, const char *separators)
{
	static char *rest;

	return strtok_r(string, separators, &rest);
}

/* Cuts one field off; empty fields count. */
char *strsep(char **string, const char *separators)
{
	char *start = *string, *end;

	if (start == 0)
		return 0;
	end = start + strcspn(start, separators);
	*string = *end == 0 ? 0 : end + 1;
	*end = 0;
	return start;
}

int ffs(int value)
{
	unsigned rest = (unsigned)value;
	int bit = 1;

	if (rest == 0)
		return 0;
	for (; !(rest & 1); rest >>= 1)
		bit++;
	return bit;
}
