/* The bare UNIX call, and the way into handlers and back. */
#include "rawUnix.h"

#if defined(__mips__)
__asm__(".text\n.set noreorder\n.globl rawUnix\n"
	"rawUnix:\n\tlw $2, 24($29)\n\tmove $9, $0\n\tsyscall\n\tlw $8, 28($29)\n\tnop\n\tsw $2, 0($8)\n\tsw $3, 4($8)\n"
	"\tjr $31\n\tsw $7, 8($8)\n"
	".globl rawVfork\n"
	"rawVfork:\n\tli $2, 66\n\tmove $9, $0\n\tsyscall\n\tjr $31\n\tnop\n"
	".set reorder\n");

static void *entryOf(int signal, unixHandler *handler)
{
	(void)signal;
	return (void *)handler;
}
#elif defined(__m68k__)
__asm__(".text\n.globl rawUnix\n"
	"rawUnix:\n\tmove.l 28(%sp), -(%sp)\n\ttrap #0\n\tmove.l 32(%sp), %a1\n\tscs 11(%a1)\n\tmove.l %d0, (%a1)+\n"
	"\tmove.l %d1, (%a1)+\n\tclr.w (%a1)+\n\tclr.b (%a1)\n\tandi.b #1, 1(%a1)\n\trts\n"
	".globl rawVfork\n"
	"rawVfork:\n\tmove.l (%sp)+, %a0\n\tpea 66\n\ttrap #0\n\tjmp (%a0)\n"
	/* A UNIX process's frame: signal, code, context, address; nobody returns for the handler but itself. */
	"enter:\n\tmovem.l %d0-%d1/%a0-%a1, -(%sp)\n"
	"\tmove.l 28(%sp), -(%sp)\n\tmove.l 28(%sp), -(%sp)\n\tmove.l 28(%sp), -(%sp)\n\tmove.l 28(%sp), -(%sp)\n"
	"\tmove.l (%sp), %d0\n\tlea sunHandlers, %a0\n\tmove.l (%a0, %d0.l*4), %a0\n\tjsr (%a0)\n"
	"\tlea 16(%sp), %sp\n\tmovem.l (%sp)+, %d0-%d1/%a0-%a1\n"
	"\tmove.l 8(%sp), -(%sp)\n\tclr.l -(%sp)\n\tpea 139\n\ttrap #0\n");

void enter(void);
unixHandler *sunHandlers[32];

static void *entryOf(int signal, unixHandler *handler)
{
	sunHandlers[signal] = handler;
	return (void *)enter;
}
#endif

int secondResult;

int unixCall(int number, long a, long b, long c, long d, long e, long f)
{
	struct unixResult result;

	rawUnix(a, b, c, d, e, f, number, &result);
	secondResult = result.second;
	return result.failed ? -result.first : result.first;
}

void setHandler(int signal, unixHandler *handler, int mask)
{
	struct {
		void *handler;
		int mask, flags;
	} vector;

	vector.handler = entryOf(signal, handler);
	vector.mask = mask;
	vector.flags = 0;
	CHECK(UNIX4(U_SIGVEC, signal, &vector, 0, 0) == 0);
}
