/* fputest: the tests of this machine's coprocessor; exits with 1 if something is not as expected. */
#include "fputest.h"

/* What a handler is called as. */
typedef union {
	void (*full)(int, int, void *, char *);
	sig_t plain;
} Handler;

volatile int caught, caughtCode, caughtStatus;
char *volatile caughtAddress;
jmp_buf away;
int isAway;

static void note(int number, int code, void *context, char *address)
{
	(void)context;
	caught = number;
	caughtCode = code;
	caughtAddress = address;
	caughtStatus = status();
	if (isAway)
		longjmp(away, 1);
}

void catchSignal(int number)
{
	Handler handler;

	handler.full = note;
	signal(number, handler.plain);
}

int main(void)
{
	return chipTests() != 0;
}
