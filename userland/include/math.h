/* math.h: functions of double numbers; see libc/math. */
#ifndef _MATH_H
#define _MATH_H

#define HUGE_VAL (__builtin_huge_val())
#define M_E 2.7182818284590452354
#define M_LN2 0.69314718055994530942
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923

double fabs(double), floor(double), ceil(double), fmod(double, double);
double frexp(double, int *), ldexp(double, int), modf(double, double *);
double sqrt(double), exp(double), log(double), log10(double), pow(double, double);
double sin(double), cos(double), tan(double), atan(double), atan2(double, double);

#endif
