/* Sockets as far as they go without an Internet server: one is asked for, and nothing else is a socket. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#define NAME_BYTES 256

int socket(int domain, int type, int protocol)
{
	static const char *const devices[] = {0, "netTCP", "netUDP", "netIP"};
	char host[NAME_BYTES], path[NAME_BYTES + 32];

	(void)protocol;
	if (domain != PF_INET || type < SOCK_STREAM || type > SOCK_RAW) {
		errno = domain != PF_INET ? EAFNOSUPPORT : ESOCKTNOSUPPORT;
		return -1;
	}
	if (gethostname(host, sizeof host) < 0)
		return -1;
	sprintf(path, "/hosts/%s/%s", host, devices[type]);
	return open(path, O_RDWR);
}

static int noSocket(int stream)
{
	errno = fcntl(stream, F_GETFD, 0) >= 0 ? ENOTSOCK : EBADF;
	return -1;
}

int socketpair(int domain, int type, int protocol, int *pair)
{
	(void)domain;
	(void)type;
	(void)protocol;
	(void)pair;
	errno = EOPNOTSUPP;
	return -1;
}

#define OF_NAME(name, length)                                  \
	int name(int stream, struct sockaddr *of, length ofBytes) \
	{                                                      \
		(void)of;                                      \
		(void)ofBytes;                                 \
		return noSocket(stream);                       \
	}
OF_NAME(bind, int)
OF_NAME(connect, int)
OF_NAME(accept, int *)
OF_NAME(getsockname, int *)
OF_NAME(getpeername, int *)

#define OF_NUMBER(name)                      \
	int name(int stream, int number)     \
	{                                    \
		(void)number;                \
		return noSocket(stream);     \
	}
OF_NUMBER(listen)
OF_NUMBER(shutdown)

#define OF_OPTION(name, length)                                             \
	int name(int stream, int level, int option, char *value, length valueBytes) \
	{                                                                   \
		(void)level;                                                \
		(void)option;                                               \
		(void)value;                                                \
		(void)valueBytes;                                           \
		return noSocket(stream);                                    \
	}
OF_OPTION(getsockopt, int *)
OF_OPTION(setsockopt, int)

#define OF_BYTES(name)                                          \
	int name(int stream, char *bytes, int count, int flags) \
	{                                                       \
		(void)bytes;                                    \
		(void)count;                                    \
		(void)flags;                                    \
		return noSocket(stream);                        \
	}
OF_BYTES(send)
OF_BYTES(recv)

int sendto(int stream, char *bytes, int count, int flags, struct sockaddr *to, int toBytes)
{
	(void)to;
	(void)toBytes;
	return send(stream, bytes, count, flags);
}

int recvfrom(int stream, char *bytes, int count, int flags, struct sockaddr *from, int *fromBytes)
{
	(void)from;
	(void)fromBytes;
	return recv(stream, bytes, count, flags);
}
