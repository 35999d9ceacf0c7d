/*
 * malloc: blocks with their size before and, when free, also behind them, so
 * that a freed block joins free neighbours at once. Free blocks hang in
 * lists by size: exact up to 512 bytes, then one list per power of two.
 *
 * Invariants: sizes are multiples of 8 and count the header; no two free
 * blocks touch; a block's PREVIOUS_USED bit tells about the block before it;
 * every piece of heap ends in a header of size 0 that is in use.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGNMENT 8
#define USED 1u
#define PREVIOUS_USED 2u
#define FLAGS (USED | PREVIOUS_USED)

typedef struct block {
	unsigned previousSize; /* only when the block before is free */
	unsigned size;	       /* with flags */
	struct block *next, *previous; /* only when free */
} Block;

#define HEADER_BYTES 8
#define MIN_BLOCK_BYTES sizeof(Block)
#define EXACT_BINS 64		       /* up to 512 bytes */
#define BINS (EXACT_BINS + 1 + 32 - 9) /* then by the number of the highest bit, 9 up */
#define GROW_BYTES 8192
#define MAX_REQUEST 0x70000000u

static Block *bins[BINS];
static int lowestBin = BINS; /* all below are empty */
static char *heapEnd; /* behind the last piece's end header */

#define SIZE(block) ((block)->size & ~FLAGS)
#define AFTER(block) ((Block *)((char *)(block) + SIZE(block)))
#define BEFORE(block) ((Block *)((char *)(block) - (block)->previousSize))
#define DATA(block) ((void *)((char *)(block) + HEADER_BYTES))
#define BLOCK_OF(data) ((Block *)((char *)(data) - HEADER_BYTES))

static int binOf(unsigned size)
{
	int bin = EXACT_BINS + 1;

	if (size <= EXACT_BINS * ALIGNMENT)
		return (int)(size / ALIGNMENT);
	for (size >>= 10; size != 0; size >>= 1)
		bin++;
	return bin;
}

static void insert(Block *block, unsigned size)
{
	int number = binOf(size);
	Block **bin = &bins[number];

	if (number < lowestBin)
		lowestBin = number;
	block->size = size | PREVIOUS_USED;
	AFTER(block)->previousSize = size;
	AFTER(block)->size &= ~PREVIOUS_USED;
	block->previous = 0;
	block->next = *bin;
	if (*bin != 0)
		(*bin)->previous = block;
	*bin = block;
}

static void removeFree(Block *block)
{
	if (block->next != 0)
		block->next->previous = block->previous;
	if (block->previous != 0)
		block->previous->next = block->next;
	else
		bins[binOf(SIZE(block))] = block->next;
}

/* Makes the block free, joined with its neighbours. */
static void release(Block *block)
{
	unsigned size = SIZE(block);
	Block *after = AFTER(block);

	if (!(after->size & USED)) {
		removeFree(after);
		size += SIZE(after);
	}
	if (!(block->size & PREVIOUS_USED)) {
		block = BEFORE(block);
		removeFree(block);
		size += SIZE(block);
	}
	insert(block, size);
}

/* Cuts a used block down to `size` and frees what is left, if that is enough for a block. */
static void trim(Block *block, unsigned size)
{
	unsigned rest = SIZE(block) - size;
	Block *cut;

	if (rest < MIN_BLOCK_BYTES)
		return;
	block->size = size | (block->size & FLAGS);
	cut = AFTER(block);
	cut->size = rest | USED | PREVIOUS_USED;
	release(cut);
}

/* Gets memory for a block of `size` more from the system, and frees it. */
static int grow(unsigned size)
{
	unsigned wanted = (size + HEADER_BYTES + GROW_BYTES - 1) / GROW_BYTES * GROW_BYTES;
	unsigned skip = (unsigned)-(unsigned long)sbrk(0) % ALIGNMENT;
	char *piece = sbrk((int)(wanted + skip));
	Block *block, *last;

	if (piece == (char *)-1)
		return -1;
	piece += skip;
	if (piece == heapEnd) {
		block = (Block *)(piece - HEADER_BYTES); /* the old end header becomes the block's */
		block->size |= wanted;
	} else {
		block = (Block *)piece;
		block->size = (wanted - HEADER_BYTES) | USED | PREVIOUS_USED;
	}
	heapEnd = piece + wanted;
	last = (Block *)(heapEnd - HEADER_BYTES);
	last->size = USED | PREVIOUS_USED;
	release(block);
	return 0;
}

static Block *take(unsigned size)
{
	int bin = binOf(size);

	while (lowestBin < BINS && bins[lowestBin] == 0)
		lowestBin++;
	for (bin = bin < lowestBin ? lowestBin : bin; bin < BINS; bin++) {
		Block *block = bins[bin];

		while (block != 0 && SIZE(block) < size)
			block = block->next;
		if (block != 0) {
			removeFree(block);
			block->size |= USED;
			AFTER(block)->size |= PREVIOUS_USED;
			return block;
		}
	}
	return 0;
}

/* Size of the block for a request; 0 when there can be none. */
static unsigned blockSize(size_t request)
{
	unsigned size;

	if (request > MAX_REQUEST)
		return 0;
	size = ((unsigned)request + HEADER_BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	return size < MIN_BLOCK_BYTES ? MIN_BLOCK_BYTES : size;
}

void *malloc(size_t request)
{
	unsigned size = blockSize(request);
	Block *block = size == 0 ? 0 : take(size);

	if (block == 0 && size != 0 && grow(size) == 0)
		block = take(size);
	if (block == 0) {
		errno = ENOMEM;
		return 0;
	}
	trim(block, size);
	return DATA(block);
}

void free(void *data)
{
	if (data != 0)
		release(BLOCK_OF(data));
}

void *realloc(void *data, size_t request)
{
	Block *block, *after;
	unsigned size;
	void *moved;

	if (data == 0)
		return malloc(request);
	block = BLOCK_OF(data);
	size = blockSize(request);
	if (size == 0) {
		errno = ENOMEM;
		return 0;
	}
	after = AFTER(block);
	if (SIZE(block) < size && !(after->size & USED) && SIZE(block) + SIZE(after) >= size) {
		removeFree(after);
		block->size += SIZE(after);
		AFTER(block)->size |= PREVIOUS_USED;
	}
	if (SIZE(block) >= size) {
		trim(block, size);
		return data;
	}
	moved = malloc(request);
	if (moved != 0) {
		memcpy(moved, data, SIZE(block) - HEADER_BYTES);
		release(block);
	}
	return moved;
}

void *calloc(size_t count, size_t size)
{
	void *data;

	if (size != 0 && count > MAX_REQUEST / size) {
		errno = ENOMEM;
		return 0;
	}
	data = malloc(count * size);
	if (data != 0)
		memset(data, 0, count * size);
	return data;
}
