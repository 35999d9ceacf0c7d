/* malloc's family keeps what is stored in its blocks; qsort sorts whatever it is given. */
#include <unistd.h>

#include "check.h"

#define BLOCKS 300
#define STEPS 20000
#define MAX_COUNT 700

static int intact(const char *block, size_t size, int filler)
{
	size_t i;

	for (i = 0; i < size; i++)
		if (block[i] != (char)filler)
			return 0;
	return 1;
}

static void blocks(void)
{
	static char *block[BLOCKS];
	static size_t size[BLOCKS];
	char *start = sbrk(0);
	int step, i;

	for (step = 0; step < STEPS; step++) {
		size_t wanted = pseudoRandom() % 20 == 0 ? pseudoRandom() % 9000 : pseudoRandom() % 200;

		i = (int)(pseudoRandom() % BLOCKS);
		CHECK(intact(block[i], size[i], i));
		if (pseudoRandom() % 3 == 0) {
			block[i] = realloc(block[i], wanted);
			CHECK(block[i] != 0 && intact(block[i], size[i] < wanted ? size[i] : wanted, i));
		} else {
			free(block[i]);
			block[i] = pseudoRandom() % 2 == 0 ? malloc(wanted) : calloc(wanted, 1);
		}
		CHECK(block[i] != 0 && (size_t)block[i] % 8 == 0);
		memset(block[i], i, wanted);
		size[i] = wanted;
	}
	for (i = 0; i < BLOCKS; i++)
		free(block[i]);
	/* All blocks are one again: the whole fits where the parts were. */
	{
		char *end = sbrk(0), *whole = malloc((size_t)(end - start) - 64);

		CHECK(whole != 0 && (char *)sbrk(0) == end);
		free(whole);
	}
	CHECK(malloc((size_t)-1) == 0 && calloc(65536, 65536) == 0);
}

static int compareInts(const void *one, const void *other)
{
	int left = *(const int *)one, right = *(const int *)other;

	return (left > right) - (left < right);
}

static void sorting(void)
{
	static int numbers[MAX_COUNT];
	int round, i;

	for (round = 0; round < 200; round++) {
		int count = (int)(pseudoRandom() % MAX_COUNT), kind = round % 5;
		unsigned before = 0, after = 0;

		for (i = 0; i < count; i++) {
			numbers[i] = kind == 0 ? i : kind == 1 ? -i : (int)(pseudoRandom() % (kind == 2 ? 3 : 100000));
			before += (unsigned)numbers[i] * 2654435761u;
		}
		qsort(numbers, (size_t)count, sizeof numbers[0], compareInts);
		for (i = 0; i < count; i++) {
			after += (unsigned)numbers[i] * 2654435761u;
			CHECK(i == 0 || numbers[i - 1] <= numbers[i]);
		}
		CHECK(before == after);
		if (count > 0) {
			int missing = 1000000, *found = bsearch(&numbers[count / 2], numbers, (size_t)count,
								sizeof numbers[0], compareInts);

			CHECK(found != 0 && *found == numbers[count / 2]);
			CHECK(bsearch(&missing, numbers, (size_t)count, sizeof numbers[0], compareInts) == 0);
		}
	}
}

int main(void)
{
	blocks();
	sorting();
	return failures != 0;
}
