/*
 * Text on standard output without printf, which would make every small
 * command a large one.
 */
#include <stdio.h>
#include <string.h>
#include "common.h"

void
putText(const char *text)
{
	fputs(text, stdout);
}

void
putBytes(const char *bytes, size_t count)
{
	fwrite(bytes, 1, count, stdout);
}

void
putPadded(const char *text, int width)
{
	int blanks = (width < 0 ? -width : width) - (int)strlen(text);

	if (width < 0)
		putText(text);
	while (blanks-- > 0)
		putchar(' ');
	if (width >= 0)
		putText(text);
}

void
putFileHeading(const char *path)
{
	static int later;

	putText(later ? "\n==> " : "==> ");
	putText(strcmp(path, "-") == 0 ? "standard input" : path);
	putText(" <==\n");
	later = 1;
}

char *
numberText(char *buffer, unsigned long value, unsigned base)
{
	char *p = buffer + NUMBER_BYTES - 1;

	*p = '\0';
	do {
		*--p = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	return p;
}

void
putNumber(unsigned long value, int width)
{
	char buffer[NUMBER_BYTES];

	putPadded(numberText(buffer, value, 10), width);
}
