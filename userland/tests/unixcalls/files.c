/* Names, attributes, directories. */
#include <errno.h>
#include <string.h>

#include "rawUnix.h"

struct unixStat {
	unsigned short dev;
	unsigned ino;
	unsigned short mode, nlink, uid, gid, rdev;
	int size, atime, spare1, mtime, spare2, ctime, spare3, blksize, blocks, spare4[2];
};

static void names(void)
{
	static char buffer[100];
	struct unixStat about, other;
	int times[4] = {500000000, 1, 600000000, 2};
	int file = UNIX3(U_OPEN, "file", 03002, 0644); /* read and write, create, truncate */

	CHECK(file > 2);
	CHECK(UNIX3(U_OPEN, "file", 07002, 0644) == -EEXIST && UNIX3(U_OPEN, "nothing", 0, 0) == -ENOENT);
	CHECK(UNIX3(U_OPEN, "file", 0100, 0) == -EINVAL && UNIX3(U_OPEN, "file", 3, 0) == -EINVAL);
	CHECK(UNIX3(U_WRITE, file, "hello world", 11) == 11 && UNIX3(U_LSEEK, file, 6, 0) == 6);
	CHECK(UNIX3(U_READ, file, buffer, 100) == 5 && memcmp(buffer, "world", 5) == 0);
	CHECK(UNIX3(U_READ, file, buffer, 100) == 0 && UNIX3(U_LSEEK, file, -1, 2) == 10);
	CHECK(UNIX3(U_LSEEK, file, -20, 0) == -EINVAL && UNIX3(U_LSEEK, file, 2, 1) == 12);

	memset(&about, 0xff, sizeof about);
	CHECK(UNIX2(U_FSTAT, file, &about) == 0 && about.size == 11 && about.mode == 0100644 && about.nlink == 1);
	CHECK(about.spare1 == 0 && about.spare4[1] == 0 && about.blksize > 0 && about.blocks >= 2);
	CHECK(UNIX2(U_UTIMES, "file", times) == 0 && UNIX2(U_STAT, "file", &other) == 0);
	CHECK(other.atime == 500000000 && other.mtime == 600000000 && other.ino == about.ino && about.ino != 0);
	CHECK(UNIX2(U_CHMOD, "file", 0600) == 0 && UNIX2(U_STAT, "file", &other) == 0 && other.mode == 0100600);
	CHECK(UNIX2(U_FCHMOD, file, 0640) == 0 && UNIX2(U_FSTAT, file, &other) == 0 && other.mode == 0100640);
	CHECK(UNIX2(U_ACCESS, "file", 6) == 0 && UNIX2(U_ACCESS, "file", 1) == -EACCES);
	CHECK(UNIX2(U_ACCESS, "nothing", 0) == -ENOENT);
	CHECK(UNIX2(U_FTRUNCATE, file, 4) == 0 && UNIX2(U_FSTAT, file, &other) == 0 && other.size == 4);
	CHECK(UNIX2(U_TRUNCATE, "file", 2) == 0 && UNIX2(U_STAT, "file", &other) == 0 && other.size == 2);
	CHECK(UNIX1(U_FSYNC, file) == 0 && UNIX1(U_CLOSE, file) == 0 && UNIX1(U_CLOSE, file) == -EBADF);

	CHECK(UNIX2(U_LINK, "file", "second") == 0 && UNIX2(U_STAT, "second", &other) == 0);
	CHECK(other.nlink == 2 && other.ino == about.ino && UNIX1(U_UNLINK, "file") == 0);
	CHECK(UNIX2(U_SYMLINK, "second", "soft") == 0 && UNIX2(U_LSTAT, "soft", &other) == 0);
	CHECK((other.mode & 0170000) == 0120000 && UNIX2(U_STAT, "soft", &other) == 0 && other.nlink == 1);
	memset(buffer, 'x', sizeof buffer);
	CHECK(UNIX3(U_READLINK, "soft", buffer, 100) == 6 && memcmp(buffer, "secondx", 7) == 0);
	CHECK(UNIX2(U_RENAME, "second", "third") == 0 && UNIX2(U_STAT, "soft", &other) == -ENOENT);
	CHECK(UNIX1(U_UNLINK, "soft") == 0 && UNIX1(U_UNLINK, "third") == 0 && UNIX1(U_UNLINK, "third") == -ENOENT);

	UNIX1(U_UMASK, 022);
	CHECK(UNIX1(U_UMASK, 027) == (~0755 & 0x777));
	CHECK(UNIX2(U_MKDIR, "sub", 0777) == 0 && UNIX2(U_STAT, "sub", &other) == 0 && other.mode == 040750);
	CHECK(UNIX1(U_UMASK, 022) == (~0750 & 0x777) && UNIX2(U_MKDIR, "sub", 0777) == -EEXIST);
	CHECK(UNIX1(U_CHDIR, "sub") == 0 && UNIX1(U_CHDIR, "..") == 0 && UNIX1(U_CHDIR, "nothing") == -ENOENT);

	/* creat opens for both. */
	file = UNIX2(U_CREAT, "sub/made", 0666);
	CHECK(file > 2 && UNIX3(U_READ, file, buffer, 1) == 0 && UNIX3(U_WRITE, file, "abc", 3) == 3);
	CHECK(UNIX1(U_CLOSE, file) == 0 && UNIX2(U_STAT, "sub/made", &other) == 0 && other.mode == 0100644);
}

/* Sprite's entries, and SunOS's with an offset before them. */
static int holds(const char *bytes, int length, int header, const char *name)
{
	int at = 0;

	while (at + header <= length) {
		unsigned short size, nameLength;

		memcpy(&size, bytes + at + header - 4, 2);
		memcpy(&nameLength, bytes + at + header - 2, 2);
		CHECK(size == ((header + nameLength + 4) & ~3) && strlen(bytes + at + header) == nameLength);
		if (strcmp(bytes + at + header, name) == 0)
			return 1;
		if (size == 0)
			break;
		at += size;
	}
	return 0;
}

static void directories(void)
{
	static char bytes[4096];
	int file = UNIX3(U_OPEN, "sub", 0, 0), position = -1, length;

	CHECK(UNIX1(U_CLOSE, UNIX2(U_CREAT, "sub/another", 0666)) == 0 && UNIX1(U_UNLINK, "sub/another") == 0);
	length = UNIX4(U_GETDIRENTRIES, file, bytes, sizeof bytes, &position);
	CHECK(length > 30 && position == 0 && holds(bytes, length, 8, "made") && holds(bytes, length, 8, ".."));
	CHECK(!holds(bytes, length, 8, "another") && !holds(bytes, length, 8, "mad"));
	CHECK(UNIX4(U_GETDIRENTRIES, file, bytes, sizeof bytes, &position) == 0 && position == 512);
	CHECK(UNIX4(U_GETDIRENTRIES, file, bytes, 100, &position) == -EINVAL);
#ifdef __m68k__
	CHECK(UNIX3(U_LSEEK, file, 0, 0) == 0);
	length = UNIX3(U_GETDENTS, file, bytes, sizeof bytes);
	CHECK(length > 40 && holds(bytes, length, 12, "made") && !holds(bytes, length, 12, "another"));
#endif
	CHECK(UNIX1(U_CLOSE, file) == 0 && UNIX1(U_UNLINK, "sub/made") == 0 && UNIX1(U_RMDIR, "sub") == 0);
	CHECK(UNIX1(U_RMDIR, "sub") == -ENOENT);
}

void checkFiles(void)
{
	names();
	directories();
}
