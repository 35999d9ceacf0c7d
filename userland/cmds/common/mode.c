/*
 * File modes as text, and changes to them as people type them: octal, or the
 * symbolic form of POSIX's chmod. Sprite has no sticky bit; 't' is accepted
 * and does nothing.
 */
#include <string.h>
#include "common.h"

void
modeText(mode_t mode, char text[11])
{
	int i;

	switch (mode & S_IFMT) {
	case S_IFDIR: text[0] = 'd'; break;
	case S_IFCHR: text[0] = 'c'; break;
	case S_IFLNK: text[0] = 'l'; break;
#ifdef S_IFBLK
	case S_IFBLK: text[0] = 'b'; break;
#endif
#ifdef S_IFIFO
	case S_IFIFO: text[0] = 'p'; break;
#endif
#ifdef S_IFSOCK
	case S_IFSOCK: text[0] = 's'; break;
#endif
#ifdef S_IFPDEV
	case S_IFPDEV: text[0] = 's'; break; /* a pseudo-device: a server process behind a name */
#endif
#ifdef S_IFRLNK
	case S_IFRLNK: text[0] = 'r'; break;
#endif
	default: text[0] = '-'; break;
	}
	for (i = 0; i < 9; i++)
		text[i + 1] = mode & (0400 >> i) ? "rwxrwxrwx"[i] : '-';
	if (mode & S_ISUID)
		text[3] = text[3] == 'x' ? 's' : 'S';
	if (mode & S_ISGID)
		text[6] = text[6] == 'x' ? 's' : 'S';
	text[10] = '\0';
}

static long
octalMode(const char *text)
{
	long mode = 0;

	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '7' || mode > 0777)
			return -1;
		mode = mode * 8 + (*text - '0');
	}
	return mode;
}

#define WHO_USER 04700
#define WHO_GROUP 02070
#define WHO_OTHER 0007

/* The bits a permission list such as "rwX" or "g" stands for, in all classes. */
static const char *
permissionBits(const char *p, mode_t current, long *bits)
{
	long copied;

	*bits = 0;
	for (;; p++) {
		switch (*p) {
		case 'r': *bits |= 0444; break;
		case 'w': *bits |= 0222; break;
		case 'x': *bits |= 0111; break;
		case 'X': *bits |= S_ISDIR(current) || (current & 0111) ? 0111 : 0; break;
		case 's': *bits |= S_ISUID | S_ISGID; break;
		case 't': break;
		case 'u': copied = current >> 6 & 7; *bits |= copied * 0111; break;
		case 'g': copied = current >> 3 & 7; *bits |= copied * 0111; break;
		case 'o': copied = current & 7; *bits |= copied * 0111; break;
		default: return p;
		}
	}
}

long
changedMode(const char *change, mode_t old, mode_t mask)
{
	long mode = old & 07777;
	const char *p = change;

	if (*p >= '0' && *p <= '7')
		return octalMode(p);
	for (;;) {
		long who = 0, bits, allowed;

		for (;; p++) {
			if (*p == 'u')
				who |= WHO_USER;
			else if (*p == 'g')
				who |= WHO_GROUP;
			else if (*p == 'o')
				who |= WHO_OTHER;
			else if (*p == 'a')
				who |= WHO_USER | WHO_GROUP | WHO_OTHER;
			else
				break;
		}
		allowed = who != 0 ? who : (WHO_USER | WHO_GROUP | WHO_OTHER) & ~(long)mask;
		if (*p != '+' && *p != '-' && *p != '=')
			return -1;
		while (*p == '+' || *p == '-' || *p == '=') {
			char operation = *p++;

			p = permissionBits(p, (old & S_IFMT) | mode, &bits);
			bits &= allowed;
			if (operation == '=')
				mode &= who != 0 ? ~who : 0;
			mode = operation == '-' ? mode & ~bits : mode | bits;
		}
		if (*p == '\0')
			return mode;
		if (*p++ != ',')
			return -1;
	}
}
