/* UNIX's requests in Sprite's terms: a table, and the few that need more than a copy. */
#include <compat.h>
#include <errno.h>
#include <fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TO_KERNEL 1
#define FROM_KERNEL 2

static const struct {
	unsigned request;
	int command;
	short direction, sizeBytes;
} requests[] = {
	{TIOCGETP, IOC_TTY_GET_PARAMS, FROM_KERNEL, sizeof(struct sgttyb)},
	{TIOCSETP, IOC_TTY_SET_PARAMS, TO_KERNEL, sizeof(struct sgttyb)},
	{TIOCSETN, IOC_TTY_SETN, TO_KERNEL, sizeof(struct sgttyb)},
	{TIOCEXCL, IOC_TTY_EXCL, 0, 0},
	{TIOCNXCL, IOC_TTY_NXCL, 0, 0},
	{TIOCHPCL, IOC_TTY_HUP_ON_CLOSE, 0, 0},
	{TIOCFLUSH, IOC_TTY_FLUSH, TO_KERNEL, sizeof(int)},
	{TIOCSTI, IOC_TTY_INSERT_CHAR, TO_KERNEL, sizeof(char)},
	{TIOCSBRK, IOC_TTY_SET_BREAK, 0, 0},
	{TIOCCBRK, IOC_TTY_CLEAR_BREAK, 0, 0},
	{TIOCSDTR, IOC_TTY_SET_DTR, 0, 0},
	{TIOCCDTR, IOC_TTY_CLEAR_DTR, 0, 0},
	{TIOCGETC, IOC_TTY_GET_TCHARS, FROM_KERNEL, sizeof(struct tchars)},
	{TIOCSETC, IOC_TTY_SET_TCHARS, TO_KERNEL, sizeof(struct tchars)},
	{TIOCGLTC, IOC_TTY_GET_LTCHARS, FROM_KERNEL, sizeof(struct ltchars)},
	{TIOCSLTC, IOC_TTY_SET_LTCHARS, TO_KERNEL, sizeof(struct ltchars)},
	{TIOCLBIS, IOC_TTY_BIS_LM, TO_KERNEL, sizeof(int)},
	{TIOCLBIC, IOC_TTY_BIC_LM, TO_KERNEL, sizeof(int)},
	{TIOCLGET, IOC_TTY_GET_LM, FROM_KERNEL, sizeof(int)},
	{TIOCLSET, IOC_TTY_SET_LM, TO_KERNEL, sizeof(int)},
	{TIOCGETD, IOC_TTY_GET_DISCIPLINE, FROM_KERNEL, sizeof(int)},
	{TIOCSETD, IOC_TTY_SET_DISCIPLINE, TO_KERNEL, sizeof(int)},
	{TIOCGWINSZ, IOC_TTY_GET_WINDOW_SIZE, FROM_KERNEL, sizeof(struct winsize)},
	{TIOCSWINSZ, IOC_TTY_SET_WINDOW_SIZE, TO_KERNEL, sizeof(struct winsize)},
	{TIOCNOTTY, IOC_TTY_NOT_CONTROL_TTY, 0, 0},
	{TIOCOUTQ, IOC_TTY_GET_OUTPUT_LENGTH, FROM_KERNEL, sizeof(int)},
	{TIOCSTOP, IOC_TTY_STOP_OUTPUT, 0, 0},
	{TIOCSTART, IOC_TTY_START_OUTPUT, 0, 0},
	{FIONREAD, IOC_NUM_READABLE, FROM_KERNEL, sizeof(int)},
};

static int setBits(int stream, int bits, int on)
{
	return __unixResult(
		Fs_IOControl(stream, on ? IOC_SET_BITS : IOC_CLEAR_BITS, sizeof bits, &bits, 0, (void *)0));
}

/* Ownership by UNIX's requests is always a family's. */
static int setOwner(int stream, int family)
{
	Ioc_Owner owner;

	owner.id = (unsigned)family;
	owner.procOrFamily = IOC_OWNER_FAMILY;
	return __unixResult(Fs_IOControl(stream, IOC_SET_OWNER, sizeof owner, &owner, 0, (void *)0));
}

static int getOwner(int stream, int *family)
{
	Ioc_Owner owner;

	if (__unixResult(Fs_IOControl(stream, IOC_GET_OWNER, 0, (void *)0, sizeof owner, &owner)) < 0)
		return -1;
	*family = (int)owner.id;
	return 0;
}

static void reportUnknown(unsigned long request)
{
	static const char digits[] = "0123456789abcdef";
	char text[] = "ioctl: 00000000: unknown request\n";
	int i;

	for (i = 0; i < 8; i++)
		text[7 + i] = digits[request >> (28 - 4 * i) & 15];
	write(2, text, sizeof text - 1);
}

int ioctl(int stream, unsigned long request, ...)
{
	va_list arguments;
	void *argument;
	unsigned i;

	va_start(arguments, request);
	argument = va_arg(arguments, void *);
	va_end(arguments);
	for (i = 0; i < sizeof requests / sizeof requests[0]; i++) {
		if (requests[i].request == request) {
			int size = requests[i].sizeBytes, direction = requests[i].direction;

			return __unixResult(Fs_IOControl(stream, requests[i].command, direction == TO_KERNEL ? size : 0,
							 direction == TO_KERNEL ? argument : (void *)0,
							 direction == FROM_KERNEL ? size : 0,
							 direction == FROM_KERNEL ? argument : (void *)0));
		}
	}
	switch (request) {
	case FIOCLEX:
		return setBits(stream, IOC_CLOSE_ON_EXEC, 1);
	case FIONCLEX:
		return setBits(stream, IOC_CLOSE_ON_EXEC, 0);
	case FIONBIO:
		return setBits(stream, IOC_NON_BLOCKING, *(int *)argument);
	case FIOASYNC:
		return setBits(stream, IOC_ASYNCHRONOUS, *(int *)argument);
	case FIOSETOWN:
	case TIOCSPGRP:
		return setOwner(stream, *(int *)argument);
	case FIOGETOWN:
	case TIOCGPGRP:
		return getOwner(stream, argument);
	default:
		reportUnknown(request);
		errno = EINVAL;
		return -1;
	}
}

int gtty(int stream, struct sgttyb *parameters)
{
	return ioctl(stream, TIOCGETP, parameters);
}

int stty(int stream, const struct sgttyb *parameters)
{
	return ioctl(stream, TIOCSETP, parameters);
}

int tcsetpgrp(int stream, pid_t family)
{
	return setOwner(stream, family);
}

pid_t tcgetpgrp(int stream)
{
	pid_t family;

	return getOwner(stream, &family) < 0 ? -1 : family;
}
