/* Arguments in the old style: functions that know neither how many they get nor of what types. */
#include <string.h>
#include <varargs.h>

#include "check.h"

static char text[200];

static int total(va_alist)
	va_dcl
{
	va_list list;
	int count, sum = 0;

	va_start(list);
	for (count = va_arg(list, int); count > 0; count--)
		sum += va_arg(list, int);
	va_end(list);
	return sum;
}

/* The arguments behind two that have names, by a letter for each. */
static void gather(into, letters, va_alist)
	char *into, *letters;
	va_dcl
{
	va_list list;

	va_start(list);
	for (; *letters != '\0'; letters++, into += strlen(into))
		switch (*letters) {
		case 'd':
			sprintf(into, "%d ", va_arg(list, int));
			break;
		case 'f':
			sprintf(into, "%g ", va_arg(list, double));
			break;
		default:
			sprintf(into, "%s ", va_arg(list, char *));
		}
	va_end(list);
}

/* Called once, so that the compiler would like to make it part of its caller. */
static void print(va_alist)
	va_dcl
{
	va_list list;
	char *format;

	va_start(list);
	format = va_arg(list, char *);
	vsprintf(text, format, list);
	va_end(list);
}

int main(void)
{
	CHECK(total(2, 30, 12) == 42 && total(7, 1, 2, 3, 4, 5, 6, 7) == 28 && total(0) == 0);
	gather(text, "dfsdf", 1, 2.5, "three", 4, 5.5);
	CHECK_TEXT(text, "1 2.5 three 4 5.5 ");
	gather(text, "fdfds", 1.25, 2, 3.5, 4, "five");
	CHECK_TEXT(text, "1.25 2 3.5 4 five ");
	print("%d %s %g %d %g", 1, "two", 3.5, 4, 5.25);
	CHECK_TEXT(text, "1 two 3.5 4 5.25");
	return failures != 0;
}
