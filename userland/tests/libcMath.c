/* Functions of double numbers: known values within two units of the last place, and identities of random ones. */
#include <math.h>
#include <stdint.h>

#include "check.h"

static long long ordinal(double x)
{
	int64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits < 0 ? -(long long)(bits & 0x7fffffffffffffffLL) : bits;
}

static int near(double found, double expected)
{
	long long distance = ordinal(found) - ordinal(expected);

	return distance >= -2 && distance <= 2;
}

static void knownValues(void)
{
	CHECK(near(sin(1), 0.8414709848078965) && near(sin(100), -0.5063656411097588));
	CHECK(near(cos(1), 0.5403023058681398) && near(cos(3), -0.9899924966004454));
	CHECK(near(tan(1), 1.5574077246549023) && near(atan(2), 1.1071487177940904));
	CHECK(near(exp(1), 2.718281828459045) && near(exp(-20), 2.061153622438558e-09));
	CHECK(near(log(10), 2.302585092994046) && near(log(0.5), -0.6931471805599453));
	CHECK(near(pow(2, 0.5), 1.4142135623730951) && pow(3, 4) == 81 && near(pow(-2, 3), -8) && pow(0, -1) == HUGE_VAL);
	CHECK(near(atan2(1, -1), 3 * M_PI / 4) && atan2(-1, 0) == -M_PI_2 && atan2(0, -1) == M_PI);
	CHECK(sqrt(2) == 1.4142135623730951 && sqrt(0) == 0 && sqrt(144) == 12);
	CHECK(exp(800) == HUGE_VAL && exp(-800) == 0 && log(0) == -HUGE_VAL && log10(1000) == 3);
	CHECK(sqrt(-1) != sqrt(-1) && log(-1) != log(-1) && fmod(1, 0) != fmod(1, 0));
}

static void exactOnes(void)
{
	double whole;
	int exponent, i;

	CHECK(floor(2.5) == 2 && floor(-2.5) == -3 && ceil(2.5) == 3 && ceil(-2.5) == -2 && floor(1e300) == 1e300);
	CHECK(modf(-3.25, &whole) == -0.25 && whole == -3 && fmod(7, -3) == 1 && fmod(-7.5, 2) == -1.5);
	CHECK(frexp(-12, &exponent) == -0.75 && exponent == 4 && ldexp(0.75, 4) == 12 && fabs(-0.5) == 0.5);
	CHECK(ldexp(1, -1074) == 5e-324 && ldexp(5e-324, 1074) == 1 && ldexp(1, -2000) == 0 && ldexp(1, 2000) == HUGE_VAL);
	for (i = 0; i < 200; i++) {
		double x = pseudoRandom() / 1024.0 + 1, root = sqrt(x), fraction = frexp(x, &exponent);

		CHECK(near(root * root, x) && fabs(exp(log(x)) / x - 1) < 1e-14 && sqrt(x * x) == x);
		CHECK(fabs(sin(x) * sin(x) + cos(x) * cos(x) - 1) < 1e-15);
		CHECK(ldexp(fraction, exponent) == x);
	}
}

