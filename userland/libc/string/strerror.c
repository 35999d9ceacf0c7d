/* What errors are called. Numbers without a name in the system are never the result of a status. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *const sys_errlist[] = {
	"no error",
	"not permitted",		   /* EPERM */
	"no such file or directory",	   /* ENOENT */
	"no such process",		   /* ESRCH */
	"interrupted",			   /* EINTR */
	"input/output error",		   /* EIO */
	"no such device unit",		   /* ENXIO */
	"argument list too long",	   /* E2BIG */
	"not an executable file",	   /* ENOEXEC */
	"not an open stream",		   /* EBADF */
	"no children",			   /* ECHILD */
	"no more processes",		   /* EAGAIN */
	"out of memory",		   /* ENOMEM */
	"permission denied",		   /* EACCES */
	"bad address",			   /* EFAULT */
	"not a block device",		   /* ENOTBLK */
	"busy",				   /* EBUSY */
	"file exists",			   /* EEXIST */
	"on another domain",		   /* EXDEV */
	"no such device",		   /* ENODEV */
	"not a directory",		   /* ENOTDIR */
	"is a directory",		   /* EISDIR */
	"invalid argument",		   /* EINVAL */
	"too many open files in system",   /* ENFILE */
	"too many open files",		   /* EMFILE */
	"not a terminal",		   /* ENOTTY */
	"file is being executed or written", /* ETXTBSY */
	"file too large",		   /* EFBIG */
	"no space on disk",		   /* ENOSPC */
	"cannot seek",			   /* ESPIPE */
	"read-only file system",	   /* EROFS */
	"too many links",		   /* EMLINK */
	"broken pipe",			   /* EPIPE */
	"argument out of domain",	   /* EDOM */
	"result out of range",		   /* ERANGE */
	"would block",			   /* EWOULDBLOCK */
	"in progress",			   /* EINPROGRESS */
	"already in progress",		   /* EALREADY */
	"not a socket",			   /* ENOTSOCK */
	"destination address required",	   /* EDESTADDRREQ */
	"message too long",		   /* EMSGSIZE */
	"wrong protocol type",		   /* EPROTOTYPE */
	"no such protocol option",	   /* ENOPROTOOPT */
	"protocol not supported",	   /* EPROTONOSUPPORT */
	"socket type not supported",	   /* ESOCKTNOSUPPORT */
	"operation not supported",	   /* EOPNOTSUPP */
	"protocol family not supported",   /* EPFNOSUPPORT */
	"address family not supported",	   /* EAFNOSUPPORT */
	"address in use",		   /* EADDRINUSE */
	"address not available",	   /* EADDRNOTAVAIL */
	"network is down",		   /* ENETDOWN */
	"network is unreachable",	   /* ENETUNREACH */
	"connection lost in network reset", /* ENETRESET */
	"connection aborted",		   /* ECONNABORTED */
	"connection reset by peer",	   /* ECONNRESET */
	"no buffer space",		   /* ENOBUFS */
	"already connected",		   /* EISCONN */
	"not connected",		   /* ENOTCONN */
	"already shut down",		   /* ESHUTDOWN */
	"too many references",		   /* ETOOMANYREFS */
	"timed out",			   /* ETIMEDOUT */
	"connection refused",		   /* ECONNREFUSED */
	"too many symbolic links",	   /* ELOOP */
	"file name too long",		   /* ENAMETOOLONG */
	"host is down",			   /* EHOSTDOWN */
	"host is unreachable",		   /* EHOSTUNREACH */
	"directory not empty",		   /* ENOTEMPTY */
	"too many processes",		   /* EPROCLIM */
	"too many users",		   /* EUSERS */
	"disk quota exceeded",		   /* EDQUOT */
	"stale file handle",		   /* ESTALE */
	"too many levels of remote",	   /* EREMOTE */
	"error 72",
	"timer expired", /* ETIME */
	"error 74",
	"no such message", /* ENOMSG */
	"error 76",
	"identifier removed", /* EIDRM */
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
		memcpy(at, "error ", 6);
		return at;
	}
}
