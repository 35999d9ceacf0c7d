/* Groups, from /etc/group: name:password:gid:member,member */
#include <grp.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

#define FIELDS 4
#define MAX_MEMBERS 200

static struct table table;
static struct group entry;
static char *members[MAX_MEMBERS + 1];

int setgrent(void)
{
	return __openTable(&table, "/etc/group");
}

void endgrent(void)
{
	__closeTable(&table);
}

struct group *getgrent(void)
{
	char *fields[FIELDS], *list;
	int count = 0;

	if (table.bytes == 0 && setgrent() < 0)
		return 0;
	do {
		int found = __nextFields(&table, fields, FIELDS);

		if (found == 0)
			return 0;
		count = found;
	} while (count != FIELDS);
	entry.gr_name = fields[0];
	entry.gr_passwd = fields[1];
	entry.gr_gid = atoi(fields[2]);
	entry.gr_mem = members;
	list = fields[3];
	for (count = 0; list != 0 && *list != 0 && count < MAX_MEMBERS; count++)
		members[count] = strsep(&list, ",");
	members[count] = 0;
	return &entry;
}

struct group *getgrnam(const char *name)
{
	struct group *found;

	if (setgrent() < 0)
		return 0;
	while ((found = getgrent()) != 0 && strcmp(found->gr_name, name) != 0)
		;
	return found;
}

struct group *getgrgid(gid_t gid)
{
	struct group *found;

	if (setgrent() < 0)
		return 0;
	while ((found = getgrent()) != 0 && found->gr_gid != gid)
		;
	return found;
}
