/* String functions against the plainest loops that do the same, on pseudo-random strings of few letters. */
#include <ctype.h>
#include <strings.h>

#include "check.h"

#define ROUNDS 3000
#define SIZE 96

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static int plainCompare(const unsigned char *one, const unsigned char *other, size_t count, int stop)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (one[i] != other[i])
			return one[i] < other[i] ? -1 : 1;
		if (stop && one[i] == 0)
			break;
	}
	return 0;
}

/* Index of the first byte that is (or is not) in the set; `count` at the end. */
static size_t plainSpan(const char *string, const char *set, int wanted)
{
	size_t i, j;

	for (i = 0; string[i] != 0; i++) {
		int in = 0;

		for (j = 0; set[j] != 0; j++)
			in |= set[j] == string[i];
		if (in != wanted)
			break;
	}
	return i;
}

static int plainIndex(const char *string, int c, int last)
{
	int i, found = -1;

	for (i = 0;; i++) {
		if (string[i] == (char)c && (last || found < 0))
			found = i;
		if (string[i] == 0)
			return found;
	}
}

static int at(const char *start, const char *place)
{
	return place == 0 ? -1 : (int)(place - start);
}

static void oneRound(void)
{
	char one[SIZE + 1], other[SIZE + 1], copy[2 * SIZE], plain[2 * SIZE], set[4];
	size_t from = pseudoRandom() % 9, to = pseudoRandom() % 9, count = pseudoRandom() % 60, i;
	int letter = 'a' + (int)(pseudoRandom() % 4);
	const unsigned char *left, *right;

	for (i = 0; i < SIZE; i++) {
		one[i] = pseudoRandom() % 40 == 0 ? 0 : (char)('a' + pseudoRandom() % 3);
		other[i] = pseudoRandom() % 8 != 0 ? one[i] : (char)('a' + pseudoRandom() % 3 + (pseudoRandom() % 9 == 0) * 128);
	}
	one[SIZE] = other[SIZE] = 0;
	left = (unsigned char *)one + from;
	right = (unsigned char *)other + to;
	for (i = 0; i < 3; i++)
		set[i] = (char)('a' + pseudoRandom() % 4);
	set[pseudoRandom() % 4] = 0;
	set[3] = 0;

	CHECK(sign(memcmp(left, right, count)) == plainCompare(left, right, count, 0));
	CHECK(sign(strcmp((char *)left, (char *)right)) == plainCompare(left, right, SIZE, 1));
	CHECK(sign(strncmp((char *)left, (char *)right, count)) == plainCompare(left, right, count, 1));
	CHECK((int)strlen(one + from) == plainIndex(one + from, 0, 0));
	CHECK(at(one + from, strchr(one + from, letter)) == plainIndex(one + from, letter, 0));
	CHECK(at(one + from, strrchr(one + from, letter)) == plainIndex(one + from, letter, 1));
	CHECK(strspn(one + from, set) == plainSpan(one + from, set, 1));
	CHECK(strcspn(one + from, set) == plainSpan(one + from, set, 0));

	for (i = 0; i < 2 * SIZE; i++)
		copy[i] = plain[i] = (char)(i < SIZE ? one[i] : other[i - SIZE]);
	memcpy(copy + to, other + from, count);
	for (i = 0; i < count; i++)
		plain[to + i] = other[from + i];
	CHECK(memcmp(copy, plain, sizeof copy) == 0);
	memmove(copy + to, copy + from, count);
	{
		char saved[SIZE];

		for (i = 0; i < count; i++)
			saved[i] = plain[from + i];
		for (i = 0; i < count; i++)
			plain[to + i] = saved[i];
	}
	CHECK(memcmp(copy, plain, sizeof copy) == 0);
	memset(copy + from, letter, count);
	for (i = 0; i < count; i++)
		plain[from + i] = (char)letter;
	CHECK(memcmp(copy, plain, sizeof copy) == 0);
	strncpy(copy, one + from, count);
	CHECK(plainCompare((unsigned char *)copy, left, count, 1) == 0);
	strcpy(copy, one + from);
	strcat(copy, set);
	CHECK(strncmp(copy, one + from, strlen(one + from)) == 0 && strcmp(copy + strlen(one + from), set) == 0);
	CHECK(strstr(copy, set) != 0);
}

int main(void)
{
	char words[] = ",one,,two;", *rest = words;
	int i;

	for (i = 0; i < ROUNDS; i++)
		oneRound();
	CHECK_TEXT(strsep(&rest, ",;"), "");
	CHECK_TEXT(strsep(&rest, ",;"), "one");
	CHECK_TEXT(strsep(&rest, ",;"), "");
	CHECK_TEXT(strtok(rest, ",;"), "two");
	CHECK(strtok(0, ",;") == 0);
	CHECK(strcasecmp("SpriTe", "sPRItE") == 0 && strcasecmp("a", "B") < 0);
	CHECK(strncasecmp("abcX", "ABCy", 3) == 0);
	CHECK(ffs(0) == 0 && ffs(1) == 1 && ffs(0x80) == 8 && ffs((int)0x80000000u) == 32);
	for (i = -1; i < 256; i++) {
		CHECK(!isdigit(i) == !(i >= '0' && i <= '9'));
		CHECK(!isalpha(i) == !((i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z')));
		CHECK(!isprint(i) == !(i >= ' ' && i <= '~'));
		CHECK(!isspace(i) == !(i == ' ' || (i >= '\t' && i <= '\r')));
		CHECK(toupper(i) == (i >= 'a' && i <= 'z' ? i - 32 : i));
	}
	return failures != 0;
}
