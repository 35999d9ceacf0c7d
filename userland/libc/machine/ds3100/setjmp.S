/*
 * setjmp and longjmp on the DECstation. Words of a jmp_buf: 0 hold mask (only
 * setjmp's), 1 return address, 2 sp, 3 s8, 4-11 s0-s7, 12 gp, 13 floating-point
 * control, 14-25 $f20-$f31: what the calling convention preserves.
 */
	.set	noreorder
	.text

	.globl	_setjmp
	.ent	_setjmp
_setjmp:
	sw	$ra, 4($a0)
	sw	$sp, 8($a0)
	sw	$s8, 12($a0)
	sw	$s0, 16($a0)
	sw	$s1, 20($a0)
	sw	$s2, 24($a0)
	sw	$s3, 28($a0)
	sw	$s4, 32($a0)
	sw	$s5, 36($a0)
	sw	$s6, 40($a0)
	sw	$s7, 44($a0)
	sw	$gp, 48($a0)
	cfc1	$v0, $31
	swc1	$f20, 56($a0)
	swc1	$f21, 60($a0)
	swc1	$f22, 64($a0)
	swc1	$f23, 68($a0)
	swc1	$f24, 72($a0)
	swc1	$f25, 76($a0)
	swc1	$f26, 80($a0)
	swc1	$f27, 84($a0)
	swc1	$f28, 88($a0)
	swc1	$f29, 92($a0)
	swc1	$f30, 96($a0)
	swc1	$f31, 100($a0)
	sw	$v0, 52($a0)
	jr	$ra
	move	$v0, $0
	.end	_setjmp

	.globl	setjmp
	.ent	setjmp
setjmp:
	addiu	$sp, $sp, -24
	sw	$ra, 20($sp)
	jal	__holdMask
	sw	$a0, 24($sp)		/* into the argument's home */
	lw	$ra, 20($sp)
	lw	$a0, 24($sp)
	addiu	$sp, $sp, 24
	j	_setjmp
	sw	$v0, 0($a0)
	.end	setjmp

	.globl	_longjmp
	.ent	_longjmp
_longjmp:
	lw	$v0, 52($a0)
	lw	$ra, 4($a0)
	ctc1	$v0, $31
	lw	$sp, 8($a0)
	lw	$s8, 12($a0)
	lw	$s0, 16($a0)
	lw	$s1, 20($a0)
	lw	$s2, 24($a0)
	lw	$s3, 28($a0)
	lw	$s4, 32($a0)
	lw	$s5, 36($a0)
	lw	$s6, 40($a0)
	lw	$s7, 44($a0)
	lw	$gp, 48($a0)
	lwc1	$f20, 56($a0)
	lwc1	$f21, 60($a0)
	lwc1	$f22, 64($a0)
	lwc1	$f23, 68($a0)
	lwc1	$f24, 72($a0)
	lwc1	$f25, 76($a0)
	lwc1	$f26, 80($a0)
	lwc1	$f27, 84($a0)
	lwc1	$f28, 88($a0)
	lwc1	$f29, 92($a0)
	lwc1	$f30, 96($a0)
	lwc1	$f31, 100($a0)
	bne	$a1, $0, 1f
	move	$v0, $a1
	addiu	$v0, $0, 1
1:	jr	$ra
	nop
	.end	_longjmp

	.globl	longjmp
	.ent	longjmp
longjmp:
	addiu	$sp, $sp, -24
	sw	$a0, 24($sp)
	sw	$a1, 28($sp)
	lw	$a0, 0($a0)
	jal	Sig_SetHoldMask
	move	$a1, $0
	lw	$a0, 24($sp)
	lw	$a1, 28($sp)
	j	_longjmp
	nop
	.end	longjmp
