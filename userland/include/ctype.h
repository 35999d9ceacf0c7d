/*
 * ctype.h: classes of characters. __ctype[c + 1] holds the classes of c,
 * -1 (EOF) to 255; above 127 nothing is in any class (the C locale).
 */
#ifndef _CTYPE_H
#define _CTYPE_H

#define __UPPER 0x01
#define __LOWER 0x02
#define __DIGIT 0x04
#define __SPACE 0x08
#define __PUNCT 0x10
#define __CONTROL 0x20
#define __HEX 0x40
#define __BLANK 0x80

extern const unsigned char __ctype[257];

#define __isclass(c, classes) ((__ctype + 1)[(int)(c)] & (classes))
#define isupper(c) __isclass(c, __UPPER)
#define islower(c) __isclass(c, __LOWER)
#define isalpha(c) __isclass(c, __UPPER | __LOWER)
#define isdigit(c) __isclass(c, __DIGIT)
#define isxdigit(c) __isclass(c, __HEX)
#define isalnum(c) __isclass(c, __UPPER | __LOWER | __DIGIT)
#define isspace(c) __isclass(c, __SPACE)
#define isblank(c) __isclass(c, __BLANK)
#define ispunct(c) __isclass(c, __PUNCT)
#define iscntrl(c) __isclass(c, __CONTROL)
#define isgraph(c) __isclass(c, __PUNCT | __UPPER | __LOWER | __DIGIT)

#define isascii(c) ((unsigned)(c) < 128)
#define toascii(c) ((c) & 0x7f)

int (isupper)(int), (islower)(int), (isalpha)(int), (isdigit)(int), (isxdigit)(int), (isalnum)(int);
int (isspace)(int), (isblank)(int), (ispunct)(int), (iscntrl)(int), (isgraph)(int), isprint(int);
int toupper(int), tolower(int);

#endif
