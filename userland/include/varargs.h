/*
 * varargs.h: variable arguments of functions in the old style,
 * `f(va_alist) va_dcl`, also after arguments with names. All of a Sun's
 * arguments are on the stack, one after the other. A DECstation's first four
 * words come in registers; below the fifth the caller has left room for them,
 * and va_start puts them there. A first argument that is a double comes in
 * another register and is not found. A function that asks for its arguments
 * as they came is never made part of another.
 */
#ifndef _VARARGS_H
#define _VARARGS_H

/* The compiler may not change how a function that it sees all callers of is called. */
#pragma GCC optimize("no-ipa-cp", "no-ipa-sra")

typedef char *__oldArguments;
#undef va_list
#undef va_start
#undef va_arg
#undef va_end
#define va_list __oldArguments
#define va_alist __firstArgument
#define va_dcl int __firstArgument;
#define va_start(list) ((list) = __oldStart((int *)__builtin_apply_args(), (char *)&__firstArgument))
#define va_end(list) ((void)0)

#define __oldNext(list, size) ((list) += ((size) + 3) & ~3, (list) - (((size) + 3) & ~3))

#if defined(__m68k__)

static __inline__ char *__oldStart(int *came, char *first)
{
	(void)came;
	return first;
}

#define va_arg(list, type) (*(type *)__oldNext(list, sizeof(type)))

#else

/* What came: where the caller's arguments begin, and the four registers. */
static __inline__ char *__oldStart(int *came, char *first)
{
	int *room = *(int **)came, i;

	for (i = 0; i < 4; i++)
		if ((char *)&room[i] >= first)
			room[i] = came[1 + i];
	return first;
}

/* Doubles lie at multiples of 8. */
#define va_arg(list, type) \
	(*(type *)((list) = (char *)(((int)(list) + (__alignof__(type) - 1)) & -__alignof__(type)), \
		   __oldNext(list, sizeof(type))))

#endif

#endif