/* Rounded from 60 digits. */
static const struct {
	const char *name;
	double (*function)(double);
	double at, value;
} values[] = {
	{"sin", sin, 0.75, 0.6816387600233341},
	{"sin", sin, -3.5, 0.35078322768961984},
	{"sin", sin, 1000000.0, -0.34999350217129294},
	{"sin", sin, 1e+22, -0.8522008497671888},
	{"sin", sin, 2.5e+300, 0.7335319052298896},
	{"cos", cos, 0.75, 0.7316888688738209},
	{"cos", cos, -3.5, -0.9364566872907963},
	{"cos", cos, 1000000.0, 0.9367521275331447},
	{"cos", cos, 1e+22, 0.523214785395139},
	{"cos", cos, 2.5e+300, 0.6796550183805077},
	{"tan", tan, 0.75, 0.9315964599440725},
	{"tan", tan, -3.5, -0.3745856401585947},
	{"tan", tan, 11.0, -225.95084645419513},
	{"tan", tan, 1e+22, -1.6287782256068988},
	{"asin", asin, 1e-05, 1.0000000000166668e-05},
	{"asin", asin, 0.3, 0.3046926540153975},
	{"asin", asin, -0.625, -0.6751315329370317},
	{"asin", asin, 0.9999999, 1.5703491131957876},
	{"acos", acos, 0.3, 1.2661036727794992},
	{"acos", acos, -0.625, 2.2459278597319283},
	{"acos", acos, 0.9999999, 0.00044721359910904126},
	{"acos", acos, -0.99, 3.000053180265366},
	{"atan", atan, 1e-05, 9.999999999666668e-06},
	{"atan", atan, 0.3, 0.2914567944778671},
	{"atan", atan, -0.625, -0.5585993153435624},
	{"atan", atan, 7.5, 1.4382447944982226},
	{"atan", atan, 10000000000.0, 1.5707963266948965},
	{"exp", exp, -1.25, 0.2865047968601901},
	{"exp", exp, 0.1, 1.1051709180756477},
	{"exp", exp, 300.5, 3.202519714603633e+130},
	{"exp", exp, -700.25, 7.678723813110872e-305},
	{"expm1", expm1, 1e-10, 1.00000000005e-10},
	{"expm1", expm1, -0.2, -0.18126924692201815},
	{"expm1", expm1, 0.3, 0.3498588075760031},
	{"expm1", expm1, 20.5, 799902176.4755054},
	{"expm1", expm1, -30.0, -0.9999999999999064},
	{"log", log, 0.7, -0.35667494393873245},
	{"log", log, 1.01, 0.009950330853168092},
	{"log", log, 3e-300, -689.6769156095456},
	{"log", log, 1e+200, 460.51701859880916},
	{"log1p", log1p, 1e-10, 9.999999999500001e-11},
	{"log1p", log1p, -0.1, -0.10536051565782631},
	{"log1p", log1p, 0.3, 0.26236426446749106},
	{"log1p", log1p, -0.9, -2.302585092994046},
	{"log1p", log1p, 10000000000.0, 23.025850930040455},
	{"log10", log10, 0.7, -0.1549019599857432},
	{"log10", log10, 2.0, 0.3010299956639812},
	{"log10", log10, 3e-300, -299.52287874528037},
	{"sinh", sinh, 1e-08, 1e-08},
	{"sinh", sinh, 0.2, 0.201336002541094},
	{"sinh", sinh, -3.5, -16.542627287634996},
	{"sinh", sinh, 500.5, 1.1570661724815705e+217},
	{"cosh", cosh, 0.2, 1.020066755619076},
	{"cosh", cosh, -3.5, 16.572824671057315},
	{"cosh", cosh, 500.5, 1.1570661724815705e+217},
	{"tanh", tanh, 1e-08, 1e-08},
	{"tanh", tanh, 0.2, 0.197375320224904},
	{"tanh", tanh, -0.7, -0.6043677771171635},
	{"tanh", tanh, 10.5, 0.9999999984834879},
	{"asinh", asinh, 1e-08, 1e-08},
	{"asinh", asinh, 0.2, 0.19869011034924142},
	{"asinh", asinh, -3.5, -1.9657204716496515},
	{"asinh", asinh, 1e+200, 461.2101657793691},
	{"acosh", acosh, 1.0000001, 0.0004472135919037347},
	{"acosh", acosh, 1.5, 0.9624236501192069},
	{"acosh", acosh, 10000000000.0, 23.7189981105004},
	{"acosh", acosh, 1e+200, 461.2101657793691},
	{"atanh", atanh, 1e-08, 1e-08},
	{"atanh", atanh, 0.2, 0.2027325540540822},
	{"atanh", atanh, -0.75, -0.9729550745276566},
	{"atanh", atanh, 0.99999, 6.1030338227611125},
	{"cbrt", cbrt, 2.0, 1.2599210498948732},
	{"cbrt", cbrt, -1e-200, -2.1544346900318838e-67},
	{"cbrt", cbrt, 7.3e+100, 4.179339196381232e+33},
	{"sqrt", sqrt, 3.0, 1.7320508075688772},
	{"sqrt", sqrt, 1e-300, 1e-150},
	{"sqrt", sqrt, 7e+100, 2.6457513110645905e+50},
	{"lgamma", lgamma, 0.001, 6.907178885383853},
	{"lgamma", lgamma, 0.5, 0.5723649429247001},
	{"lgamma", lgamma, 1.0001, -5.771334222047127e-05},
	{"lgamma", lgamma, 1.25, -0.09827183642181316},
	{"lgamma", lgamma, 1.7, -0.09580769740706588},
	{"lgamma", lgamma, 2.2, 0.09694746679063887},
	{"lgamma", lgamma, 5.5, 3.9578139676187165},
	{"lgamma", lgamma, 30.25, 72.104204742008},
	{"lgamma", lgamma, 10000000000.0, 220258509288.81058},
	{"lgamma", lgamma, -0.5, 1.2655121234846454},
	{"erf", erf, 1e-05, 1.1283791670579e-05},
	{"erf", erf, 0.3, 0.3286267594591274},
	{"erf", erf, -0.8, -0.7421009647076605},
	{"erf", erf, 1.5, 0.9661051464753108},
	{"erf", erf, 4.0, 0.9999999845827421},
	{"erfc", erfc, 1e-05, 0.9999887162083294},
	{"erfc", erfc, 0.3, 0.6713732405408726},
	{"erfc", erfc, -0.8, 1.7421009647076604},
	{"erfc", erfc, 1.5, 0.033894853524689274},
	{"erfc", erfc, 4.0, 1.541725790028002e-08},
	{"erfc", erfc, 20.25, 2.272956417880784e-180},
	{"j0", j0, 0.1, 0.99750156206604},
	{"j0", j0, 1.5, 0.5118276717359181},
	{"j0", j0, 9.5, -0.19392874768742235},
	{"j0", j0, 40.5, -0.05358267563226295},
	{"j1", j1, 0.1, 0.049937526036242},
	{"j1", j1, 1.5, 0.5579365079100996},
	{"j1", j1, 9.5, 0.16126443075752986},
	{"j1", j1, 40.5, 0.11269052994059431},
	{"y0", y0, 0.1, -1.5342386513503667},
	{"y0", y0, 1.5, 0.38244892379775886},
	{"y0", y0, 9.5, 0.17121062620272384},
	{"y0", y0, 40.5, 0.11334331437420168},
	{"y1", y1, 0.1, -6.4589510947020266},
	{"y1", y1, 1.5, -0.4123086269739113},
	{"y1", y1, 9.5, 0.20317989938720768},
	{"y1", y1, 40.5, 0.05498584250054305},
};

