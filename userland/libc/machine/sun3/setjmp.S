/*
 * setjmp and longjmp on the Sun 3. Words of a jmp_buf: 0 hold mask (only
 * setjmp's), 1 return address, 2 sp as the caller has it with its argument,
 * 3-12 d2-d7 a2-a6 and no more, 14-31 fp2-fp7: what the calling convention preserves.
 */
	.text

	.globl	_setjmp
_setjmp:
	moveal	%sp@(4), %a0
	movel	%sp@, %a0@(4)
	lea	%sp@(4), %a1
	movel	%a1, %a0@(8)
	moveml	%d2-%d7/%a2-%a6, %a0@(12)
	fmovemx	%fp2-%fp7, %a0@(56)
	moveq	#0, %d0
	rts

	.globl	setjmp
setjmp:
	jsr	__holdMask
	moveal	%sp@(4), %a0
	movel	%d0, %a0@
	bra	_setjmp

	.globl	_longjmp
_longjmp:
	moveal	%sp@(4), %a0
	movel	%sp@(8), %d0
	jne	1f
	moveq	#1, %d0
1:	moveml	%a0@(12), %d2-%d7/%a2-%a6
	fmovemx	%a0@(56), %fp2-%fp7
	moveal	%a0@(8), %sp
	moveal	%a0@(4), %a0
	jmp	%a0@

	.globl	longjmp
longjmp:
	moveal	%sp@(4), %a0
	clrl	%sp@-
	movel	%a0@, %sp@-
	jsr	Sig_SetHoldMask
	addql	#8, %sp
	bra	_longjmp
