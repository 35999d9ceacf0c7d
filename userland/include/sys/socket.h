/*
 * sys/socket.h: sockets. Sprite's are the work of an Internet server, a
 * program that the library reaches by /hosts/<host>/netTCP and its like. No
 * such server runs here, so every socket is refused (ENOENT) and no stream is
 * one.
 */
#ifndef _SYS_SOCKET_H
#define _SYS_SOCKET_H

#include <sys/types.h>

#define AF_UNSPEC 0
#define AF_UNIX 1
#define AF_INET 2
#define PF_UNSPEC AF_UNSPEC
#define PF_UNIX AF_UNIX
#define PF_INET AF_INET

#define SOCK_STREAM 1
#define SOCK_DGRAM 2
#define SOCK_RAW 3

#define SOL_SOCKET 0xffff
#define SO_DEBUG 0x0001
#define SO_REUSEADDR 0x0004
#define SO_KEEPALIVE 0x0008
#define SO_BROADCAST 0x0020
#define SO_LINGER 0x0080
#define SO_ERROR 0x1007
#define SOMAXCONN 5

#define MSG_OOB 1
#define MSG_PEEK 2

struct sockaddr {
	u_short sa_family;
	char sa_data[14];
};

int socket(int domain, int type, int protocol);
int socketpair(int domain, int type, int protocol, int *pair);
int bind(int socket, struct sockaddr *name, int nameBytes);
int connect(int socket, struct sockaddr *name, int nameBytes);
int listen(int socket, int backlog);
int accept(int socket, struct sockaddr *name, int *nameBytes);
int getsockname(int socket, struct sockaddr *name, int *nameBytes);
int getpeername(int socket, struct sockaddr *name, int *nameBytes);
int getsockopt(int socket, int level, int option, char *value, int *valueBytes);
int setsockopt(int socket, int level, int option, char *value, int valueBytes);
int send(int socket, char *bytes, int count, int flags);
int sendto(int socket, char *bytes, int count, int flags, struct sockaddr *to, int toBytes);
int recv(int socket, char *bytes, int count, int flags);
int recvfrom(int socket, char *bytes, int count, int flags, struct sockaddr *from, int *fromBytes);
int shutdown(int socket, int how);

#endif
