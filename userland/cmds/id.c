/*
 * id: who one is, user and groups, in numbers and names; -u -g -G one of them
 * only, -n by name, -r the real id. As groups: the names of one's groups; as
 * whoami: one's name.
 */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <limits.h>
#include "common/common.h"

#define USAGE "[-u | -g | -G] [-nr] [user]"
#ifndef NGROUPS_MAX
#define NGROUPS_MAX 128
#endif

struct person {
	uid_t user, effectiveUser;
	gid_t group, effectiveGroup;
	gid_t groups[NGROUPS_MAX + 1];
	int groupCount;
};

static void
addGroup(struct person *person, gid_t id)
{
	int i;

	for (i = 0; i < person->groupCount; i++)
		if (person->groups[i] == id)
			return;
	if (person->groupCount <= NGROUPS_MAX)
		person->groups[person->groupCount++] = id;
}

static void
findSelf(struct person *person)
{
	gid_t others[NGROUPS_MAX];
	int count = getgroups(NGROUPS_MAX, others), i;

	person->user = getuid();
	person->effectiveUser = geteuid();
	person->group = getgid();
	person->effectiveGroup = getegid();
	addGroup(person, person->group);
	addGroup(person, person->effectiveGroup);
	for (i = 0; i < count; i++)
		addGroup(person, others[i]);
}

static void
findUser(struct person *person, const char *name)
{
	struct passwd *user = getpwnam(name);
	struct group *group;
	char **member;

	if (user == NULL)
		die(name, "no such user");
	person->user = person->effectiveUser = user->pw_uid;
	person->group = person->effectiveGroup = user->pw_gid;
	addGroup(person, person->group);
	setgrent();
	while ((group = getgrent()) != NULL)
		for (member = group->gr_mem; *member != NULL; member++)
			if (strcmp(*member, name) == 0)
				addGroup(person, group->gr_gid);
	endgrent();
}

static void
putId(const char *label, long id, const char *name)
{
	printf("%s%ld", label, id);
	if (name[0] < '0' || name[0] > '9')
		printf("(%s)", name);
}

static void
showAll(const struct person *person)
{
	int i;

	putId("uid=", (long)person->user, userName(person->user));
	putId(" gid=", (long)person->group, groupName(person->group));
	if (person->effectiveUser != person->user)
		putId(" euid=", (long)person->effectiveUser, userName(person->effectiveUser));
	if (person->effectiveGroup != person->group)
		putId(" egid=", (long)person->effectiveGroup, groupName(person->effectiveGroup));
	for (i = 0; i < person->groupCount; i++)
		putId(i == 0 ? " groups=" : ",", (long)person->groups[i], groupName(person->groups[i]));
	putchar('\n');
}

static void
showGroups(const struct person *person, int byName)
{
	int i;

	for (i = 0; i < person->groupCount; i++) {
		if (i > 0)
			putchar(' ');
		if (byName)
			putText(groupName(person->groups[i]));
		else
			putNumber((unsigned long)person->groups[i], 0);
	}
	putchar('\n');
}

int
main(int argc, char **argv)
{
	static struct person person;
	int letter, what = 0, byName = 0, real = 0;

	begin(argv);
	while ((letter = nextOption(argc, argv, "Ggnru", USAGE)) != -1) {
		switch (letter) {
		case 'n': byName = 1; break;
		case 'r': real = 1; break;
		default: what = letter; break;
		}
	}
	if (argc - optind > 1)
		usageError(USAGE);
	if (strcmp(programName, "groups") == 0)
		what = 'G';
	else if (strcmp(programName, "whoami") == 0)
		what = 'u';
	byName |= programName[0] != 'i';
	if (optind < argc)
		findUser(&person, argv[optind]);
	else
		findSelf(&person);
	if (what == 'G') {
		showGroups(&person, byName);
	} else if (what == 'u') {
		uid_t user = real ? person.user : person.effectiveUser;

		printf(byName ? "%s\n" : "%.0s%d\n", userName(user), (int)user);
	} else if (what == 'g') {
		gid_t group = real ? person.group : person.effectiveGroup;

		printf(byName ? "%s\n" : "%.0s%d\n", groupName(group), (int)group);
	} else {
		showAll(&person);
	}
	finish();
}
