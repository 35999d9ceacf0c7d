/* What the tests do in the processor's own language. */
#include <sig.h>
#include <sprite.h>
#include "machine.h"

#ifdef __m68k__

__asm__(".text\n.globl rawCall\n"
	"rawCall:\n\tmovel %sp@(36), %d0\n\tmovel %d0, %sp@-\n\ttrap #1\n\taddql #4, %sp\n\trts\n");

void raiseFaults(int *unreachable, int *misaligned, void *code)
{
	/* A write nowhere, a read of kernel memory, a write to code; what is off the boundary is no fault. */
	__asm__ volatile("clrl %0@" : : "a"(unreachable));
	__asm__ volatile("tstl %0@" : : "a"(0xe000000) : "cc");
	__asm__ volatile("clrl %0@" : : "a"(code));
	__asm__ volatile("tstl %0@" : : "a"(misaligned) : "cc");
	/* Illegal, a division by zero, checks, privileged, no such line, traps, a breakpoint. */
	__asm__ volatile("illegal");
	__asm__ volatile("divsw %0, %1" : : "d"(0), "d"(1) : "cc");
	__asm__ volatile("chkw %0, %1" : : "d"(1), "d"(2) : "cc");
	__asm__ volatile("movew #2, %%ccr\n\ttrapv" : : : "cc");
	__asm__ volatile("reset");
	__asm__ volatile(".short 0xa000");
	__asm__ volatile(".short 0xf400");
	__asm__ volatile("trap #3");
	__asm__ volatile("trap #15");
}

void skipFault(int signal, int code, Context *context)
{
	/* All others have the pc of the next instruction; codes 0, 3, 6 and 7 are illegal, privileged, lines A and F. */
	if (signal == SIG_ADDR_FAULT ||
	    (signal == SIG_ILL_INST && (code == 0 || code == 3 || code == 6 || code == 7)))
		context->pc += 2;
}

/* The arguments of a call lie in the code: they can be read, and nothing be stored below. */
void sendWithoutStack(void)
{
	static const int arguments[] = { 0, 0, SIG_USER1, PROC_MY_PID, FALSE };

	__asm__ volatile("movel %%sp, %%a2\n\tmoveal %0, %%sp\n\tmoveq #27, %%d0\n\ttrap #1\n\tmoveal %%a2, %%sp"
			 :
			 : "a"(arguments)
			 : "d0", "d1", "a0", "a1", "a2", "cc", "memory");
}

#else

__asm__(".text\n.globl rawCall\n.set noreorder\n"
	"rawCall:\n\tlw $8, 32($29)\n\tlui $9, 0xbab1\n\tori $9, $9, 0xfade\n\tsyscall\n\tjr $31\n\tnop\n"
	".set reorder\n");

void raiseFaults(int *unreachable, int *misaligned, void *code)
{
	/* A write nowhere, a read of kernel memory, a write to code, a read off the boundary. */
	__asm__ volatile("sw $0, 0(%0)" : : "r"(unreachable));
	__asm__ volatile("lw $2, 0(%0)" : : "r"(0x80000000) : "$2");
	__asm__ volatile("sw $0, 0(%0)" : : "r"(code));
	__asm__ volatile("lw $2, 0(%0)" : : "r"(misaligned) : "$2");
	/* A reserved instruction, a division's trap, a breakpoint, an overflow. */
	__asm__ volatile(".word 0x00000005");
	__asm__ volatile("break 7");
	__asm__ volatile("break 0");
	/* No fault may get into the delay slot of the return, so a nop follows. */
	__asm__ volatile(
		".set noat\n\tlui $1, 0x7fff\n\taddi $1, $1, 0x7fff\n\tadd $1, $1, $1\n\tnop\n\t.set at" ::: "$1");
}

void skipFault(int signal, int code, Context *context)
{
	(void)signal, (void)code;
	context->pc += 4;
}

void sendWithoutStack(void)
{
	__asm__ volatile("move $16, $29\n\tli $29, 0x100\n\tli $4, 30\n\tli $5, -1\n\tmove $6, $0\n\t"
			 "li $8, 27\n\tli $9, 0xbab1fade\n\tsyscall\n\tmove $29, $16" ::: "$4", "$5", "$6", "$8",
			 "$9", "$16", "memory");
}

#endif
