/*
 * Start of every program on the DECstation. The kernel enters here with sp at
 * argc, argv behind it, envp behind argv's null word; gp is not set by the
 * kernel. If exit should return, the break stops the process for a debugger.
 */
	.set	noreorder
	.text
	.globl	__start
	.ent	__start
__start:
	lw	$a0, 0($sp)		/* argc */
	lui	$gp, %hi(_gp)
	addiu	$gp, $gp, %lo(_gp)
	addiu	$a1, $sp, 4		/* argv */
	sll	$v0, $a0, 2
	addu	$a2, $a1, $v0
	addiu	$a2, $a2, 4		/* envp */
	addiu	$sp, $sp, -24
	lui	$v0, %hi(environ)
	jal	main
	sw	$a2, %lo(environ)($v0)
	jal	exit
	move	$a0, $v0
	break
	.end	__start
