/*
 * stat: all that the file system knows of a file, Sprite's own attributes
 * included: the server that keeps it, its domain and number there, its version
 * (which grows each time it is opened for writing) and its user type. -L of
 * what a link leads to.
 */
#include <stdio.h>
#include <time.h>
#include <sys/types.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-L] file ..."

static const char *
typeName(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return "regular file";
	case S_IFDIR: return "directory";
	case S_IFLNK: return "symbolic link";
	case S_IFCHR: return "device";
	case S_IFBLK: return "block device";
	case S_IFIFO: return "named pipe";
#ifdef S_IFRLNK
	case S_IFRLNK: return "remote link";
#endif
#ifdef S_IFPDEV
	case S_IFPDEV: return "pseudo-device";
#endif
	}
	return "unknown";
}

static void
showTime(const char *label, time_t when)
{
	char text[40];

	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %Z", localtime(&when));
	printf("%10s: %s\n", label, text);
}

static void
show(const char *path, const struct stat *status)
{
	char mode[11];

	modeText(status->st_mode, mode);
	printf("%10s: %s\n", "File", path);
	printf("%10s: %s\n", "Type", typeName(status->st_mode));
	if (IS_LINK(status->st_mode)) {
		char *text = linkText(path);

		if (text != NULL)
			printf("%10s: %s\n", "Leads to", text);
	}
	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
		printf("%10s: type %d unit %d\n", "Device", (int)major(status->st_rdev), (int)minor(status->st_rdev));
	printf("%10s: %04o %s\n", "Mode", (unsigned)(status->st_mode & 07777), mode);
	printf("%10s: %d %s, group %d %s\n", "Owner", (int)status->st_uid, userName(status->st_uid), (int)status->st_gid,
	    groupName(status->st_gid));
	printf("%10s: %ld bytes, %ld blocks of 512\n", "Size", (long)status->st_size, (long)status->st_blocks);
	printf("%10s: %ld, %d links\n", "Number", (long)status->st_ino, (int)status->st_nlink);
#ifdef S_IFRLNK
	printf("%10s: server %d, domain %d\n", "Kept by", status->st_serverID, (int)minor(status->st_dev));
	printf("%10s: %d\n", "Version", status->st_version);
	printf("%10s: %d\n", "User type", status->st_userType);
#endif
	showTime("Read", status->st_atime);
	showTime("Written", status->st_mtime);
	showTime("Changed", status->st_ctime);
}

int
main(int argc, char **argv)
{
	int letter, follow = 0, several;

	begin(argv);
	while ((letter = nextOption(argc, argv, "L", USAGE)) != -1)
		follow = 1;
	if (optind == argc)
		usageError(USAGE);
	several = argc - optind > 1;
	for (argv += optind; *argv != NULL; argv++) {
		struct stat status;

		if ((follow ? stat : lstat)(*argv, &status) != 0) {
			complainErrno(*argv);
			continue;
		}
		show(*argv, &status);
		if (several && argv[1] != NULL)
			putchar('\n');
	}
	finish();
}
