/* sys/timeb.h: the time of day with thousandths. */
#ifndef _SYS_TIMEB_H
#define _SYS_TIMEB_H

#include <sys/types.h>

struct timeb {
	time_t time;
	unsigned short millitm;
	short timezone; /* minutes west of Greenwich */
	short dstflag;
};
int ftime(struct timeb *);

#endif
