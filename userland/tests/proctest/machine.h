/* machine.h: what the tests need to know of the processor they run on. */
#ifndef MACHINE_H
#define MACHINE_H

/* What a handler is given to go back with: the hold mask, and behind it the machine's state. */
typedef struct {
	int oldHoldMask;
#ifdef __m68k__
	short trapWords[2];
	char registers[370]; /* and the status register */
#else
	int returnTrap;
#endif
	unsigned pc;
} Context;

/* The bare call: its first arguments lie where a call's lie, its number behind them. */
int rawCall(unsigned a, unsigned b, unsigned c, unsigned d, unsigned e, unsigned f, unsigned g, unsigned h,
	    int number);
/* Raise one exception after the other; every handler goes on with skipFault. */
void raiseFaults(int *unreachable, int *misaligned, void *code);
/* Let the handler return to the instruction behind the one that faulted. */
void skipFault(int signal, int code, Context *context);
/* Send oneself `Sig_Send(SIG_USER1, PROC_MY_PID, FALSE)` with a stack pointer below which nothing can be written. */
void sendWithoutStack(void);

#endif
