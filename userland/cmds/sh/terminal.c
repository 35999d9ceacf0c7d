/*
 * The terminal of a shell with job control: which family has it, and in which
 * mode. A job that was stopped or killed may have left the terminal in any
 * mode, so the shell goes back to its own; one that ended by itself (stty) is
 * believed.
 */
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "job.h"
#include "terminal.h"

struct terminalModes {
	struct sgttyb basic;
	struct tchars characters;
	struct ltchars localCharacters;
	int local;
};

static int terminal = -1;
static int shellFamily;
static struct terminalModes shellModes;
static struct terminalModes commandModes; /* while the shell edits */

static bool
readModes(struct terminalModes *modes)
{
	if (terminal < 0 || ioctl(terminal, TIOCGETP, &modes->basic) < 0 ||
	    ioctl(terminal, TIOCGETC, &modes->characters) < 0 ||
	    ioctl(terminal, TIOCGLTC, &modes->localCharacters) < 0 || ioctl(terminal, TIOCLGET, &modes->local) < 0)
		return false;
	modes->local &= ~LPENDIN; /* what waits is the terminal's affair */
	return true;
}

/* Nothing typed is lost. */
static void
writeModes(const struct terminalModes *modes)
{
	ioctl(terminal, TIOCLSET, &modes->local);
	ioctl(terminal, TIOCSLTC, &modes->localCharacters);
	ioctl(terminal, TIOCSETC, &modes->characters);
	ioctl(terminal, TIOCSETN, &modes->basic);
}

/* One character at a time, nothing shown or special: but flow control. */
void
enterEditing(void)
{
	static const struct ltchars none = { -1, -1, -1, -1, -1, -1 };
	struct terminalModes modes;

	if (!readModes(&commandModes))
		return;
	modes = commandModes;
	modes.basic.sg_flags = (modes.basic.sg_flags & ~ECHO) | CBREAK;
	modes.characters.t_intrc = modes.characters.t_quitc = -1;
	modes.localCharacters = none;
	modes.local = (modes.local & ~LFLUSHO) | LPASS8;
	writeModes(&modes);
}

void
leaveEditing(void)
{
	writeModes(&commandModes);
}

void
giveTerminal(int family)
{
	if (terminal >= 0)
		ioctl(terminal, TIOCSPGRP, &family);
}

void
regainTerminal(bool keepModes)
{
	giveTerminal(shellFamily);
	if (keepModes)
		readModes(&shellModes);
	else if (terminal >= 0)
		writeModes(&shellModes);
}

/* A shell in the background stops until it is brought to the foreground. */
static void
awaitForeground(void)
{
	int owner;

	while (ioctl(terminal, TIOCGPGRP, &owner) >= 0 && owner > 0 && owner != shellFamily)
		killpg(shellFamily, SIGTTIN);
}

void
takeTerminal(void)
{
	int pid = getpid();

	if (terminal >= 0 || !isatty(0))
		return;
	terminal = copyHigh(0);
	shellFamily = getpgrp(pid);
	if (shellFamily <= 0) {
		shellFamily = pid;
		setpgrp(pid, pid);
		giveTerminal(pid);
	}
	awaitForeground();
	readModes(&shellModes);
}

int
terminalWidth(void)
{
	struct winsize size;

	if (terminal < 0 || ioctl(terminal, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}
