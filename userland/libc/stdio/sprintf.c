/* sprintf and its kin to strings. */
#include <stdarg.h>
#include <limits.h>

#include "private.h"

/* Characters beyond the size are counted and dropped; there is always a NUL when size > 0. */
int vsnprintf(char *to, size_t size, const char *format, va_list arguments)
{
	struct sink sink = {0};
	char nothing;
	int result;

	if (size == 0) {
		to = &nothing;
		size = 1;
	}
	sink.next = to;
	sink.end = to + size - 1;
	result = __format(&sink, format, arguments);
	*sink.next = 0;
	return result;
}

int vsprintf(char *to, const char *format, va_list arguments)
{
	return vsnprintf(to, INT_MAX / 2, format, arguments);
}

int sprintf(char *to, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vsprintf(to, format, arguments);
	va_end(arguments);
	return result;
}

int snprintf(char *to, size_t size, const char *format, ...)
{
	va_list arguments;
	int result;

	va_start(arguments, format);
	result = vsnprintf(to, size, format, arguments);
	va_end(arguments);
	return result;
}
