/* Copies of streams, and the flags of a stream. */
#include <compat.h>
#include <errno.h>
#include <fcntl.h>
#include <fs.h>
#include <stdarg.h>
#include <status.h>
#include <unistd.h>

static ReturnStatus flagControl(int stream, int command, int flags)
{
	return Fs_IOControl(stream, command, sizeof flags, &flags, 0, (void *)0);
}

static ReturnStatus getFlags(int stream, int *flags)
{
	return Fs_IOControl(stream, IOC_GET_FLAGS, 0, (void *)0, sizeof *flags, flags);
}

/* A wanted id keeps the close-on-exec mark its slot had; UNIX's copy has none. */
static int copyTo(int stream, int wanted)
{
	ReturnStatus status = Fs_GetNewID(stream, &wanted);

	if (status != SUCCESS)
		return __unixResult(status);
	flagControl(wanted, IOC_CLEAR_BITS, IOC_CLOSE_ON_EXEC);
	return wanted;
}

int dup(int stream)
{
	int copy = -1;

	return __unixResult(Fs_GetNewID(stream, &copy)) < 0 ? -1 : copy;
}

int dup2(int stream, int wanted)
{
	if (wanted < 0) {
		errno = EBADF;
		return -1;
	}
	if (stream == wanted) {
		int flags;

		return getFlags(stream, &flags) == SUCCESS ? stream : (errno = EBADF, -1);
	}
	return copyTo(stream, wanted);
}

/* The lowest free id from `lowest` up. */
static int copyAbove(int stream, int lowest)
{
	int flags;

	if (lowest < 0) {
		errno = EINVAL;
		return -1;
	}
	if (lowest == 0)
		return dup(stream);
	while (getFlags(lowest, &flags) == SUCCESS)
		lowest++;
	return copyTo(stream, lowest);
}

static int getStatusFlags(int stream)
{
	int flags, result;

	if (__unixResult(getFlags(stream, &flags)) < 0)
		return -1;
	switch (flags & (IOC_READ | IOC_WRITE)) {
	case IOC_READ | IOC_WRITE:
		result = O_RDWR;
		break;
	case IOC_WRITE:
		result = O_WRONLY;
		break;
	default:
		result = O_RDONLY;
	}
	if (flags & IOC_APPEND)
		result |= O_APPEND;
	if (flags & IOC_NON_BLOCKING)
		result |= O_NDELAY;
	if (flags & IOC_ASYNCHRONOUS)
		result |= O_ASYNC;
	return result;
}

static int setStatusFlags(int stream, int wanted)
{
	int set = 0, clear, before;

	if (wanted & O_APPEND)
		set |= IOC_APPEND;
	if (wanted & O_NDELAY)
		set |= IOC_NON_BLOCKING;
	if (wanted & O_ASYNC)
		set |= IOC_ASYNCHRONOUS;
	if (__unixResult(getFlags(stream, &before)) < 0)
		return -1;
	clear = before & ~set & (IOC_APPEND | IOC_NON_BLOCKING | IOC_ASYNCHRONOUS);
	set &= ~before;
	if (set != 0 && __unixResult(flagControl(stream, IOC_SET_BITS, set)) < 0)
		return -1;
	return clear == 0 ? 0 : __unixResult(flagControl(stream, IOC_CLEAR_BITS, clear));
}

static int getOwner(int stream)
{
	Ioc_Owner owner;

	if (__unixResult(Fs_IOControl(stream, IOC_GET_OWNER, 0, (void *)0, sizeof owner, &owner)) < 0)
		return -1;
	return owner.procOrFamily == IOC_OWNER_FAMILY ? -(int)owner.id : (int)owner.id;
}

/* A negative id is a family. */
static int setOwner(int stream, int id)
{
	Ioc_Owner owner;

	owner.id = (unsigned)(id < 0 ? -id : id);
	owner.procOrFamily = id < 0 ? IOC_OWNER_FAMILY : IOC_OWNER_PROC;
	return __unixResult(Fs_IOControl(stream, IOC_SET_OWNER, sizeof owner, &owner, 0, (void *)0));
}

int fcntl(int stream, int command, ...)
{
	va_list arguments;
	int argument, flags;

	va_start(arguments, command);
	argument = va_arg(arguments, int);
	va_end(arguments);
	switch (command) {
	case F_DUPFD:
		return copyAbove(stream, argument);
	case F_GETFD:
		if (__unixResult(getFlags(stream, &flags)) < 0)
			return -1;
		return flags & IOC_CLOSE_ON_EXEC ? FD_CLOEXEC : 0;
	case F_SETFD:
		return __unixResult(flagControl(stream, argument & FD_CLOEXEC ? IOC_SET_BITS : IOC_CLEAR_BITS,
						IOC_CLOSE_ON_EXEC));
	case F_GETFL:
		return getStatusFlags(stream);
	case F_SETFL:
		return setStatusFlags(stream, argument);
	case F_GETOWN:
		return getOwner(stream);
	case F_SETOWN:
		return setOwner(stream, argument);
	default:
		errno = EINVAL;
		return -1;
	}
}
