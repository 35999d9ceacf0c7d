/* arpa/inet.h */
#ifndef _ARPA_INET_H
#define _ARPA_INET_H

#include <netinet/in.h>

unsigned long inet_addr(const char *);
char *inet_ntoa(struct in_addr);

#endif
