/*
 * Blocks of bytes, a word at a time where that pays. A word at an odd address
 * is a packed structure: the compiler knows the machine's way to load it.
 */
#include <string.h>
#include <strings.h>

typedef struct {
	unsigned value;
} __attribute__((packed, may_alias)) AnyWord;
typedef unsigned __attribute__((may_alias)) Word;

#define WORD sizeof(Word)
#define OFFSET(pointer) ((size_t)(pointer) % WORD)
#define WORTH_IT 16 /* bytes */

static void copyUp(unsigned char *to, const unsigned char *from, size_t count)
{
	if (count >= WORTH_IT) {
		for (; OFFSET(to) != 0; count--)
			*to++ = *from++;
		if (OFFSET(from) == 0) {
			for (; count >= 4 * WORD; count -= 4 * WORD, to += 4 * WORD, from += 4 * WORD) {
				Word a = ((const Word *)from)[0], b = ((const Word *)from)[1];
				Word c = ((const Word *)from)[2], d = ((const Word *)from)[3];

				((Word *)to)[0] = a;
				((Word *)to)[1] = b;
				((Word *)to)[2] = c;
				((Word *)to)[3] = d;
			}
		}
		for (; count >= WORD; count -= WORD, to += WORD, from += WORD)
			*(Word *)to = ((const AnyWord *)from)->value;
	}
	while (count-- > 0)
		*to++ = *from++;
}

void *memcpy(void *to, const void *from, size_t count)
{
	copyUp(to, from, count);
	return to;
}

void *memmove(void *to, const void *from, size_t count)
{
	unsigned char *toEnd = (unsigned char *)to + count;
	const unsigned char *fromEnd = (const unsigned char *)from + count;

	if ((size_t)((unsigned char *)to - (const unsigned char *)from) >= count) {
		copyUp(to, from, count);
		return to;
	}
	if (count >= WORTH_IT) {
		for (; OFFSET(toEnd) != 0; count--)
			*--toEnd = *--fromEnd;
		for (; count >= WORD; count -= WORD) {
			toEnd -= WORD;
			fromEnd -= WORD;
			*(Word *)toEnd = ((const AnyWord *)fromEnd)->value;
		}
	}
	while (count-- > 0)
		*--toEnd = *--fromEnd;
	return to;
}

void bcopy(const void *from, void *to, size_t count)
{
	memmove(to, from, count);
}

void *memset(void *block, int value, size_t count)
{
	unsigned char *to = block;
	Word filler = (unsigned char)value * 0x01010101u;

	if (count >= WORTH_IT) {
		for (; OFFSET(to) != 0; count--)
			*to++ = (unsigned char)value;
		for (; count >= 4 * WORD; count -= 4 * WORD, to += 4 * WORD) {
			((Word *)to)[0] = filler;
			((Word *)to)[1] = filler;
			((Word *)to)[2] = filler;
			((Word *)to)[3] = filler;
		}
		for (; count >= WORD; count -= WORD, to += WORD)
			*(Word *)to = filler;
	}
	while (count-- > 0)
		*to++ = (unsigned char)value;
	return block;
}

void bzero(void *block, size_t count)
{
	memset(block, 0, count);
}

int memcmp(const void *one, const void *other, size_t count)
{
	const unsigned char *left = one, *right = other;

	if (OFFSET(left) == 0 && OFFSET(right) == 0)
		for (; count >= WORD && *(const Word *)left == *(const Word *)right; count -= WORD) {
			left += WORD;
			right += WORD;
		}
	for (; count > 0; count--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}

int bcmp(const void *one, const void *other, size_t count)
{
	return memcmp(one, other, count) != 0;
}

void *memchr(const void *block, int value, size_t count)
{
	const unsigned char *at = block;

	for (; count > 0; count--, at++)
		if (*at == (unsigned char)value)
			return (void *)at;
	return 0;
}

void *memccpy(void *to, const void *from, int value, size_t count)
{
	unsigned char *target = to;
	const unsigned char *source = from;

	while (count-- > 0)
		if ((*target++ = *source++) == (unsigned char)value)
			return target;
	return 0;
}
