/*
 * Lempel, Ziv and Welch: the longest string that is in the table, its code, and
 * a new entry that is one byte longer (Welch, "A Technique for High-Performance
 * Data Compression", 1984). When the table is full and does worse than before,
 * it is emptied.
 */
#include <stdlib.h>
#include <string.h>
#include "compress.h"

#define SLOTS 69001 /* a prime, so that the table is never more than 95% full */
#define CHECK_EVERY 10000 /* input bytes between looks at how well it does */

struct slot {
	long key; /* prefix << 8 | byte, -1: empty */
	int code;
};

static struct slot *slots;
static FILE *output;
static unsigned long written;
static unsigned long pending; /* bits not written yet */
static int pendingBits, width, codesInGroup;

static void
putCode(int code)
{
	pending |= (unsigned long)code << pendingBits;
	pendingBits += width;
	codesInGroup = (codesInGroup + 1) % 8;
	for (; pendingBits >= 8; pendingBits -= 8) {
		putc((int)(pending & 0xff), output);
		pending >>= 8;
		written++;
	}
}

/* Codes of another width begin a new group: what is left of this one is zeros. */
static void
endGroup(void)
{
	while (codesInGroup != 0)
		putCode(0);
}

static void
emptyTable(void)
{
	long i;

	for (i = 0; i < SLOTS; i++)
		slots[i].key = -1;
}

static struct slot *
find(long key)
{
	long at = key % SLOTS, stepSize = at == 0 ? 1 : SLOTS - at;

	while (slots[at].key != -1 && slots[at].key != key)
		at = at >= stepSize ? at - stepSize : at - stepSize + SLOTS;
	return &slots[at];
}

int
encode(FILE *in, FILE *out, int mostBits, unsigned long *inBytes, unsigned long *outBytes)
{
	int prefix, byte, next = FIRST_FREE, limit = 1 << mostBits;
	unsigned long read = 0, checkAt = CHECK_EVERY, bestRatio = 0;

	slots = reallocate(slots, SLOTS * sizeof *slots);
	emptyTable();
	output = out;
	written = 3;
	pending = 0;
	pendingBits = codesInGroup = 0;
	width = LEAST_BITS;
	putc(MAGIC_1, out);
	putc(MAGIC_2, out);
	putc(mostBits | BLOCK_MODE, out);
	prefix = getc(in);
	while (prefix != EOF) {
		read++;
		byte = getc(in);
		while (byte != EOF) {
			struct slot *slot = find((long)prefix << 8 | byte);

			if (slot->key == -1) {
				if (next < limit) {
					slot->key = (long)prefix << 8 | byte;
					slot->code = next++;
				}
				break;
			}
			prefix = slot->code;
			read++;
			byte = getc(in);
		}
		putCode(prefix);
		prefix = byte;
		/* The reader knows an entry one code later: width grows when the last of them is one that it cannot have. */
		if (next - 1 == 1 << width && width < mostBits) {
			endGroup();
			width++;
		} else if (next == limit && read >= checkAt) {
			unsigned long ratio = read / (written / 256 + 1);

			checkAt = read + CHECK_EVERY;
			if (ratio >= bestRatio) {
				bestRatio = ratio;
			} else {
				bestRatio = 0;
				putCode(CLEAR);
				endGroup();
				emptyTable();
				next = FIRST_FREE;
				width = LEAST_BITS;
			}
		}
	}
	if (pendingBits > 0) {
		putc((int)(pending & 0xff), out);
		written++;
	}
	*inBytes = read;
	*outBytes = written;
	return ferror(in) || ferror(out) ? -1 : 0;
}
