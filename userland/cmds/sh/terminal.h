/* The terminal's modes, for those who change them. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <sys/ioctl.h>

struct terminalModes {
	struct sgttyb basic;
	struct tchars characters;
	struct ltchars localCharacters;
	int local;
};

bool readModes(struct terminalModes *modes); /* false: no terminal */
void writeModes(const struct terminalModes *modes);
int terminalWidth(void); /* columns */

#endif
