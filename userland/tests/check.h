/*
 * check.h: for programs that test the library they are linked with. They
 * print a line for each failure and nothing else, and exit with 1 if there
 * was one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

#define CHECK(condition)                                                                \
	do {                                                                            \
		if (!(condition)) {                                                     \
			printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
			failures++;                                                     \
		}                                                                       \
	} while (0)

#define CHECK_TEXT(found, expected)                                                                           \
	do {                                                                                                  \
		const char *foundText = (found), *expectedText = (expected);                                  \
		if (strcmp(foundText, expectedText) != 0) {                                                   \
			printf("%s:%d: found '%s', expected '%s'\n", __FILE__, __LINE__, foundText, expectedText); \
			failures++;                                                                           \
		}                                                                                             \
	} while (0)

/* Numbers that are the same in every run. */
static inline unsigned pseudoRandom(void)
{
	static unsigned state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state * 1597334677u) >> 4;
}
