/* Passwords and the identity they give. An account without one is open to everybody; "*" fits nothing. */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"

int
passwordFits(const struct passwd *user, const char *typed)
{
	return user->pw_passwd[0] == '\0' || strcmp(crypt(typed, user->pw_passwd), user->pw_passwd) == 0;
}

int
becomeUser(const struct passwd *user)
{
	return initgroups(user->pw_name, user->pw_gid) < 0 || setuid(user->pw_uid) < 0 ? -1 : 0;
}

const char *
shellOf(const struct passwd *user)
{
	static const char *const shells[] = { "/sprite/cmds/csh", "/sprite/cmds/sh", "/local/cmds/sh", "/boot/cmds/sh" };
	size_t i;

	if (user->pw_shell[0] != '\0')
		return user->pw_shell;
	for (i = 0; i < sizeof shells / sizeof shells[0]; i++)
		if (access(shells[i], X_OK) == 0)
			return shells[i];
	return shells[1];
}
