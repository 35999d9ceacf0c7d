/*
 * The table is built again from the codes: each new entry is the string before
 * with the first byte of this one.
 */
#include <stdlib.h>
#include <string.h>
#include "compress.h"

#define ENTRIES (1 << MOST_BITS)

static unsigned short *prefixes;
static unsigned char *lasts, *stack;
static int width, mostBits, codesInGroup;
static unsigned long pending;
static int pendingBits;

static int
readCode(FILE *in)
{
	int code, byte;

	while (pendingBits < width) {
		byte = getc(in);
		if (byte == EOF)
			return -1;
		pending |= (unsigned long)byte << pendingBits;
		pendingBits += 8;
	}
	code = (int)(pending & ((1UL << width) - 1));
	pending >>= width;
	pendingBits -= width;
	codesInGroup = (codesInGroup + 1) % 8;
	return code;
}

/* The rest of a group of eight codes says nothing. */
static void
endGroup(FILE *in)
{
	while (codesInGroup != 0)
		if (readCode(in) < 0)
			codesInGroup = 0;
	pending = 0;
	pendingBits = 0;
}

static int
readHeader(FILE *in)
{
	int first = getc(in), second = getc(in), flags = getc(in);

	if (first != MAGIC_1 || second != MAGIC_2 || flags == EOF)
		return -1;
	mostBits = flags & BITS_MASK;
	if (mostBits < LEAST_BITS || mostBits > MOST_BITS)
		return -1;
	return flags & BLOCK_MODE;
}

int
decode(FILE *in, FILE *out)
{
	int clears = readHeader(in), next, before = -1, code, string, first = 0, depth;

	if (clears < 0)
		return -2;
	prefixes = reallocate(prefixes, ENTRIES * sizeof *prefixes);
	lasts = reallocate(lasts, ENTRIES);
	stack = reallocate(stack, ENTRIES);
	width = LEAST_BITS;
	pending = 0;
	pendingBits = codesInGroup = 0;
	next = clears ? FIRST_FREE : CLEAR;
	while ((code = readCode(in)) >= 0) {
		if (clears && code == CLEAR) {
			endGroup(in);
			width = LEAST_BITS;
			next = FIRST_FREE;
			before = -1;
			continue;
		}
		if (code > next || (code == next && before < 0) || (before < 0 && code > 255))
			return -2;
		depth = 0;
		string = code;
		/* The entry that is just being made: the string before, and its own first byte. */
		if (code == next) {
			stack[depth++] = (unsigned char)first;
			string = before;
		}
		for (; string > 255; string = prefixes[string])
			stack[depth++] = lasts[string];
		first = string;
		putc(first, out);
		while (depth > 0)
			putc(stack[--depth], out);
		if (before >= 0 && next < 1 << mostBits) {
			prefixes[next] = (unsigned short)before;
			lasts[next++] = (unsigned char)first;
			if (next == 1 << width && width < mostBits) {
				endGroup(in);
				width++;
			}
		}
		before = code;
	}
	return ferror(in) || ferror(out) ? -1 : 0;
}
