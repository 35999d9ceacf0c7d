/* rawCall.h: the bare kernel call, whatever its number: its ten words lie where a call's lie. */
#ifndef RAW_CALL_H
#define RAW_CALL_H

int rawCall(unsigned a, unsigned b, unsigned c, unsigned d, unsigned e, unsigned f, unsigned g, unsigned h,
	    unsigned i, unsigned j, int number);

#ifdef DEFINE_RAW_CALL
#if defined(__mips__)
__asm__(".text\n.globl rawCall\n.set noreorder\n"
	"rawCall:\n\tlw $8, 40($29)\n\tlui $9, 0xbab1\n\tori $9, $9, 0xfade\n\tsyscall\n\tjr $31\n\tnop\n"
	".set reorder\n");
#elif defined(__m68k__)
__asm__(".text\n.globl rawCall\n"
	"rawCall:\n\tmove.l 44(%sp), %d0\n\tmove.l %d0, -(%sp)\n\ttrap #1\n\taddq.l #4, %sp\n\trts\n");
#endif
#endif

#endif
