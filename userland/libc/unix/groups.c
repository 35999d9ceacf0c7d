/* Sprite has one list of groups per process; the first is what UNIX calls the group id. */
#include <compat.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <proc.h>
#include <string.h>
#include <unistd.h>

int getgroups(int size, gid_t groups[])
{
	int count = 0;

	if (__unixResult(Proc_GetGroupIDs(size, groups, &count)) < 0)
		return -1;
	if (size != 0 && count > size) {
		errno = EINVAL;
		return -1;
	}
	return count;
}

int setgroups(int count, const gid_t groups[])
{
	return __unixResult(Proc_SetGroupIDs(count, groups));
}

/* -1 for a process that is in no group. */
gid_t getgid(void)
{
	gid_t first = -1;
	int count = 0;

	Proc_GetGroupIDs(1, &first, &count);
	return count > 0 ? first : -1;
}

gid_t getegid(void)
{
	return getgid();
}

/* Makes `gid` the first group and keeps the others. */
int setgid(gid_t gid)
{
	gid_t groups[NGROUPS_MAX];
	int count = 1, read, i;

	groups[0] = gid;
	if (__unixResult(Proc_GetGroupIDs(NGROUPS_MAX - 1, groups + 1, &read)) < 0)
		return -1;
	for (i = 1; i <= read && i < NGROUPS_MAX; i++)
		if (groups[i] != gid)
			groups[count++] = groups[i];
	return setgroups(count, groups);
}

int setegid(gid_t gid)
{
	return setgid(gid);
}

int setregid(gid_t gid, gid_t egid)
{
	if (gid == -1)
		gid = egid;
	return gid == -1 ? 0 : setgid(gid);
}

/* The group of the passwd entry, and every group of /etc/group that lists the user. */
int initgroups(const char *user, gid_t first)
{
	gid_t groups[NGROUPS_MAX];
	struct group *group;
	int count = 1;

	groups[0] = first;
	setgrent();
	while ((group = getgrent()) != 0 && count < NGROUPS_MAX) {
		char **member;

		if (group->gr_gid == first)
			continue;
		for (member = group->gr_mem; *member != 0; member++) {
			if (strcmp(*member, user) == 0) {
				groups[count++] = group->gr_gid;
				break;
			}
		}
	}
	endgrent();
	return setgroups(count, groups);
}
