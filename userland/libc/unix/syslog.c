/* Messages to the system's log: one line each, `name[pid]: text`, to /dev/syslog. */
#include <stdarg.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#define LINE_BYTES 1024
#define FORMAT_BYTES 512

static const char *name = "syslog";
static int options, facility = LOG_USER, mask = 0xff, stream = -1;

void openlog(const char *ident, int wanted, int as)
{
	if (ident != 0)
		name = ident;
	options = wanted;
	if (as != 0)
		facility = as;
}

void closelog(void)
{
	if (stream >= 0)
		close(stream);
	stream = -1;
}

int setlogmask(int wanted)
{
	int old = mask;

	if (wanted != 0)
		mask = wanted;
	return old;
}

/* %m becomes the text of the error. */
static void expandError(char *to, const char *format, int error)
{
	char *end = to + FORMAT_BYTES - 1;

	for (; *format != 0 && to < end; format++) {
		if (format[0] == '%' && format[1] == 'm') {
			const char *text = strerror(error);

			while (*text != 0 && to < end)
				*to++ = *text++;
			format++;
		} else {
			if (format[0] == '%' && format[1] == '%' && to + 1 < end)
				*to++ = *format++;
			*to++ = *format;
		}
	}
	*to = 0;
}

void vsyslog(int priority, const char *format, va_list arguments)
{
	char expanded[FORMAT_BYTES], line[LINE_BYTES];
	int error = errno, length;

	if (!(mask & LOG_MASK(priority & LOG_PRIMASK)))
		return;
	expandError(expanded, format, error);
	if (options & LOG_PID)
		length = sprintf(line, "%s[%x]: ", name, (unsigned)getpid());
	else
		length = sprintf(line, "%s: ", name);
	vsnprintf(line + length, sizeof line - 1 - (size_t)length, expanded, arguments);
	length = (int)strlen(line);
	if (line[length - 1] != '\n')
		line[length++] = '\n';
	if (stream < 0) {
		stream = open("/dev/syslog", O_WRONLY);
		if (stream >= 0)
			fcntl(stream, F_SETFD, FD_CLOEXEC);
	}
	if (stream >= 0)
		write(stream, line, (size_t)length);
	if (options & LOG_PERROR)
		write(2, line, (size_t)length);
	errno = error;
}

void syslog(int priority, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsyslog(priority, format, arguments);
	va_end(arguments);
}
