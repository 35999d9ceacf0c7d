/* There is one locale. */
#include <limits.h>
#include <locale.h>
#include <string.h>

char *setlocale(int category, const char *name)
{
	if (category < LC_ALL || category > LC_TIME)
		return 0;
	if (name != 0 && name[0] != 0 && strcmp(name, "C") != 0 && strcmp(name, "POSIX") != 0)
		return 0;
	return (char *)"C";
}

struct lconv *localeconv(void)
{
	static struct lconv conventions = {
		(char *)".", (char *)"", (char *)"", (char *)"", (char *)"", (char *)"", (char *)"", (char *)"",
		(char *)"", (char *)"", CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX, CHAR_MAX,
	};

	return &conventions;
}
