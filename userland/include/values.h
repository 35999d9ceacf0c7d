/* values.h: System V's names of limits. */
#ifndef _VALUES_H
#define _VALUES_H

#include <float.h>
#include <limits.h>

#define BITSPERBYTE 8
#define BITS(type) (BITSPERBYTE * (int)sizeof(type))
#define HIBITS ((short)(1 << (BITS(short) - 1)))
#define HIBITI (1U << (BITS(int) - 1))
#define HIBITL (1UL << (BITS(long) - 1))
#define MAXSHORT SHRT_MAX
#define MAXINT INT_MAX
#define MAXLONG LONG_MAX
#define MAXDOUBLE DBL_MAX
#define MINDOUBLE DBL_MIN
#define MAXFLOAT FLT_MAX
#define MINFLOAT FLT_MIN
#define DSIGNIF DBL_MANT_DIG
#define FSIGNIF FLT_MANT_DIG

#endif
