/*
 * The modes and the size of a terminal.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <sgtty.h>
#include <sys/ioctl.h>
#include "common.h"
#include "screen.h"

#define DEFAULT_ROWS 24
#define DEFAULT_COLUMNS 80

static struct sgttyb before;
static int changed;

int
openKeyboard(void)
{
	static const char *const names[] = {"/dev/tty", "/dev/console"};
	size_t i;
	int stream;

	for (stream = 0; stream <= 2; stream += 2)
		if (isatty(stream))
			return stream;
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		stream = open(names[i], O_RDWR, 0);
		if (stream >= 0 && isatty(stream))
			return stream;
		if (stream >= 0)
			close(stream);
	}
	return -1;
}

void
setKeys(int stream, enum keys keys)
{
	struct sgttyb mode;

	if (!changed && (keys == KEYS_PLAIN || gtty(stream, &before) != 0))
		return;
	changed = 1;
	mode = before;
	if (keys != KEYS_PLAIN) {
		mode.sg_flags &= ~ECHO;
		mode.sg_flags |= keys == KEYS_RAW ? RAW : CBREAK;
	}
	ioctl(stream, TIOCSETN, &mode);
}

static int
sizeFrom(unsigned reported, const char *variable, int otherwise)
{
	const char *text = getenv(variable);
	int value = reported > 0 ? (int)reported : text != NULL ? atoi(text) : 0;

	return value > 1 ? value : otherwise;
}

void
screenSize(int stream, int *rows, int *columns)
{
	struct winsize size;

	if (ioctl(stream, TIOCGWINSZ, &size) != 0)
		size.ws_row = size.ws_col = 0;
	*rows = sizeFrom(size.ws_row, "LINES", DEFAULT_ROWS);
	*columns = sizeFrom(size.ws_col, "COLUMNS", DEFAULT_COLUMNS);
}
