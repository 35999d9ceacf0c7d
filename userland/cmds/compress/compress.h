/*
 * compress, in three parts: main.c (files and names), encode.c, decode.c. The
 * format: 1f 9d, a byte with the most bits of a code and 80 if the table may be
 * cleared, then codes of 9 bits and more, low bits first. Codes of one width
 * come in groups of eight; when the width changes the group is filled up.
 */
#ifndef COMPRESS_H
#define COMPRESS_H

#include <stdio.h>
#include "common.h"

#define MAGIC_1 0x1f
#define MAGIC_2 0x9d
#define BLOCK_MODE 0x80
#define BITS_MASK 0x1f
#define LEAST_BITS 9
#define MOST_BITS 16
#define CLEAR 256 /* the code that empties the table */
#define FIRST_FREE 257

/* Both return 0, or -1 if reading or (encode, decode) writing failed, -2 for bad input. */
int encode(FILE *in, FILE *out, int mostBits, unsigned long *inBytes, unsigned long *outBytes);
int decode(FILE *in, FILE *out);

#endif
