/*
 * setjmp.h: setjmp and longjmp save and restore the signal mask, _setjmp and
 * _longjmp do not. The array has room for any machine's saved registers.
 */
#ifndef _SETJMP_H
#define _SETJMP_H

typedef struct {
	double words[16]; /* doubles, so that saved floating-point registers are aligned */
} jmp_buf[1];

int setjmp(jmp_buf) __attribute__((returns_twice));
int _setjmp(jmp_buf) __attribute__((returns_twice));

/* With or without the mask, as the second argument of sigsetjmp says. */
typedef struct {
	jmp_buf registers;
	int saved;
} sigjmp_buf[1];
#define sigsetjmp(place, save) \
	((place)->saved = (save), (place)->saved ? setjmp((place)->registers) : _setjmp((place)->registers))
void siglongjmp(sigjmp_buf, int) __attribute__((noreturn));
void longjmp(jmp_buf, int) __attribute__((noreturn));
void _longjmp(jmp_buf, int) __attribute__((noreturn));

#endif
