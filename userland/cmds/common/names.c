/*
 * Names of users and groups. The tables are files, so what was found is kept.
 */
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include "common.h"

struct known {
	struct known *next;
	long id;
	char *name;
};

static const char *
lookUp(struct known **list, long id, int isGroup)
{
	char digits[NUMBER_BYTES];
	const char *name = NULL;
	struct known *known;

	for (known = *list; known != NULL; known = known->next)
		if (known->id == id)
			return known->name;
	if (isGroup) {
		struct group *group = getgrgid((gid_t)id);

		name = group == NULL ? NULL : group->gr_name;
	} else {
		struct passwd *user = getpwuid((uid_t)id);

		name = user == NULL ? NULL : user->pw_name;
	}
	known = allocate(sizeof *known);
	known->next = *list;
	known->id = id;
	known->name = copyString(name != NULL ? name : numberText(digits, (unsigned long)id, 10));
	*list = known;
	return known->name;
}

const char *
userName(uid_t id)
{
	static struct known *users;

	return lookUp(&users, (long)id, 0);
}

const char *
groupName(gid_t id)
{
	static struct known *groups;

	return lookUp(&groups, (long)id, 1);
}
