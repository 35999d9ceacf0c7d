/* One table of keys and data for the program: open addressing, a prime number of places. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#define MULTIPLIER 31

static ENTRY *table;
static unsigned places, used;

static int isPrime(unsigned number)
{
	unsigned divisor;

	for (divisor = 3; divisor * divisor <= number; divisor += 2)
		if (number % divisor == 0)
			return 0;
	return 1;
}

/* Room for `count` entries. */
int hcreate(size_t count)
{
	if (table != 0)
		return 0;
	places = (unsigned)(count + count / 4 + 3) | 1;
	while (!isPrime(places))
		places += 2;
	table = calloc(places, sizeof *table);
	used = 0;
	return table != 0;
}

void hdestroy(void)
{
	free(table);
	table = 0;
}

ENTRY *hsearch(ENTRY item, ACTION action)
{
	unsigned hash = 0, place;
	const char *at;

	if (table == 0) {
		errno = EINVAL;
		return 0;
	}
	for (at = item.key; *at != 0; at++)
		hash = hash * MULTIPLIER + (unsigned char)*at;
	for (place = hash % places; table[place].key != 0; place = (place + 1) % places)
		if (strcmp(table[place].key, item.key) == 0)
			return &table[place];
	if (action != ENTER || used + 1 >= places) {
		errno = action == ENTER ? ENOMEM : ENOENT;
		return 0;
	}
	used++;
	table[place] = item;
	return &table[place];
}
