/*
 * Start of every program on the Sun 3. The kernel enters here with sp at argc,
 * argv behind it, envp behind argv's null word. It takes a program for one of
 * Sprite's if the file has exactly these first words (up to the jsr's operand)
 * at the entry; a shift and a short call would do, but would make it a SunOS
 * program, to which other signal frames are given.
 */
	.section .text.start,"ax",@progbits
	.globl	start
start:
	movel	%sp@, %d2		/* argc */
	lea	%sp@(4), %a3		/* argv */
	movel	%d2, %d0
	addql	#1, %d0
	moveq	#4, %d1
	.word	0x4eb9			/* jsr, absolute */
	.long	__multiply
	addl	%a3, %d0		/* envp */
	movel	%d0, environ
	movel	%d0, %sp@-
	movel	%a3, %sp@-
	movel	%d2, %sp@-
	subal	%a6, %a6		/* the end of the chain of frames */
	jsr	main
	movel	%d0, %sp@-
	jsr	exit
	trap	#15

__multiply:
	mulul	%d1, %d0
	rts
