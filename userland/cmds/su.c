/*
 * su [-] [user [argument ...]]: a shell with another's rights, root's if none
 * is named, after his password if he has one. With - it is a login shell in
 * his home directory. The arguments are the shell's: su root -c 'command'.
 */
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common.h"

#define USAGE "[-] [user [argument ...]]"

static void
setEnvironment(const struct passwd *user, int isLogin)
{
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", shellOf(user), 1);
	if (isLogin || user->pw_uid != 0)
		setenv("USER", user->pw_name, 1);
}

int
main(int argc, char **argv)
{
	int isLogin = argc > 1 && strcmp(argv[1], "-") == 0;
	const char *name = argc > 1 + isLogin ? argv[1 + isLogin] : "root";
	struct passwd *user;
	const char *shell;
	char **arguments;

	begin(argv);
	if (name[0] == '-')
		usageError(USAGE);
	if (geteuid() != 0)
		die("root's rights", "not there");
	user = getpwnam(name);
	if (user == NULL)
		die(name, "no such user");
	if (getuid() != 0 && user->pw_passwd[0] != '\0' && !passwordFits(user, getpass("Password:")))
		die(name, "sorry");
	setEnvironment(user, isLogin);
	shell = shellOf(user);
	if (becomeUser(user) < 0 || (isLogin && chdir(user->pw_dir) < 0))
		dieErrno(name);
	/* The arguments begin behind the user's name, which becomes the shell's. */
	arguments = argc > 2 + isLogin ? argv + 1 + isLogin : longerCommand(NULL, 0, (char *[]){ "" }, 1);
	arguments[0] = (char *)(isLogin ? "-sh" : "sh");
	execv(shell, arguments);
	dieErrno(shell);
}
