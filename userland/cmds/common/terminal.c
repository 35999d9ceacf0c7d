/* What the kernel gives a terminal to begin with. Source: user-environment reference, 2.7. */
#include <sys/ioctl.h>
#include "common.h"

#define CONTROL(letter) ((letter) & 037)

void
makeSane(int stream)
{
	static const struct sgttyb basic = { B9600, B9600, 0177, CONTROL('U'), ECHO | CRMOD | ANYP };
	static const struct tchars characters = {
		CONTROL('C'), CONTROL('\\'), CONTROL('Q'), CONTROL('S'), CONTROL('D'), -1
	};
	static const struct ltchars localCharacters = {
		CONTROL('Z'), CONTROL('Y'), CONTROL('R'), CONTROL('O'), CONTROL('W'), CONTROL('V')
	};
	static const int local = LCRTBS | LCRTERA | LCRTKIL | LCTLECH;

	ioctl(stream, TIOCSETC, &characters);
	ioctl(stream, TIOCSLTC, &localCharacters);
	ioctl(stream, TIOCLSET, &local);
	ioctl(stream, TIOCSETN, &basic);
}
