/* What errors are called. Numbers without a name in the system are never the result of a status. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *const sys_errlist[] = {
	"No error",
	"Operation not permitted", /* EPERM */
	"No such file or directory", /* ENOENT */
	"No such process", /* ESRCH */
	"Interrupted system call", /* EINTR */
	"Input/output error", /* EIO */
	"No such device unit", /* ENXIO */
	"Argument list too long", /* E2BIG */
	"Exec format error", /* ENOEXEC */
	"Bad file number", /* EBADF */
	"No children", /* ECHILD */
	"No more processes", /* EAGAIN */
	"Not enough memory", /* ENOMEM */
	"Permission denied", /* EACCES */
	"Bad address", /* EFAULT */
	"Not a block device", /* ENOTBLK */
	"Busy", /* EBUSY */
	"File exists", /* EEXIST */
	"Cross-device link", /* EXDEV */
	"No such device", /* ENODEV */
	"Not a directory", /* ENOTDIR */
	"Is a directory", /* EISDIR */
	"Invalid argument", /* EINVAL */
	"Too many open files in system", /* ENFILE */
	"Too many open files", /* EMFILE */
	"Not a typewriter", /* ENOTTY */
	"Text file busy", /* ETXTBSY */
	"File too large", /* EFBIG */
	"No space left on device", /* ENOSPC */
	"Illegal seek", /* ESPIPE */
	"Read-only file system", /* EROFS */
	"Too many links", /* EMLINK */
	"Broken pipe", /* EPIPE */
	"Argument out of domain", /* EDOM */
	"Result out of range", /* ERANGE */
	"Would block", /* EWOULDBLOCK */
	"In progress", /* EINPROGRESS */
	"Already in progress", /* EALREADY */
	"Not a socket", /* ENOTSOCK */
	"Destination address required", /* EDESTADDRREQ */
	"Message too long", /* EMSGSIZE */
	"Wrong protocol type", /* EPROTOTYPE */
	"No such protocol option", /* ENOPROTOOPT */
	"Protocol not supported", /* EPROTONOSUPPORT */
	"Socket type not supported", /* ESOCKTNOSUPPORT */
	"Operation not supported", /* EOPNOTSUPP */
	"Protocol family not supported", /* EPFNOSUPPORT */
	"Address family not supported", /* EAFNOSUPPORT */
	"Address in use", /* EADDRINUSE */
	"Address not available", /* EADDRNOTAVAIL */
	"Network is down", /* ENETDOWN */
	"Network is unreachable", /* ENETUNREACH */
	"Connection lost in network reset", /* ENETRESET */
	"Connection aborted", /* ECONNABORTED */
	"Connection reset by peer", /* ECONNRESET */
	"No buffer space", /* ENOBUFS */
	"Already connected", /* EISCONN */
	"Not connected", /* ENOTCONN */
	"Already shut down", /* ESHUTDOWN */
	"Too many references", /* ETOOMANYREFS */
	"Timed out", /* ETIMEDOUT */
	"Connection refused", /* ECONNREFUSED */
	"Too many levels of symbolic links", /* ELOOP */
	"File name too long", /* ENAMETOOLONG */
	"Host is down", /* EHOSTDOWN */
	"Host is unreachable", /* EHOSTUNREACH */
	"Directory not empty", /* ENOTEMPTY */
	"Too many processes", /* EPROCLIM */
	"Too many users", /* EUSERS */
	"Disk quota exceeded", /* EDQUOT */
	"Stale file handle", /* ESTALE */
	"Too many levels of remote", /* EREMOTE */
	"Error 72",
	"Timer expired", /* ETIME */
	"Error 74",
	"No such message", /* ENOMSG */
	"Error 76",
	"Identifier removed", /* EIDRM */
};

int sys_nerr = sizeof sys_errlist / sizeof sys_errlist[0];

char *strerror(int error)
{
	static char text[24];

	if (error >= 0 && error < sys_nerr)
		return (char *)sys_errlist[error];
	{
		char *at = text + sizeof text - 1;
		unsigned rest = (unsigned)(error < 0 ? -error : error);

		do
			*--at = (char)('0' + rest % 10);
		while ((rest /= 10) != 0);
		if (error < 0)
			*--at = '-';
		at -= 6;
		memcpy(at, "Error ", 6);
		return at;
	}
}
