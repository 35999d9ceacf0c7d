/* Back to a sigsetjmp: with the mask if that has kept it. */
#include <setjmp.h>

void siglongjmp(sigjmp_buf place, int value)
{
	if (place->saved)
		longjmp(place->registers, value);
	_longjmp(place->registers, value);
}
