/*
 * varargs.h: variable arguments of functions in the old style,
 * `f(va_alist) va_dcl`. All of a Sun's arguments are on the stack, one after
 * the other; a DECstation's compiler keeps the first four in registers and no
 * longer has what it takes.
 */
#ifndef _VARARGS_H
#define _VARARGS_H

#if !defined(__m68k__)
#error varargs.h: this machine's compiler knows only stdarg.h
#endif

typedef char *__oldArguments;
#define va_list __oldArguments
#define va_alist __firstArgument
#define va_dcl int __firstArgument;
#define va_start(list) ((list) = (char *)&__firstArgument)
#define va_arg(list, type) (*(type *)((list) += (sizeof(type) + 3) & ~3, (list) - ((sizeof(type) + 3) & ~3)))
#define va_end(list) ((void)0)

#endif
