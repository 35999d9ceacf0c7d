/*
 * Arrays: hash tables whose elements also stand in a row in the order in which
 * they came, which is the order of "for (key in array)".
 */
#include <stdlib.h>
#include <string.h>
#include "awk.h"

#define FIRST_SLOTS 16

struct array *
makeArray(void)
{
	struct array *array = allocate(sizeof *array);

	memset(array, 0, sizeof *array);
	return array;
}

static unsigned long
hashKey(const struct string *key)
{
	unsigned long hash = 5381;
	size_t i;

	for (i = 0; i < key->length; i++)
		hash = hash * 33 + (unsigned char)key->bytes[i];
	return hash;
}

static void
growSlots(struct array *array)
{
	struct element *element;

	array->slotCount = array->slotCount == 0 ? FIRST_SLOTS : array->slotCount * 4;
	array->slots = reallocate(array->slots, array->slotCount * sizeof *array->slots);
	memset(array->slots, 0, array->slotCount * sizeof *array->slots);
	for (element = array->first; element != NULL; element = element->next) {
		struct element **slot = &array->slots[element->hash % array->slotCount];

		element->nextInSlot = *slot;
		*slot = element;
	}
}

/* The link that leads to the element; NULL in it if there is none. */
static struct element **
findLink(struct array *array, const struct string *key, unsigned long hash)
{
	struct element **link = &array->slots[hash % array->slotCount];

	for (; *link != NULL; link = &(*link)->nextInSlot)
		if ((*link)->hash == hash && (*link)->key->length == key->length
		    && memcmp((*link)->key->bytes, key->bytes, key->length) == 0)
			break;
	return link;
}

struct value *
findElement(struct array *array, struct string *key, int create)
{
	unsigned long hash = hashKey(key);
	struct element *element, **link;

	if (array->slotCount > 0 && (element = *findLink(array, key, hash)) != NULL)
		return &element->value;
	if (!create)
		return NULL;
	if (array->count >= array->slotCount * 2)
		growSlots(array);
	element = allocate(sizeof *element);
	memset(element, 0, sizeof *element);
	key->references++;
	element->key = key;
	element->hash = hash;
	element->previous = array->last;
	*(array->last == NULL ? &array->first : &array->last->next) = element;
	array->last = element;
	link = &array->slots[hash % array->slotCount];
	element->nextInSlot = *link;
	*link = element;
	array->count++;
	return &element->value;
}

static void
freeElement(struct element *element)
{
	dropString(element->key);
	dropValue(&element->value);
	free(element);
}

void
removeElement(struct array *array, struct string *key)
{
	struct element **link, *element;

	if (array->slotCount == 0)
		return;
	link = findLink(array, key, hashKey(key));
	element = *link;
	if (element == NULL)
		return;
	*link = element->nextInSlot;
	*(element->previous == NULL ? &array->first : &element->previous->next) = element->next;
	*(element->next == NULL ? &array->last : &element->next->previous) = element->previous;
	array->count--;
	freeElement(element);
}

void
clearArray(struct array *array)
{
	struct element *element, *next;

	for (element = array->first; element != NULL; element = next) {
		next = element->next;
		freeElement(element);
	}
	free(array->slots);
	memset(array, 0, sizeof *array);
}

void
freeArray(struct array *array)
{
	clearArray(array);
	free(array);
}

/* A variable becomes an array when it is first used as one; so does what was passed for a parameter. */
struct array *
arrayOf(struct cell *cell)
{
	if (cell->array == NULL && cell->origin != NULL) {
		cell->array = arrayOf(cell->origin);
		cell->borrowed = 1;
	}
	if (cell->array == NULL) {
		if (cell->value.kind != UNSET)
			fail("array", "a variable that has a value cannot be one");
		cell->array = makeArray();
	}
	return cell->array;
}
