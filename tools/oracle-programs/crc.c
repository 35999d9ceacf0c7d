/* CRC-32 (polynomial 0xedb88320) of a buffer, by table: shifts, byte loads, dependent loads. */
#include "program.h"

static u32 table[256];
static u8 buffer[16384];

static void run(u32 rounds)
{
	u32 i, k;
	u32 crc = 0;
	for (i = 0; i < 256; i++) {
		u32 value = i;
		for (k = 0; k < 8; k++)
			value = value & 1 ? 0xedb88320u ^ (value >> 1) : value >> 1;
		table[i] = value;
	}
	for (i = 0; i < SIZE(buffer); i++)
		buffer[i] = (u8)next_random();
	while (rounds-- > 0) {
		crc = ~crc;
		for (i = 0; i < SIZE(buffer); i++)
			crc = table[(crc ^ buffer[i]) & 255] ^ (crc >> 8);
		crc = ~crc;
	}
	print("crc", crc);
}
