/* Classes of the characters -1 (EOF) to 255; see ctype.h. */
#include <ctype.h>

#define U __UPPER
#define L __LOWER
#define D (__DIGIT | __HEX)
#define P __PUNCT
#define C __CONTROL
#define S (__CONTROL | __SPACE)
#define XU (__UPPER | __HEX)
#define XL (__LOWER | __HEX)

const unsigned char __ctype[257] = {
	0,
	C, C, C, C, C, C, C, C, C, S | __BLANK, S, S, S, S, C, C,	/* NUL - 15 */
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	__SPACE | __BLANK, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, /* blank - / */
	D, D, D, D, D, D, D, D, D, D, P, P, P, P, P, P,			/* 0 - ? */
	P, XU, XU, XU, XU, XU, XU, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, P, P, P, P, P,
	P, XL, XL, XL, XL, XL, XL, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, P, P, P, P, C,
};

int toupper(int c)
{
	return islower(c) ? c - 'a' + 'A' : c;
}

int tolower(int c)
{
	return isupper(c) ? c - 'A' + 'a' : c;
}

int(isupper)(int c)
{
	return isupper(c);
}

int(islower)(int c)
{
	return islower(c);
}

int(isalpha)(int c)
{
	return isalpha(c);
}

int(isdigit)(int c)
{
	return isdigit(c);
}

int(isxdigit)(int c)
{
	return isxdigit(c);
}

int(isalnum)(int c)
{
	return isalnum(c);
}

int(isspace)(int c)
{
	return isspace(c);
}

int(isblank)(int c)
{
	return isblank(c);
}

int(ispunct)(int c)
{
	return ispunct(c);
}

int(iscntrl)(int c)
{
	return iscntrl(c);
}

int(isgraph)(int c)
{
	return isgraph(c);
}

int isprint(int c)
{
	return c == ' ' || isgraph(c);
}
