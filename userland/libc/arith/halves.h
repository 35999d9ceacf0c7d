/* halves.h: private. A 64-bit integer as two words; only shifts by 32 are left to the compiler. */
typedef unsigned long long U64;
typedef long long S64;
typedef unsigned U32;

#define HIGH(value) ((U32)((U64)(value) >> 32))
#define LOW(value) ((U32)(value))
#define JOIN(high, low) ((U64)(U32)(high) << 32 | (U32)(low))
