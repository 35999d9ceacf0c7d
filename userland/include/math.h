/* math.h: functions of double numbers; see libc/math. gamma is the logarithm of the gamma function, as Berkeley has it. */
#ifndef _MATH_H
#define _MATH_H

#define HUGE_VAL (__builtin_huge_val())
#define HUGE HUGE_VAL
#define M_E 2.7182818284590452354
#define M_LOG2E 1.4426950408889634074
#define M_LOG10E 0.43429448190325182765
#define M_LN2 0.69314718055994530942
#define M_LN10 2.30258509299404568402
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_1_PI 0.31830988618379067154
#define M_2_PI 0.63661977236758134308
#define M_2_SQRTPI 1.12837916709551257390
#define M_SQRT2 1.41421356237309504880
#define M_SQRT1_2 0.70710678118654752440

double fabs(double), floor(double), ceil(double), fmod(double, double);
double frexp(double, int *), ldexp(double, int), modf(double, double *);
double sqrt(double), cbrt(double), hypot(double, double);
struct complex {
	double x, y;
};
double cabs(struct complex);
double exp(double), expm1(double), log(double), log1p(double), log10(double), pow(double, double);
double sin(double), cos(double), tan(double);
double asin(double), acos(double), atan(double), atan2(double, double);
double sinh(double), cosh(double), tanh(double), asinh(double), acosh(double), atanh(double);

extern int signgam;
double gamma(double), lgamma(double), erf(double), erfc(double);
double j0(double), j1(double), jn(int, double), y0(double), y1(double), yn(int, double);

double copysign(double, double), nextafter(double, double), rint(double);
double drem(double, double), remainder(double, double);
double logb(double), scalb(double, double), significand(double);
int ilogb(double), finite(double), isnan(double), isinf(double), signbit(double);

#endif
