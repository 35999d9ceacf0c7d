/* grp.h: groups, from /etc/group. */
#ifndef _GRP_H
#define _GRP_H

#include <sys/types.h>

struct group {
	char *gr_name, *gr_passwd;
	gid_t gr_gid;
	char **gr_mem;
};

struct group *getgrnam(const char *), *getgrgid(gid_t), *getgrent(void);
int setgrent(void);
void endgrent(void);

#endif
