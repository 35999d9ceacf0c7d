/*
 * Rows on a VT100. A character struck over itself is bold, one over an
 * underscore underlined, as nroff has always written them.
 */
#include <stdio.h>
#include <string.h>
#include "common.h"
#include "more.h"

enum look { PLAIN, BOLD, UNDERLINED };

static void
setLook(enum look *now, enum look wanted)
{
	static const char *const codes[] = {"\033[m", "\033[1m", "\033[4m"};

	if (*now == wanted)
		return;
	if (*now != PLAIN && wanted != PLAIN)
		putText(codes[PLAIN]);
	putText(codes[wanted]);
	*now = wanted;
}

int
isControl(int c)
{
	return (c < ' ' && c != '\t' && c != '\b' && c != '\r') || c == 0x7f;
}

void
putRow(const char *text, size_t length)
{
	enum look look = PLAIN;
	size_t i = 0;

	while (i < length) {
		enum look wanted = PLAIN;
		int c = (unsigned char)text[i];

		while (i + 2 < length && text[i + 1] == '\b') {
			wanted = text[i] == '_' && text[i + 2] != '_' ? UNDERLINED : text[i] == text[i + 2] ? BOLD : wanted;
			i += 2;
			c = (unsigned char)text[i];
		}
		setLook(&look, wanted);
		/* Bytes of a program are no commands to the terminal. */
		if (isControl(c)) {
			putchar('^');
			c ^= 0x40;
		}
		putchar(c);
		i++;
	}
	setLook(&look, PLAIN);
	putchar('\n');
}

void
putStandout(const char *text)
{
	putText("\r\033[7m");
	putText(text);
	putText("\033[m\033[K");
	fflush(stdout);
}
