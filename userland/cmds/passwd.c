/*
 * passwd [user]: a new password, after the old one, if there is one; root may
 * change anybody's and is not asked for the old. An empty one takes the
 * password away. The tables are replaced whole; /etc/ptmp is the new
 * master.passwd in the making, and keeps others away meanwhile.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "common.h"

#define USAGE "[user]"
#define MASTER "/etc/master.passwd"
#define NEW_MASTER "/etc/ptmp"
#define TABLE "/etc/passwd"
#define NEW_TABLE "/etc/ptmp.passwd"
#define LEAST_CHARACTERS 4
#define NOT_FOR_ALL "*" /* what everybody sees of a password */

/* Copies a table with the user's second field replaced. 0, or -1 and errno. */
static int
rewrite(const char *from, int to, const char *name, const char *password)
{
	struct lineReader reader;
	int stream = open(from, O_RDONLY);
	size_t length, nameLength = strlen(name);
	char *line;

	if (stream < 0)
		return -1;
	openLines(&reader, stream);
	while ((line = nextLine(&reader, &length)) != NULL) {
		const char *rest = NULL;

		if (length > nameLength && line[nameLength] == ':' && strncmp(line, name, nameLength) == 0)
			rest = memchr(line + nameLength + 1, ':', length - nameLength - 1);
		if (rest != NULL) {
			writeAll(to, line, nameLength + 1);
			writeAll(to, password, strlen(password));
			length -= rest - line;
		} else {
			rest = line;
		}
		if (writeAll(to, rest, length) < 0 || writeAll(to, "\n", 1) < 0)
			return -1;
	}
	close(stream);
	return reader.failed ? -1 : 0;
}

static int
replace(const char *path, const char *made, int flags, int mode, const char *name, const char *password)
{
	int stream = open(made, O_WRONLY | O_CREAT | flags, mode);

	if (stream < 0)
		return -1;
	if (rewrite(path, stream, name, password) < 0 || fsync(stream) < 0 || close(stream) < 0 || rename(made, path) < 0) {
		int problem = errno;

		unlink(made);
		errno = problem;
		return -1;
	}
	return 0;
}

/* A password typed twice, encrypted; "" for none. */
static const char *
askNew(void)
{
	static const char characters[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	char first[256], salt[3];
	unsigned long seed = (unsigned long)time((time_t *)0) + (unsigned long)getpid();

	strncpy(first, getpass("New password:"), sizeof first - 1);
	first[sizeof first - 1] = '\0';
	if (first[0] != '\0' && strlen(first) < LEAST_CHARACTERS)
		die("new password", "too short: at least 4 characters, or none");
	if (strcmp(first, getpass("Retype new password:")) != 0)
		die("new password", "not typed the same twice: nothing is changed");
	if (first[0] == '\0')
		return "";
	salt[0] = characters[seed % 64];
	salt[1] = characters[seed / 64 % 64];
	salt[2] = '\0';
	return crypt(first, salt);
}

int
main(int argc, char **argv)
{
	struct passwd *user;
	const char *password;

	begin(argv);
	if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
		usageError(USAGE);
	if (geteuid() != 0)
		die("root's rights", "not there");
	user = argc == 2 ? getpwnam(argv[1]) : getpwuid(getuid());
	if (user == NULL)
		die(argc == 2 ? argv[1] : "you", "no such user");
	if (getuid() != 0 && user->pw_uid != getuid())
		die(user->pw_name, "not yours to change");
	printf("Changing password for %s.\n", user->pw_name);
	fflush(stdout);
	if (getuid() != 0 && user->pw_passwd[0] != '\0' && !passwordFits(user, getpass("Old password:")))
		die(user->pw_name, "sorry");
	password = askNew();
	if (replace(MASTER, NEW_MASTER, O_EXCL, 0600, user->pw_name, password) < 0)
		dieErrno(errno == EEXIST ? NEW_MASTER : MASTER);
	if (replace(TABLE, NEW_TABLE, O_TRUNC, 0644, user->pw_name, password[0] == '\0' ? "" : NOT_FOR_ALL) < 0)
		dieErrno(TABLE);
	finish();
}
