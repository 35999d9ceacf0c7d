/*
 * Programs that need more memory than there is. Every page is written and
 * read again in several orders; what it should hold is known at each moment,
 * and the sum over all of it is printed.
 */
#include "vmtest.h"

/* A few words of each page say enough about it. */
#define WORDS_PER_PAGE 4

static unsigned mix(unsigned value)
{
	value = value * 1664525u + 1013904223u;
	return value ^ value >> 15;
}

static unsigned *wordOf(char *memory, int page, int i)
{
	return (unsigned *)(memory + page * pageSize + i * (pageSize / WORDS_PER_PAGE));
}

/* Checks what the last round left, and leaves this one's. */
static int visit(char *memory, int page, unsigned seed, int round)
{
	int i, wrong = 0;

	for (i = 0; i < WORDS_PER_PAGE; i++) {
		unsigned *word = wordOf(memory, page, i);
		unsigned name = seed + page * WORDS_PER_PAGE + i;

		if (*word != (round == 0 ? 0 : mix(name + round - 1)))
			wrong++;
		*word = mix(name + round);
	}
	return wrong;
}

/* Returns the number of wrong words. */
static int useMemory(int megabytes, unsigned seed, unsigned *sum)
{
	int pages = megabytes * (MEGABYTE / pageSize), page, i, wrong = 0;
	char *memory = morePages(pages);

	for (page = 0; page < pages; page++)
		wrong += visit(memory, page, seed, 0);
	for (page = pages - 1; page >= 0; page--)
		wrong += visit(memory, page, seed, 1);
	/* An odd step meets every page of a power of two, far from the last. */
	for (i = 0; i < pages; i++)
		wrong += visit(memory, (int)((unsigned)i * 389u % (unsigned)pages), seed, 2);
	for (*sum = 0, page = 0; page < pages; page++)
		for (i = 0; i < WORDS_PER_PAGE; i++)
			*sum += *wordOf(memory, page, i);
	return wrong;
}

void bigTest(char **arguments)
{
	unsigned sum;
	int wrong = useMemory(atoi(arguments[0]), 1, &sum);

	printf("%d wrong, sum %u\n", wrong, sum);
}

/* Several at once, the later ones with their parent's pages to begin with. */
void manyTest(char **arguments)
{
	int copies = atoi(arguments[0]), megabytes = atoi(arguments[1]), i;
	int own = 64;
	char *shared = morePages(own);

	for (i = 0; i < own; i++)
		shared[i * pageSize] = (char)i;
	for (i = 0; i < copies; i++) {
		if (forkOrDie() == 0) {
			unsigned sum;
			int page, wrong = useMemory(megabytes, (unsigned)i << 20, &sum);

			for (page = 0; page < own; page++)
				wrong += shared[page * pageSize] != (char)page;
			exit(wrong != 0);
		}
	}
	for (i = 0; i < copies; i++)
		waitForChild();
	for (i = 0; i < own; i++)
		if (shared[i * pageSize] != (char)i)
			printf("page %d has changed\n", i);
	printf("%d ended\n", copies);
}
