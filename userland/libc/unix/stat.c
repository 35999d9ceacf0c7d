/* Attributes: struct stat from Fs_Attributes, and setting one group of them at a time. */
#include <compat.h>
#include <fs.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

/* By Sprite's type of file. */
static const unsigned short modeOfType[] = {
	S_IFREG, S_IFDIR, S_IFLNK, S_IFRLNK, S_IFCHR, S_IFCHR, S_IFIFO, S_IFIFO, S_IFPDEV, S_IFPDEV, S_IFREG,
};

static void fill(struct stat *to, const Fs_Attributes *from)
{
	unsigned type = (unsigned)from->type;

	memset(to, 0, sizeof *to);
	to->st_dev = (dev_t)(from->serverID << 8 | (from->domain & 0xff));
	to->st_ino = (ino_t)from->fileNumber;
	to->st_mode = (unsigned short)((from->permissions & 07777) |
				       (type < sizeof modeOfType / sizeof modeOfType[0] ? modeOfType[type] : S_IFREG));
	to->st_nlink = (nlink_t)from->numLinks;
	to->st_uid = (unsigned short)from->uid;
	to->st_gid = (unsigned short)from->gid;
	to->st_rdev = makedev(from->devType, from->devUnit);
	to->st_size = from->size;
	to->st_atime = from->accessTime.seconds;
	to->st_mtime = from->dataModifyTime.seconds;
	to->st_ctime = from->descModifyTime.seconds;
	to->st_blksize = from->blockSize;
	to->st_blocks = 2L * from->blocks; /* the attribute counts kilobytes */
	to->st_serverID = from->serverID;
	to->st_version = from->version;
	to->st_userType = from->userType;
	to->st_devServerID = from->devServerID;
}

static int statPath(const char *path, int fileOrLink, struct stat *to)
{
	Fs_Attributes attributes;

	if (__unixResult(Fs_GetAttributes(path, fileOrLink, &attributes)) < 0)
		return -1;
	fill(to, &attributes);
	return 0;
}

int stat(const char *path, struct stat *to)
{
	return statPath(path, FS_ATTRIB_FILE, to);
}

int lstat(const char *path, struct stat *to)
{
	return statPath(path, FS_ATTRIB_LINK, to);
}

int fstat(int stream, struct stat *to)
{
	Fs_Attributes attributes;

	if (__unixResult(Fs_GetAttributesID(stream, &attributes)) < 0)
		return -1;
	fill(to, &attributes);
	return 0;
}

int chmod(const char *path, mode_t mode)
{
	Fs_Attributes attributes;

	memset(&attributes, 0, sizeof attributes);
	attributes.permissions = mode & 07777;
	return __unixResult(Fs_SetAttr(path, FS_ATTRIB_FILE, &attributes, FS_SET_MODE));
}

int fchmod(int stream, mode_t mode)
{
	Fs_Attributes attributes;

	memset(&attributes, 0, sizeof attributes);
	attributes.permissions = mode & 07777;
	return __unixResult(Fs_SetAttrID(stream, &attributes, FS_SET_MODE));
}

/* -1 leaves an id as it is; the kernel takes that the same way. */
static int own(const char *path, int fileOrLink, uid_t uid, gid_t gid)
{
	Fs_Attributes attributes;

	if (__unixResult(Fs_GetAttributes(path, fileOrLink, &attributes)) < 0)
		return -1;
	if (uid != -1)
		attributes.uid = uid;
	if (gid != -1)
		attributes.gid = gid;
	return __unixResult(Fs_SetAttr(path, fileOrLink, &attributes, FS_SET_OWNER));
}

int chown(const char *path, uid_t uid, gid_t gid)
{
	return own(path, FS_ATTRIB_FILE, uid, gid);
}

int lchown(const char *path, uid_t uid, gid_t gid)
{
	return own(path, FS_ATTRIB_LINK, uid, gid);
}

int fchown(int stream, uid_t uid, gid_t gid)
{
	Fs_Attributes attributes;

	if (__unixResult(Fs_GetAttributesID(stream, &attributes)) < 0)
		return -1;
	if (uid != -1)
		attributes.uid = uid;
	if (gid != -1)
		attributes.gid = gid;
	return __unixResult(Fs_SetAttrID(stream, &attributes, FS_SET_OWNER));
}

static int setTimes(const char *path, const Time *access, const Time *modify)
{
	Fs_Attributes attributes;

	memset(&attributes, 0, sizeof attributes);
	attributes.accessTime = *access;
	attributes.dataModifyTime = *modify;
	return __unixResult(Fs_SetAttr(path, FS_ATTRIB_FILE, &attributes, FS_SET_TIMES));
}

/* No times: now. */
int utimes(const char *path, const struct timeval times[2])
{
	struct timeval now[2];
	Time access, modify;

	if (times == 0) {
		gettimeofday(&now[0], (struct timezone *)0);
		now[1] = now[0];
		times = now;
	}
	access.seconds = times[0].tv_sec;
	access.microseconds = times[0].tv_usec;
	modify.seconds = times[1].tv_sec;
	modify.microseconds = times[1].tv_usec;
	return setTimes(path, &access, &modify);
}

int utime(const char *path, const struct utimbuf *times)
{
	struct timeval both[2];

	if (times == 0)
		return utimes(path, (struct timeval *)0);
	both[0].tv_sec = times->actime;
	both[1].tv_sec = times->modtime;
	both[0].tv_usec = both[1].tv_usec = 0;
	return utimes(path, both);
}
