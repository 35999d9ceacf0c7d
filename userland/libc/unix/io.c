/* Streams: open to close. A blocked read or write is never ended by a handled signal. */
#include <compat.h>
#include <errno.h>
#include <fcntl.h>
#include <fs.h>
#include <stdarg.h>
#include <status.h>
#include <sys/file.h>
#include <unistd.h>

/* UNIX's open flags above the access mode, and Sprite's. */
static const struct {
	int unixFlag, useFlag;
} openFlags[] = {
	{O_NDELAY, FS_NON_BLOCKING},	{O_APPEND, FS_APPEND}, {O_CREAT, FS_CREATE},	       {O_TRUNC, FS_TRUNC},
	{O_EXCL, FS_EXCLUSIVE}, {O_MASTER, FS_PDEV_MASTER}, {O_PFS_MASTER, FS_PFS_MASTER},
};

static int openStream(const char *path, int flags, mode_t mode)
{
	static const int access[4] = {FS_READ, FS_WRITE, FS_READ | FS_WRITE, FS_READ | FS_WRITE};
	int useFlags = access[flags & O_ACCMODE];
	int stream = -1;
	unsigned i;

	for (i = 0; i < sizeof openFlags / sizeof openFlags[0]; i++)
		if (flags & openFlags[i].unixFlag)
			useFlags |= openFlags[i].useFlag;
	return __unixResult(Fs_Open(path, useFlags, (int)mode, &stream)) < 0 ? -1 : stream;
}

int open(const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_start(arguments, flags);
		mode = va_arg(arguments, mode_t);
		va_end(arguments);
	}
	return openStream(path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
	return openStream(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int stream)
{
	return __unixResult(Fs_Close(stream));
}

ssize_t read(int stream, void *buffer, size_t count)
{
	int amount = 0;
	ReturnStatus status = Fs_Read(stream, (int)count, buffer, &amount);

	if (status == SUCCESS || amount > 0)
		return amount;
	return __unixResult(status);
}

ssize_t write(int stream, const void *buffer, size_t count)
{
	int amount = 0;
	ReturnStatus status = Fs_Write(stream, (int)count, buffer, &amount);

	if (status == SUCCESS || (status == FS_WOULD_BLOCK && amount > 0))
		return amount;
	return __unixResult(status);
}

off_t lseek(int stream, off_t offset, int whence)
{
	Ioc_RepositionArgs where;
	int now = -1;

	where.base = whence; /* 0, 1, 2 mean the same to both */
	where.offset = offset;
	return __unixResult(Fs_IOControl(stream, IOC_REPOSITION, sizeof where, &where, sizeof now, &now)) < 0 ? -1 : now;
}

int pipe(int ends[2])
{
	return __unixResult(Fs_CreatePipe(&ends[0], &ends[1]));
}

int ftruncate(int stream, off_t length)
{
	int size = length;

	return __unixResult(Fs_IOControl(stream, IOC_TRUNCATE, sizeof size, &size, 0, (void *)0));
}

int truncate(const char *path, off_t length)
{
	int stream = open(path, O_WRONLY), result, error;

	if (stream < 0)
		return -1;
	result = ftruncate(stream, length);
	error = errno;
	close(stream);
	errno = error;
	return result;
}

int fsync(int stream)
{
	return __unixResult(Fs_WriteBackID(stream, -1, -1, TRUE));
}

static ReturnStatus lockControl(int stream, int command, int flags)
{
	Ioc_LockArgs lock = {0, 0, 0, 0};
	ReturnStatus status;

	lock.flags = flags;
	/* A migration ends the wait, as a signal does: it begins again. */
	do
		status = Fs_IOControl(stream, command, sizeof lock, &lock, 0, (void *)0);
	while (status == GEN_ABORTED_BY_SIGNAL);
	return status;
}

/* The kernel wants to be told which kind of lock is given back. */
int flock(int stream, int operation)
{
	ReturnStatus status;
	int flags = 0;

	if (operation & LOCK_UN) {
		status = lockControl(stream, IOC_UNLOCK, IOC_LOCK_EXCLUSIVE);
		if (status == FS_NO_EXCLUSIVE_LOCK)
			status = lockControl(stream, IOC_UNLOCK, IOC_LOCK_SHARED);
		return __unixResult(status);
	}
	if (operation & LOCK_SH)
		flags |= IOC_LOCK_SHARED;
	if (operation & LOCK_EX)
		flags |= IOC_LOCK_EXCLUSIVE;
	if (operation & LOCK_NB)
		flags |= IOC_LOCK_NO_BLOCK;
	return __unixResult(lockControl(stream, IOC_LOCK, flags));
}
