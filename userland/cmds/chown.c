/*
 * chown: gives files to another user ("owner", "owner:group", ":group"; a dot
 * will do for the colon); as chgrp, to another group. -R whole trees, -h links
 * themselves, -f without complaints.
 */
#include <ctype.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"
#include "common/walk.h"

#define CHOWN_USAGE "[-Rfh] owner[:group] file ..."
#define CHGRP_USAGE "[-Rfh] group file ..."

static uid_t owner = (uid_t)-1;
static gid_t group = (gid_t)-1;
static int links, forced;

static long
numberOrDie(const char *name, const char *why)
{
	const char *p;

	for (p = name; isdigit((unsigned char)*p); p++)
		continue;
	if (p == name || *p != '\0')
		die(name, why);
	return parseCount(name, why);
}

static void
setOwner(const char *name)
{
	struct passwd *user = getpwnam(name);

	owner = user != NULL ? user->pw_uid : (uid_t)numberOrDie(name, "no such user");
}

static void
setGroup(const char *name)
{
	struct group *found = getgrnam(name);

	group = found != NULL ? found->gr_gid : (gid_t)numberOrDie(name, "no such group");
}

static void
setBoth(char *text)
{
	char *colon = strchr(text, ':');

	if (colon == NULL && getpwnam(text) == NULL)
		colon = strchr(text, '.');
	if (colon != NULL) {
		*colon = '\0';
		if (colon[1] != '\0')
			setGroup(colon + 1);
	}
	if (*text != '\0')
		setOwner(text);
}

static int
change(const struct visit *visit)
{
	int isLink = S_ISLNK(visit->status.st_mode);

	/* In a tree a link's target is somebody else's business. */
	if (isLink && !links && visit->level > 0)
		return WALK_ON;
	if ((isLink && links ? lchown : chown)(visit->path, owner, group) != 0) {
		if (!forced)
			complainErrno(visit->path);
	}
	return WALK_ON;
}

int
main(int argc, char **argv)
{
	struct walkRules rules = {0, 0, 0, 0, 1, change};
	const char *usage;
	int letter, recursive = 0, isChgrp;

	begin(argv);
	isChgrp = strcmp(programName, "chgrp") == 0;
	usage = isChgrp ? CHGRP_USAGE : CHOWN_USAGE;
	while ((letter = nextOption(argc, argv, "Rfh", usage)) != -1) {
		switch (letter) {
		case 'R': recursive = 1; break;
		case 'f': forced = 1; break;
		case 'h': links = 1; break;
		}
	}
	argv += optind;
	if (argc - optind < 2)
		usageError(usage);
	if (isChgrp)
		setGroup(*argv);
	else
		setBoth(*argv);
	while (*++argv != NULL) {
		struct visit visit;

		if (recursive) {
			walkTree(*argv, &rules);
			continue;
		}
		visit.path = *argv;
		visit.level = 0;
		if (lstat(*argv, &visit.status) == 0)
			change(&visit);
		else if (!forced)
			complainErrno(*argv);
	}
	finish();
}
