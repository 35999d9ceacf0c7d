/* sys/utsname.h */
#ifndef _SYS_UTSNAME_H
#define _SYS_UTSNAME_H

struct utsname {
	char sysname[32], nodename[64], release[32], version[64], machine[32];
};
int uname(struct utsname *);

#endif
