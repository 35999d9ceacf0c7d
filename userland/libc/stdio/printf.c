/* printf and its kin to streams. */
#include <stdarg.h>
#include "private.h"

int vfprintf(FILE *file, const char *format, va_list arguments)
{
	struct sink sink = {0};
	int result;

	if (__prepareWrite(file) < 0)
		return EOF;
	sink.file = file;
	result = __format(&sink, format, arguments);
	return __endBurst(file) < 0 ? EOF : result;
}

int vprintf(const char *format, va_list arguments)
{
	return vfprintf(stdout, format, arguments);
}

int fprintf(FILE *file, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vfprintf(file, format, arguments);
	va_end(arguments);
	return result;
}

int printf(const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vfprintf(stdout, format, arguments);
	va_end(arguments);
	return result;
}
