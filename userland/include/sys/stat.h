/* sys/stat.h: Sprite's struct stat: the UNIX fields, then what only Sprite knows. */
#ifndef _SYS_STAT_H
#define _SYS_STAT_H

#include <sys/types.h>

struct stat {
	dev_t st_dev;			/* domain and its server */
	ino_t st_ino;
	unsigned short st_mode;
	short st_nlink;
	unsigned short st_uid;
	unsigned short st_gid;
	dev_t st_rdev;			/* device's type and unit */
	off_t st_size;
	time_t st_atime;
	int st_spare1;
	time_t st_mtime;
	int st_spare2;
	time_t st_ctime;
	int st_spare3;
	long st_blksize;
	long st_blocks;			/* of 512 bytes */
	int st_serverID;
	int st_version;
	int st_userType;
	int st_devServerID;		/* host of the device; -1: the opener's */
};

#define S_IFMT 0170000
#define S_IFREG 0100000
#define S_IFDIR 0040000
#define S_IFCHR 0020000
#define S_IFBLK 0060000
#define S_IFLNK 0120000
#define S_IFIFO 0010000
#define S_IFSOCK 0140000
#define S_IFRLNK 0110000	/* Sprite: remote link */
#define S_IFPDEV 0150000	/* Sprite: pseudo-device */

#define S_ISUID 04000
#define S_ISGID 02000
#define S_ISVTX 01000
#define S_IRWXU 0700
#define S_IRUSR 0400
#define S_IWUSR 0200
#define S_IXUSR 0100
#define S_IRWXG 070
#define S_IRGRP 040
#define S_IWGRP 020
#define S_IXGRP 010
#define S_IRWXO 07
#define S_IROTH 04
#define S_IWOTH 02
#define S_IXOTH 01
#define S_IREAD S_IRUSR
#define S_IWRITE S_IWUSR
#define S_IEXEC S_IXUSR

#define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
#define S_ISDIR(mode) (((mode) & S_IFMT) == S_IFDIR)
#define S_ISCHR(mode) (((mode) & S_IFMT) == S_IFCHR)
#define S_ISBLK(mode) (((mode) & S_IFMT) == S_IFBLK)
#define S_ISLNK(mode) (((mode) & S_IFMT) == S_IFLNK)
#define S_ISFIFO(mode) (((mode) & S_IFMT) == S_IFIFO)
#define S_ISSOCK(mode) (((mode) & S_IFMT) == S_IFSOCK)
#define S_ISRLNK(mode) (((mode) & S_IFMT) == S_IFRLNK)
#define S_ISPDEV(mode) (((mode) & S_IFMT) == S_IFPDEV)

int stat(const char *, struct stat *), lstat(const char *, struct stat *), fstat(int, struct stat *);
int chmod(const char *, mode_t), fchmod(int, mode_t);
int mkdir(const char *, mode_t);
mode_t umask(mode_t);

int mknod(const char *, mode_t, dev_t), mkfifo(const char *, mode_t);

#endif