static void tableOfValues(void)
{
	unsigned i;

	for (i = 0; i < sizeof values / sizeof values[0]; i++) {
		double found = values[i].function(values[i].at);
		long long distance = ordinal(found) - ordinal(values[i].value);

		if (distance < -1 || distance > 1) {
			printf("%s(%.17g) is %.17g, not %.17g\n", values[i].name, values[i].at, found, values[i].value);
			failures++;
		}
	}
}

static void twoArguments(void)
{
	CHECK(hypot(3, 4) == 5 && hypot(ldexp(3, 700), -ldexp(4, 700)) == ldexp(5, 700) && hypot(1e-300, 0) == 1e-300 && hypot(1, HUGE_VAL) == HUGE_VAL);
	CHECK(near(pow(1.0001, 30000), 20.08252451940373) && near(pow(0.3, -5.5), 751.3340980866478) && pow(-2, 3) == -8);
	CHECK(near(jn(3, 2.5), 0.21660039103911352) && near(jn(20, 3), 1.2275946737992987e-15) && near(yn(2, 1.5), -0.9321937597629739) && jn(-3, 2.5) == -jn(3, 2.5));
	CHECK(drem(5, 2) == 1 && drem(7, 2) == -1 && drem(-5.5, 2) == 0.5 && drem(6, 4) == -2 && drem(1, 0) != drem(1, 0));
	CHECK(rint(2.5) == 2 && rint(3.5) == 4 && rint(-0.6) == -1 && copysign(1, rint(-0.4)) == -1 && rint(1e300) == 1e300);
	CHECK(nextafter(1, 2) == 1.0000000000000002 && nextafter(0, -1) == -5e-324 && nextafter(-1, 0) == -0.99999999999999989);
	CHECK(logb(8.5) == 3 && ilogb(0.3) == -2 && scalb(1.5, 4) == 24 && significand(12) == 1.5 && logb(0) == -HUGE_VAL);
	CHECK(signbit(-0.0) && signbit(-1.5) && !signbit(0.0) && !signbit(HUGE_VAL));
	CHECK(isnan(sqrt(-1)) && !isnan(HUGE_VAL) && isinf(-HUGE_VAL) == -1 && isinf(1e308) == 0 && finite(1e308) && !finite(HUGE_VAL));
	CHECK(lgamma(-0.5) > 1.26 && signgam == -1 && lgamma(-1.5) > 0.86 && signgam == 1 && gamma(3) == log(2));
}

int main(void)
{
	tableOfValues();
	twoArguments();
	knownValues();
	exactOnes();
	return failures != 0;
}
