/* netinet/in.h: addresses, and the order of the network (the Sun's own). */
#ifndef _NETINET_IN_H
#define _NETINET_IN_H

struct in_addr {
	unsigned long s_addr;
};
#define INADDR_ANY 0x00000000UL
#define INADDR_BROADCAST 0xffffffffUL
#define INADDR_NONE 0xffffffffUL

unsigned long htonl(unsigned long), ntohl(unsigned long);
unsigned short htons(unsigned short), ntohs(unsigned short);
#if defined(__m68k__)
#define htonl(value) ((unsigned long)(value))
#define htons(value) ((unsigned short)(value))
#else
#define htonl(value)                                                                                   \
	(((value) & 0xff) << 24 | ((value) & 0xff00) << 8 | ((value) >> 8 & 0xff00) | ((value) >> 24 & 0xff))
#define htons(value) ((unsigned short)(((value) & 0xff) << 8 | ((value) >> 8 & 0xff)))
#endif
#define ntohl(value) htonl(value)
#define ntohs(value) htons(value)

#endif
