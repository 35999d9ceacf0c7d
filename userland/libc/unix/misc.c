/* Calls of other systems that are few words here. */
#include <compat.h>
#include <errno.h>
#include <fs.h>
#include <proc.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* Microseconds that were left of the previous one. */
unsigned ualarm(unsigned microseconds, unsigned interval)
{
	struct itimerval value, old;

	value.it_value.tv_sec = microseconds / 1000000;
	value.it_value.tv_usec = microseconds % 1000000;
	value.it_interval.tv_sec = interval / 1000000;
	value.it_interval.tv_usec = interval % 1000000;
	if (setitimer(ITIMER_REAL, &value, &old) < 0)
		return 0;
	return (unsigned)(old.it_value.tv_sec * 1000000 + old.it_value.tv_usec);
}

/* A device of this host; there are no named pipes. */
int mknod(const char *path, mode_t mode, dev_t device)
{
	Fs_Device made;

	if ((mode & S_IFMT) != S_IFCHR && (mode & S_IFMT) != S_IFBLK) {
		errno = EINVAL;
		return -1;
	}
	memset(&made, 0, sizeof made);
	made.serverID = -1;
	made.type = major(device);
	made.unit = minor(device);
	return __unixResult(Fs_MakeDevice(path, &made, (int)mode & 0777));
}

int mkfifo(const char *path, mode_t mode)
{
	(void)path, (void)mode;
	errno = EINVAL;
	return -1;
}

/* A family of its own is as near to a session as there is. */
pid_t setsid(void)
{
	pid_t self = getpid();

	return setpgrp(0, self) < 0 ? -1 : self;
}

int setrgid(gid_t gid)
{
	return setregid(gid, -1);
}

/* The user's line of the passwd file. */
int getpw(int uid, char *to)
{
	struct passwd *user = getpwuid(uid);

	if (user == 0)
		return -1;
	sprintf(to, "%s:%s:%d:%d:%s:%s:%s", user->pw_name, user->pw_passwd, user->pw_uid, user->pw_gid, user->pw_gecos,
		user->pw_dir, user->pw_shell);
	return 0;
}

int profil(void *buffer, int size, int offset, int scale)
{
	return __unixResult(Prof_Profil(buffer, size, (unsigned)offset, (unsigned)scale));
}

char *cuserid(char *to)
{
	static char own[L_cuserid];
	struct passwd *user = getpwuid(geteuid());

	if (to == 0)
		to = own;
	strncpy(to, user == 0 ? "" : user->pw_name, L_cuserid - 1);
	to[L_cuserid - 1] = 0;
	return to;
}

char *ctermid(char *to)
{
	static char own[L_ctermid];

	return strcpy(to == 0 ? own : to, "/dev/tty");
}
