/*
 * crypt, setkey, encrypt: the Data Encryption Standard on arrays of single
 * bits, and passwords by it: nothing, encrypted 25 times with the password as
 * the key, and a salt that exchanges bits of the expansion so that no ordinary
 * DES hardware can be used to guess. Source: FIPS PUB 46; crypt(3) of 4.3BSD.
 */
#include <string.h>
#include <unistd.h>

#define BLOCK_BITS 64
#define HALF_BITS 32
#define KEY_BITS 56
#define ROUND_BITS 48
#define ROUNDS 16
#define REPETITIONS 25
#define PASSWORD_BYTES 8
#define SALT_CHARACTERS 2
#define CHARACTER_BITS 6
#define CODED_CHARACTERS 11 /* of a block, the last one with two bits of nothing */

/* Bit numbers of the standard begin at 1. */
static const char permutation[HALF_BITS] = {
	16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
	2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
};
static const char keyChoice[KEY_BITS] = {
	57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
	63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
};
static const char roundChoice[ROUND_BITS] = {
	14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
	41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
};
static const char rotations[ROUNDS] = {1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1};
/* Each box: four rows of sixteen hexadecimal digits. */
static const char *const boxes[] = {
	"e4d12fb83a6c5907" "0f74e2d1a6cb9538" "41e8d62bfc973a50" "fc8249175b3ea06d",
	"f18e6b34972dc05a" "3d47f28ec01a69b5" "0e7ba4d158c6932f" "d8a13f42b67c05e9",
	"a09e63f51dc7b428" "d709346a285ecbf1" "d6498f30b12c5ae7" "1ad069874fe3b52c",
	"7de3069a1285bc4f" "d8b56f03472c1ae9" "a690cb7df13e5284" "3f06a1d8945bc72e",
	"2c417ab6853fd0e9" "eb2c47d150fa3986" "421bad78f9c5630e" "b8c71e2d6f09a453",
	"c1af92680d34e75b" "af427c9561de0b38" "9ef528c3704a1db6" "432c95fabe17608d",
	"4b2ef08d3c975a61" "d0b7491ae35c2f86" "14bdc37eaf680592" "6bd814a7950fe23c",
	"d2846fb1a93e50c7" "1fd8a374c56b0e92" "7b419ce206adf358" "21e74a8dfc90356b",
};
#define BOXES 8
#define BOX_INPUT 6
#define BOX_OUTPUT 4

static char roundKeys[ROUNDS][ROUND_BITS];
static char expansion[ROUND_BITS]; /* which bit of the half; from 0 */

static int digit(char hex)
{
	return hex <= '9' ? hex - '0' : hex - 'a' + 10;
}

/* Groups of six bits, each sharing its outer ones with its neighbours. */
static void resetExpansion(void)
{
	int i;

	for (i = 0; i < ROUND_BITS; i++)
		expansion[i] = (i / BOX_INPUT * BOX_OUTPUT + i % BOX_INPUT + HALF_BITS - 1) % HALF_BITS;
}

void setkey(const char *key)
{
	char chosen[2 * KEY_BITS];
	int half = KEY_BITS / 2, shift = 0, round, i;

	resetExpansion();
	for (i = 0; i < KEY_BITS; i++)
		chosen[i] = key[keyChoice[i] - 1];
	for (round = 0; round < ROUNDS; round++) {
		shift += rotations[round];
		for (i = 0; i < ROUND_BITS; i++) {
			int bit = roundChoice[i] - 1, base = bit / half * half;

			roundKeys[round][i] = chosen[base + (bit - base + shift) % half];
		}
	}
}

/* Exchanges the halves and mixes: one round. */
static void mix(char *left, char *right, const char *key)
{
	char substituted[HALF_BITS], old;
	int box, i;

	for (box = 0; box < BOXES; box++) {
		int value = 0, row, column;

		for (i = 0; i < BOX_INPUT; i++) {
			int bit = box * BOX_INPUT + i;

			value = value << 1 | (right[(int)expansion[bit]] ^ key[bit]);
		}
		row = (value >> 4 & 2) | (value & 1);
		column = value >> 1 & 15;
		value = digit(boxes[box][row * 16 + column]);
		for (i = 0; i < BOX_OUTPUT; i++)
			substituted[box * BOX_OUTPUT + i] = value >> (BOX_OUTPUT - 1 - i) & 1;
	}
	for (i = 0; i < HALF_BITS; i++) {
		old = right[i];
		right[i] = left[i] ^ substituted[permutation[i] - 1];
		left[i] = old;
	}
}

/* Where bit i of the permuted block comes from: columns of the block read upwards, the even ones first. */
static int initialPlace(int i)
{
	int row = i / 8, column = i % 8;

	return (7 - column) * 8 + (row < 4 ? 2 * row + 1 : 2 * (row - 4));
}

void encrypt(char *block, int decrypt)
{
	char bits[BLOCK_BITS];
	char *left = bits, *right = bits + HALF_BITS;
	int round, i;

	for (i = 0; i < BLOCK_BITS; i++)
		bits[i] = block[initialPlace(i)];
	for (round = 0; round < ROUNDS; round++)
		mix(left, right, roundKeys[decrypt ? ROUNDS - 1 - round : round]);
	for (i = 0; i < BLOCK_BITS; i++)
		block[initialPlace(i)] = bits[(i + HALF_BITS) % BLOCK_BITS];
}

/* Sixty-four characters stand for six bits each: . / 0-9 A-Z a-z */
static char codedBits(int value)
{
	return value < 2 ? '.' + value : value < 12 ? '0' + value - 2 : value < 38 ? 'A' + value - 12 : 'a' + value - 38;
}

static int bitsOf(int character)
{
	if (character > 'Z')
		character -= 'a' - 'Z' - 1;
	if (character > '9')
		character -= 'A' - '9' - 1;
	return character - '.';
}

static void applySalt(const char *salt)
{
	int character, bit;

	for (character = 0; character < SALT_CHARACTERS; character++)
		for (bit = 0; bit < CHARACTER_BITS; bit++) {
			int place = character * CHARACTER_BITS + bit;
			char kept = expansion[place];

			if ((bitsOf(salt[character]) >> bit & 1) == 0)
				continue;
			expansion[place] = expansion[place + ROUND_BITS / 2];
			expansion[place + ROUND_BITS / 2] = kept;
		}
}

char *crypt(const char *password, const char *salt)
{
	static char answer[SALT_CHARACTERS + CODED_CHARACTERS + 1];
	char block[CODED_CHARACTERS * CHARACTER_BITS];
	int i, bit;

	memset(block, 0, sizeof block);
	for (i = 0; i < PASSWORD_BYTES && password[i] != 0; i++)
		for (bit = 0; bit < 7; bit++)
			block[i * 8 + bit] = password[i] >> (6 - bit) & 1;
	setkey(block);
	answer[0] = salt[0];
	answer[1] = salt[0] == 0 || salt[1] == 0 ? salt[0] : salt[1];
	applySalt(answer);
	memset(block, 0, sizeof block);
	for (i = 0; i < REPETITIONS; i++)
		encrypt(block, 0);
	for (i = 0; i < CODED_CHARACTERS; i++) {
		int value = 0;

		for (bit = 0; bit < CHARACTER_BITS; bit++)
			value = value << 1 | block[i * CHARACTER_BITS + bit];
		answer[SALT_CHARACTERS + i] = codedBits(value);
	}
	return answer;
}
