/* Numbers to text and back, and the 64-bit arithmetic the compiler leaves to the library. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>

#include "check.h"

static const char *show(const char *format, ...)
{
	static char text[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return text;
}

static void integers(void)
{
	char text[8];
	int count;

	CHECK_TEXT(show("%d %5d|%-5d|%05d|%+d|% d", -7, 42, 42, 42, 42, 42), "-7    42|42   |00042|+42| 42");
	CHECK_TEXT(show("%x %X %#x %o %#o %u", 255, 255, 255, 8, 8, -1), "ff FF 0xff 10 010 4294967295");
	CHECK_TEXT(show("%.4d|%8.4d|%-8.4d|%.0d|", 42, 42, 42, 0), "0042|    0042|0042    ||");
	CHECK_TEXT(show("%hd %hu %hhd", 0x12345, -1, 0x181), "9029 65535 -127");
	CHECK_TEXT(show("%lld %llu %llx", LLONG_MIN, ULLONG_MAX, 0x123456789abcdefULL),
		   "-9223372036854775808 18446744073709551615 123456789abcdef");
	CHECK_TEXT(show("%s|%5s|%-5s|%.2s|%c|%%|%*d|%.*s", "a", "b", "c", "defg", 'h', 4, 5, 1, "xyz"),
		   "a|    b|c    |de|h|%|   5|x");
	CHECK_TEXT(show("%s", (char *)0), "(NULL)");
	CHECK_TEXT(show("abc%ndef", &count), "abcdef");
	CHECK(count == 3);
	CHECK(snprintf(text, sizeof text, "%s", "0123456789") == 10);
	CHECK_TEXT(text, "0123456");

	CHECK(strtol("  -0x7fz", 0, 0) == -127 && strtol("077", 0, 0) == 63 && strtol("zz", 0, 36) == 1295);
	errno = 0;
	CHECK(strtol("2147483648", 0, 10) == LONG_MAX && errno == ERANGE);
	errno = 0;
	CHECK(strtol("-2147483648", 0, 10) == LONG_MIN && errno == 0);
	CHECK(strtoull("18446744073709551615", 0, 10) == ULLONG_MAX);
}

static void floatingPoint(void)
{
	static const double back[] = {
		0.1, 1.0 / 3, 123456789.125, 1e22, 1e23, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 9007199254740993.0,
	};
	unsigned i;
	char *end;

	CHECK_TEXT(show("%f %.0f %.0f %.0f %.1f", 3.14159265, 0.5, 1.5, 2.5, 0.25), "3.141593 0 2 2 0.2");
	CHECK_TEXT(show("%e %.0e %E %g %g %g", 12345.678, 5e-5, 0.0, 1e-5, 123456.0, 1234567.0),
		   "1.234568e+04 5e-05 0.000000E+00 1e-05 123456 1.23457e+06");
	CHECK_TEXT(show("%g %#g %G %+.2f %08.2f %-8.2f|", 100.0, 1.5, 1e-10, 2.005, -3.14159, 2.5),
		   "100 1.50000 1E-10 +2.00 -0003.14 2.50    |");
	CHECK_TEXT(show("%.20f", 0.1), "0.10000000000000000555");
	CHECK_TEXT(show("%.0f", 1e23), "99999999999999991611392");
	CHECK_TEXT(show("%.17g", 5e-324), "4.9406564584124654e-324");
	for (i = 0; i < sizeof back / sizeof back[0]; i++)
		CHECK(strtod(show("%.17g", back[i]), 0) == back[i]);
	CHECK(strtod("1e400", 0) > 1.7976931348623157e308 && strtod("1e-400", 0) == 0);
	CHECK(strtod("1.00000000000000011102230246251565404236316680908203125", 0) == 1);
	CHECK(strtod("1.00000000000000011102230246251565404236316680908203126", 0) > 1);
	CHECK(strtod(" -2.5e1xyz", &end) == -25 && strcmp(end, "xyz") == 0);
	CHECK(strtod("none", &end) == 0 && strcmp(end, "none") == 0);
}

/* Few digits are read with one operation, many by long division: zeros behind the point make few into many. */
static void shortAndLong(void)
{
	int i;

	srandom(7);
	for (i = 0; i < 400; i++) {
		long whole = random() % 1000000, part = random() % 1000000;
		int power = (int)(random() % 33) - 16;
		char few[60], many[90];

		sprintf(few, "%ld.%06lde%d", whole, part, power);
		sprintf(many, "%ld.%06ld000000000000000e%d", whole, part, power);
		CHECK(strtod(few, 0) == strtod(many, 0));
	}
}

static void longArithmetic(void)
{
	int i;

	for (i = 0; i < 2000; i++) {
		unsigned long long one = (unsigned long long)pseudoRandom() << 36 ^ (unsigned long long)pseudoRandom() << 8;
		unsigned long long other = ((unsigned long long)pseudoRandom() << 32 | pseudoRandom()) >> pseudoRandom() % 60;
		unsigned shift = pseudoRandom() % 64;
		long long positive = (long long)(one >> 1), divisor = (long long)(other >> 1) + 1;

		other++;
		CHECK(one / other * other + one % other == one && one % other < other);
		CHECK((-positive) / divisor == -(positive / divisor) && (-positive) % divisor == -(positive % divisor));
		CHECK((one << shift) >> shift == (one & (~0ULL >> shift)));
		CHECK((one >> shift) << shift == (one & (~0ULL << shift)));
		CHECK((unsigned long long)(double)(one >> 11) == one >> 11);
		CHECK((long long)(double)-(long long)(one >> 12) == -(long long)(one >> 12));
	}
	CHECK((double)ULLONG_MAX == 18446744073709551616.0 && (double)LLONG_MIN == -9223372036854775808.0);
}

int main(void)
{
	long long wide = 0;
	ptrdiff_t apart = 0;

	CHECK(MB_LEN_MAX >= (int)MB_CUR_MAX);
	CHECK_TEXT(show("[%-22jd] [%ju] [%td] [%zu]", LLONG_MIN, ULLONG_MAX, (ptrdiff_t)-3, sizeof wide),
		   "[-9223372036854775808  ] [18446744073709551615] [-3] [8]");
	CHECK(sscanf("-9223372036854775807 -5", "%jd %td", &wide, &apart) == 2 && wide == -LLONG_MAX && apart == -5);
	integers();
	floatingPoint();
	shortAndLong();
	longArithmetic();
	return failures != 0;
}
