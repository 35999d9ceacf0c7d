/*
 * Messages. One line on standard error, "sh: what: why", in one write, so that
 * lines of processes sharing a terminal do not mix.
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

bool
writeAll(int stream, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t done = write(stream, bytes, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		length -= done;
	}
	return true;
}

/* Knows %s, %d, %x and %% only: what messages need, at any length. */
void
complainWith(const char *format, va_list arguments)
{
	struct text line = { NULL, 0, 0 };

	textAddString(&line, "sh: ");
	for (; *format != '\0'; format++)
		if (*format != '%')
			textAddChar(&line, *format);
		else if (*++format == 's')
			textAddString(&line, va_arg(arguments, const char *));
		else if (*format == '%')
			textAddChar(&line, '%');
		else if (*format == 'x')
			textAddHex(&line, va_arg(arguments, unsigned));
		else
			textAddNumber(&line, va_arg(arguments, int));
	textAddChar(&line, '\n');
	writeAll(2, line.bytes, line.length);
	textFree(&line);
}

void
complain(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complainWith(format, arguments);
	va_end(arguments);
}

void
abortCommand(int status)
{
	shell.status = status;
	if (!shell.interactive)
		exitShell(status);
	shell.skip = SKIP_ABORT;
}

void
fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complainWith(format, arguments);
	va_end(arguments);
	abortCommand(ERROR_STATUS);
}

void
failErrno(const char *what)
{
	fail("%s: %s", what, strerror(errno));
}
