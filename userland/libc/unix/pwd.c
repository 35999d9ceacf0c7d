/*
 * Users. A caller with root's rights reads only master.passwd (ten fields),
 * all others only passwd (seven): neither stands in for the other.
 */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"

#define FIELDS 7
#define MASTER_FIELDS 10

static struct table table;
static struct passwd entry;

int setpwent(void)
{
	return __openTable(&table, geteuid() == 0 ? "/etc/master.passwd" : "/etc/passwd");
}

void endpwent(void)
{
	__closeTable(&table);
}

static struct passwd *fill(char **fields, int count)
{
	memset(&entry, 0, sizeof entry);
	entry.pw_name = fields[0];
	entry.pw_passwd = fields[1];
	entry.pw_uid = atoi(fields[2]);
	entry.pw_gid = atoi(fields[3]);
	entry.pw_class = (char *)"";
	if (count == MASTER_FIELDS) {
		entry.pw_class = fields[4];
		entry.pw_change = atol(fields[5]);
		entry.pw_expire = atol(fields[6]);
	}
	entry.pw_gecos = fields[count - 3];
	entry.pw_dir = fields[count - 2];
	entry.pw_shell = fields[count - 1];
	return &entry;
}

struct passwd *getpwent(void)
{
	char *fields[MASTER_FIELDS];
	int count;

	if (table.bytes == 0 && setpwent() < 0)
		return 0;
	while ((count = __nextFields(&table, fields, MASTER_FIELDS)) != 0)
		if (count == FIELDS || count == MASTER_FIELDS)
			return fill(fields, count);
	return 0;
}

/* The file stays in memory until endpwent: a listing asks many times. */
struct passwd *getpwnam(const char *name)
{
	struct passwd *found;

	if (setpwent() < 0)
		return 0;
	while ((found = getpwent()) != 0 && strcmp(found->pw_name, name) != 0)
		;
	return found;
}

struct passwd *getpwuid(uid_t uid)
{
	struct passwd *found;

	if (setpwent() < 0)
		return 0;
	while ((found = getpwent()) != 0 && found->pw_uid != uid)
		;
	return found;
}

char *getlogin(void)
{
	return getenv("USER");
}
