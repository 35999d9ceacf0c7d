/* pwd.h: users. Root reads /etc/master.passwd, everybody else /etc/passwd. */
#ifndef _PWD_H
#define _PWD_H

#include <sys/types.h>

struct passwd {
	char *pw_name, *pw_passwd;
	uid_t pw_uid;
	gid_t pw_gid;
	char *pw_class;		/* these two only in master.passwd */
	time_t pw_change, pw_expire;
	char *pw_gecos, *pw_dir, *pw_shell;
};

struct passwd *getpwnam(const char *), *getpwuid(uid_t), *getpwent(void);
int setpwent(void);
void endpwent(void);

#endif
