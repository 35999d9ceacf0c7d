/*
 * Builtins about where the process stands: cd, pwd, umask. PWD is the path as
 * it was named, symbolic links and all; cd .. takes its last component off.
 */
#include <errno.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

/* `path` without ".", ".." and doubled slashes; it begins with a slash. */
static void
normalize(const char *path, struct text *result)
{
	while (*path != '\0') {
		size_t length = strcspn(path, "/");

		if (length == 2 && path[0] == '.' && path[1] == '.') {
			while (result->length > 0 && result->bytes[--result->length] != '/')
				;
			textCut(result, result->length);
		} else if (length > 0 && !(length == 1 && path[0] == '.')) {
			textAddChar(result, '/');
			textAdd(result, path, length);
		}
		path += length;
		while (*path == '/')
			path++;
	}
	if (result->length == 0)
		textAddChar(result, '/');
}

static bool
isPresent(const char *path)
{
	struct stat named, present;

	return path != NULL && path[0] == '/' && stat(path, &named) == 0 && stat(".", &present) == 0 &&
	    named.st_ino == present.st_ino && named.st_dev == present.st_dev;
}

/* The present directory; NULL and errno if it cannot be told. */
static const char *
present(void)
{
	static char buffer[MAXPATHLEN + 1];
	const char *path = getVariable("PWD");

	return isPresent(path) ? path : getcwd(buffer, sizeof buffer);
}

void
findDirectory(void)
{
	const char *path = present();

	if (path != NULL && setVariable("PWD", path))
		exportVariable("PWD");
}

int
pwdBuiltin(int argc, char **argv)
{
	const char *path = present();

	(void)argc;
	(void)argv;
	if (path == NULL)
		return builtinError("pwd: %s", strerror(errno));
	textAddString(&out, path);
	textAddChar(&out, '\n');
	return 0;
}

/* Goes to `directory`, which PWD then names; false and errno if it cannot. */
static bool
enter(const char *directory)
{
	struct text path = { NULL, 0, 0 };
	struct text joined = { NULL, 0, 0 };
	const char *here = directory[0] == '/' ? "" : present();
	bool entered;

	if (here == NULL) {
		entered = chdir(directory) == 0;
	} else {
		textAddString(&joined, here);
		textAddChar(&joined, '/');
		textAddString(&joined, directory);
		normalize(joined.bytes, &path);
		/* Through a link, "x/.." may exist only as the kernel reads it. */
		entered = chdir(path.bytes) == 0 || chdir(directory) == 0;
	}
	if (entered) {
		const char *old = getVariable("PWD");

		if (old != NULL)
			setVariable("OLDPWD", old);
		setVariable("PWD", isPresent(path.bytes) ? path.bytes : present());
		exportVariable("PWD");
	}
	textFree(&path);
	textFree(&joined);
	return entered;
}

/* Along CDPATH, for a name that does not say where it is. */
static bool
enterAlong(const char *directories, const char *name)
{
	while (directories != NULL) {
		size_t length = strcspn(directories, ":");
		struct text path = { NULL, 0, 0 };
		bool entered;

		textAdd(&path, directories, length);
		if (length > 0)
			textAddChar(&path, '/');
		textAddString(&path, name);
		entered = enter(path.bytes);
		textFree(&path);
		if (entered) {
			if (length > 0) {
				textAddString(&out, getVariable("PWD"));
				textAddChar(&out, '\n');
			}
			return true;
		}
		directories = directories[length] == ':' ? directories + length + 1 : NULL;
	}
	return enter(name);
}

int
cdBuiltin(int argc, char **argv)
{
	const char *name, *shown;
	bool back;
	int i = 1;

	while (i < argc && (strcmp(argv[i], "-L") == 0 || strcmp(argv[i], "-P") == 0 || strcmp(argv[i], "--") == 0))
		i++;
	shown = i < argc ? argv[i] : "HOME";
	back = i < argc && strcmp(argv[i], "-") == 0;
	name = back ? getVariable("OLDPWD") : i < argc ? argv[i] : getVariable("HOME");
	if (name == NULL)
		return builtinError("cd: %s: not set", back ? "OLDPWD" : "HOME");
	if (back)
		name = regionCopy(&scratch, name, strlen(name));
	if (*name == '\0')
		return 0;
	if (name[0] == '/' || strncmp(name, "./", 2) == 0 || strncmp(name, "../", 3) == 0 || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 ? !enter(name) : !enterAlong(getVariable("CDPATH"), name))
		return builtinError("cd: %s: %s", shown, strerror(errno));
	if (back) {
		textAddString(&out, name);
		textAddChar(&out, '\n');
	}
	return 0;
}

/* ---- umask ---- */

static void
addMask(unsigned mask, bool symbolic)
{
	static const char who[] = "ugo", what[] = "rwx";
	int shift, bit;

	if (!symbolic) {
		for (shift = 9; shift >= 0; shift -= 3)
			textAddChar(&out, '0' + ((mask >> shift) & 7));
	} else {
		for (shift = 6; shift >= 0; shift -= 3) {
			textAddChar(&out, who[2 - shift / 3]);
			textAddChar(&out, '=');
			for (bit = 0; bit < 3; bit++)
				if (((mask >> shift) & (4 >> bit)) == 0)
					textAddChar(&out, what[bit]);
			if (shift > 0)
				textAddChar(&out, ',');
		}
	}
	textAddChar(&out, '\n');
}

/* Applies "u=rwx,g-w" to the permissions that the mask leaves. */
static bool
changeMask(const char *change, unsigned *mask)
{
	unsigned allowed = ~*mask & 0777;

	do {
		unsigned who = 0, bits = 0;
		int operator;

		for (; *change != '\0' && strchr("ugoa", *change) != NULL; change++)
			who |= *change == 'u' ? 0700 : *change == 'g' ? 0070 : *change == 'o' ? 0007 : 0777;
		operator = *change++;
		if (operator != '=' && operator != '+' && operator != '-')
			return false;
		for (; *change != '\0' && strchr("rwx", *change) != NULL; change++)
			bits |= *change == 'r' ? 0444 : *change == 'w' ? 0222 : 0111;
		if (who == 0)
			who = 0777;
		if (operator == '=')
			allowed = (allowed & ~who) | (bits & who);
		else if (operator == '+')
			allowed |= bits & who;
		else
			allowed &= ~(bits & who);
	} while (*change++ == ',');
	*mask = ~allowed & 0777;
	return change[-1] == '\0';
}

int
umaskBuiltin(int argc, char **argv)
{
	unsigned mask = umask(0), value = 0;
	bool symbolic = argc > 1 && strcmp(argv[1], "-S") == 0;
	const char *argument = argv[symbolic ? 2 : 1];
	const char *p;

	umask(mask);
	if (argument == NULL) {
		addMask(mask, symbolic);
		return 0;
	}
	for (p = argument; *p >= '0' && *p <= '7' && value <= 0777; p++)
		value = value * 8 + (*p - '0');
	if (*p != '\0' || value > 0777) {
		value = mask;
		if (!changeMask(argument, &value))
			return builtinError("umask: %s: bad mask", argument);
	}
	umask(value);
	return 0;
}
