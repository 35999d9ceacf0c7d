/* String functions as a C library of the time had them: byte loops, and unaligned words through packed fields. */
#include "program.h"

struct packed {
	u8 tag;
	int word;
	short half;
} __attribute__((packed));

static char text[2048];
static char copy[2048];
static struct packed records[64];

static u32 length(const char *s)
{
	const char *end = s;
	while (*end)
		end++;
	return (u32)(end - s);
}

static int compare(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (u8)*a - (u8)*b;
}

static const char *find(const char *in, const char *what)
{
	for (; *in; in++) {
		u32 i = 0;
		while (what[i] && in[i] == what[i])
			i++;
		if (!what[i])
			return in;
	}
	return 0;
}

static u32 records_sum(u32 salt)
{
	u32 i;
	u32 sum = 0;
	for (i = 0; i < SIZE(records); i++) {
		records[i].tag = (u8)(i + salt);
		records[i].word = (int)(i * 2654435761u ^ salt);
		records[i].half = (short)(records[i].word >> 7);
	}
	for (i = 0; i < SIZE(records); i++)
		sum = (sum << 3 | sum >> 29) ^ (u32)(records[i].word + records[i].half + records[i].tag);
	return sum;
}

static void run(u32 rounds)
{
	u32 sum = 0;
	while (rounds-- > 0) {
		u32 i;
		for (i = 0; i < SIZE(text) - 1; i++)
			text[i] = (char)('a' + next_random() % 7);
		text[i] = 0;
		for (i = 0; (copy[i] = text[i]) != 0; i++)
			;
		sum += length(copy) + (u32)compare(text, copy);
		copy[1500] = 'z';
		sum = sum * 3 + (u32)compare(text, copy);
		sum += find(text, "abcabc") ? 1 : 2;
		sum = sum * 5 + (u32)(find(copy, "z") - copy);
		sum ^= records_sum(sum);
	}
	print("strings", sum);
}
