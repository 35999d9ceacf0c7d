/* Tables, numbers and text: values that every UNIX gives. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <search.h>
#include <stdarg.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static void numbers(void)
{
	unsigned short seed[3] = {1, 2, 3}, *old, parameters[7] = {1, 2, 3, 0xe66d, 0xdeec, 5, 11};

	CHECK(erand48(seed) == 0.44199632268870914 && seed[0] == 0xe678 && nrand48(seed) == 565063343L);
	CHECK(jrand48(seed) == -1485464893L);
	srand48(1);
	CHECK(drand48() == 0.041630344771878214 && lrand48() == 976015093L && mrand48() == -709454646L);
	old = seed48(seed);
	CHECK(old[2] != 0);
	lcong48(parameters);
	CHECK(lrand48() == 949179875L);
	srandom(7);
	{
		static char array[64];
		long first = random(), second;

		initstate(7, array, sizeof array);
		second = random();
		CHECK(first == second && setstate(array) == array);
	}
}

static void digits(void)
{
	char text[40];
	int point, sign;

	CHECK_TEXT(ecvt(3.14159, 4, &point, &sign), "3142");
	CHECK(point == 1 && sign == 0);
	CHECK_TEXT(ecvt(-0.00123456, 3, &point, &sign), "123");
	CHECK(point == -2 && sign == 1);
	CHECK_TEXT(fcvt(123.456, 2, &point, &sign), "12346");
	CHECK(point == 3 && sign == 0);
	CHECK_TEXT(fcvt(0.0456, 3, &point, &sign), "46");
	CHECK(point == -1);
	CHECK_TEXT(ecvt(99.96, 3, &point, &sign), "100");
	CHECK(point == 3);
	CHECK_TEXT(gcvt(0.1, 10, text), "0.1");
	CHECK_TEXT(gcvt(1e20, 5, text), "1e+20");
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int sum, order, depth;

static void visit(const void *node, VISIT when, int level)
{
	if (when == postorder || when == leaf) {
		int value = **(int *const *)node;

		CHECK(value > order);
		order = value;
		sum += value;
		if (level > depth)
			depth = level;
	}
}

static void searches(void)
{
	static int table[10] = {5, 3, 8}, values[200], more = 9, missing = 99;
	static const char *const words[] = {"one", "two", "three", "four", "five", "six", "seven"};
	struct list {
		struct list *next, *previous;
	} a, b, c;
	void *root = 0;
	size_t count = 3;
	ENTRY entry, *found;
	int i;

	CHECK(lfind(&table[1], table, &count, sizeof(int), compare) == &table[1]);
	CHECK(lfind(&more, table, &count, sizeof(int), compare) == 0 && count == 3);
	CHECK(lsearch(&more, table, &count, sizeof(int), compare) == &table[3] && count == 4 && table[3] == 9);
	CHECK(lsearch(&more, table, &count, sizeof(int), compare) == &table[3] && count == 4);

	CHECK(hcreate(7) != 0);
	for (i = 0; i < 7; i++) {
		entry.key = (char *)words[i];
		entry.data = &values[i];
		CHECK(hsearch(entry, ENTER) != 0);
	}
	entry.key = (char *)"five";
	found = hsearch(entry, FIND);
	CHECK(found != 0 && found->data == &values[4]);
	entry.key = (char *)"eight";
	CHECK(hsearch(entry, FIND) == 0);
	hdestroy();

	for (i = 0; i < 200; i++) {
		values[i] = (i * 37 + 11) % 199 + 1;
		tsearch(&values[i], &root, compare);
	}
	CHECK(tfind(&values[5], &root, compare) != 0 && tfind(&missing, &root, compare) != 0);
	missing = 500;
	CHECK(tfind(&missing, &root, compare) == 0 && tdelete(&missing, &root, compare) == 0);
	sum = order = 0;
	twalk(root, visit);
	CHECK(sum == 199 * 200 / 2 && order == 199 && depth > 5);
	for (i = 0; i < 199; i += 2)
		CHECK(tdelete(&values[i], &root, compare) != 0);
	sum = order = 0;
	twalk(root, visit);
	CHECK(order < 200 && sum > 0 && sum < 199 * 200 / 2);

	insque(&a, 0);
	insque(&b, &a);
	insque(&c, &a);
	CHECK(a.next == &c && c.next == &b && b.previous == &c && b.next == 0);
	remque(&c);
	CHECK(a.next == &b && b.previous == &a);
}

static void texts(void)
{
	char *const names[] = {(char *)"ro", (char *)"size", 0};
	char options[] = "ro,size=512,odd", *at = options, *value, text[8] = "abcdefg";
	wchar_t wide[8];
	int first, second;
	char word[10], set[10], c;
	double number;
	float small;
	long large;
	short little;

	CHECK(getsubopt(&at, names, &value) == 0 && value == 0);
	CHECK(getsubopt(&at, names, &value) == 1 && strcmp(value, "512") == 0);
	CHECK(getsubopt(&at, names, &value) == -1 && strcmp(value, "odd") == 0 && *at == 0);
	swab("abcdef", text, 6);
	CHECK_TEXT(text, "badcfeg");
	CHECK(stpcpy(text, "xyz") == text + 3 && toascii(0xe1) == 'a');
	CHECK(mbtowc(wide, "\351x", 2) == 1 && wide[0] == 0xe9 && mblen("", 1) == 0 && mbtowc(wide, "a", 0) == -1);
	CHECK(mbstowcs(wide, "abc", 8) == 3 && wide[2] == 'c' && wcstombs(text, wide, 8) == 3 && wctomb(text, 0x100) == -1);
	CHECK_TEXT(setlocale(LC_ALL, ""), "C");
	CHECK(setlocale(LC_ALL, "de") == 0 && strcmp(localeconv()->decimal_point, ".") == 0);

	CHECK(sscanf("12 0x1f 017 -5", "%d %i %i %u", &first, &second, (int *)wide, (unsigned *)(wide + 1)) == 4);
	CHECK(first == 12 && second == 31 && wide[0] == 15 && wide[1] == -5);
	CHECK(sscanf("1.5e3 -0.25 .5", "%lf%f%*f", &number, &small) == 2 && number == 1500 && small == -0.25);
	CHECK(sscanf("word]x^y", "%9[^]]]%9[]x^]%c", word, set, &c) == 3);
	CHECK_TEXT(word, "word");
	CHECK_TEXT(set, "x^");
	CHECK(c == 'y' && sscanf("99999999 -7", "%ld%hd", &large, &little) == 2 && large == 99999999 && little == -7);
	CHECK(sscanf("12345", "%2d%3d%n", &first, &second, (int *)wide) == 2 && first == 12 && second == 345 && wide[0] == 5);
	CHECK(sscanf("", "%d", &first) == EOF && sscanf("x", "%d", &first) == 0 && sscanf("5 x", "%d %d", &first, &second) == 1);
	CHECK(sscanf("abc", "ab%c", &c) == 1 && c == 'c' && sscanf("ab", "abc%c", &c) == EOF && sscanf("7%", "%d%%", &first) == 1);
	CHECK(sscanf("a-c9", "%[a-c-]%d", word, &first) == 2 && strcmp(word, "a-c") == 0 && first == 9);
	CHECK(sscanf("ff FF 0xff", "%x%X%x", (unsigned *)&first, (unsigned *)&second, (unsigned *)wide) == 3);
	CHECK(first == 255 && second == 255 && wide[0] == 255);
}

/* The rules of the United States as they were. */
static void zones(void)
{
	static const struct {
		time_t when;
		int hour, daylight;
	} moments[] = {
		{607514399, 1, 0}, {607514400, 3, 1},			   /* 2 April 1989 */
		{625651199, 0, 1}, {625654799, 1, 1}, {625654800, 1, 0},   /* 29 October 1989 */
	};
	struct tm *local, made;
	unsigned i;

	putenv((char *)"TZ=PST8PDT");
	tzset();
	CHECK(strcmp(tzname[0], "PST") == 0 && strcmp(tzname[1], "PDT") == 0);
	for (i = 0; i < 5; i++) {
		local = localtime(&moments[i].when);
		CHECK(local->tm_isdst == moments[i].daylight && local->tm_hour == moments[i].hour);
		made = *local;
		CHECK(mktime(&made) == moments[i].when);
	}
	memset(&made, 0, sizeof made);
	made.tm_year = 89;
	made.tm_mon = 14;
	made.tm_mday = -3;
	made.tm_hour = 30;
	made.tm_isdst = -1;
	CHECK(mktime(&made) == 636040800L && made.tm_year == 90 && made.tm_mon == 1 && made.tm_mday == 26 && made.tm_wday == 1);
}

int main(void)
{
	numbers();
	digits();
	searches();
	texts();
	zones();
	return failures != 0;
}
