/* Searching a table from its start, and the circular or open list of System V. */
#include <search.h>
#include <string.h>

void *lfind(const void *key, const void *table, size_t *count, size_t size,
	    int (*compare)(const void *, const void *))
{
	const char *at = table;
	size_t i;

	for (i = 0; i < *count; i++, at += size)
		if (compare(key, at) == 0)
			return (void *)at;
	return 0;
}

/* What is not found is added: there must be room. */
void *lsearch(const void *key, void *table, size_t *count, size_t size,
	      int (*compare)(const void *, const void *))
{
	void *found = lfind(key, table, count, size, compare);

	if (found != 0)
		return found;
	return memcpy((char *)table + size * (*count)++, key, size);
}

/* Elements begin with two pointers: to the next and to the one before. */
struct element {
	struct element *next, *previous;
};

void insque(void *newElement, void *before)
{
	struct element *element = newElement, *after = before;

	if (after == 0) {
		element->next = element->previous = 0;
		return;
	}
	element->next = after->next;
	element->previous = after;
	if (after->next != 0)
		after->next->previous = element;
	after->next = element;
}

void remque(void *old)
{
	struct element *element = old;

	if (element->next != 0)
		element->next->previous = element->previous;
	if (element->previous != 0)
		element->previous->next = element->next;
}
