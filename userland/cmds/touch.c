/*
 * touch: sets the times of files to now, creating missing ones (not with -c);
 * -a access time only, -m modification time only, -t at a given time, -r at
 * another file's. -f is accepted.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-acfm] [-t [[CC]YY]MMDDhhmm[.ss] | -r file] file ..."

static int access_, modification, noCreate;
static struct timeval wanted[2]; /* access, modification */
static int isNow;

/*
 * Only its owner may set a file's times; who may write it can change it for
 * the moment: its first byte again, or one more, taken off at once.
 */
static int
rewrite(const char *path, int isEmpty)
{
	int stream = open(path, O_RDWR, 0), done = 0;
	char byte = '\0';

	if (stream < 0)
		return -1;
	if (isEmpty)
		done = write(stream, &byte, 1) == 1 && ftruncate(stream, 0) == 0;
	else if (read(stream, &byte, 1) == 1 && lseek(stream, 0, SEEK_SET) == 0)
		done = write(stream, &byte, 1) == 1;
	return close(stream) == 0 && done ? 0 : -1;
}

static void
touch(const char *path)
{
	struct stat status;
	struct timeval times[2];
	int stream;

	memcpy(times, wanted, sizeof times);
	if (stat(path, &status) != 0) {
		if (errno != ENOENT) {
			complainErrno(path);
			return;
		}
		if (noCreate)
			return;
		stream = open(path, O_WRONLY | O_CREAT, 0666);
		if (stream < 0 || fstat(stream, &status) != 0) {
			complainErrno(path);
			return;
		}
		close(stream);
	}
	if (!access_) {
		times[0].tv_sec = status.st_atime;
		times[0].tv_usec = 0;
	}
	if (!modification) {
		times[1].tv_sec = status.st_mtime;
		times[1].tv_usec = 0;
	}
	if (utimes(path, times) == 0)
		return;
	if (isNow && errno == EPERM && S_ISREG(status.st_mode) && rewrite(path, status.st_size == 0) == 0)
		return;
	complainErrno(path);
}

int
main(int argc, char **argv)
{
	const char *like = NULL, *clock = NULL;
	struct stat status;
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "acfmr:t:", USAGE)) != -1) {
		switch (letter) {
		case 'a': access_ = 1; break;
		case 'c': noCreate = 1; break;
		case 'm': modification = 1; break;
		case 'r': like = optarg; break;
		case 't': clock = optarg; break;
		}
	}
	if (optind == argc)
		usageError(USAGE);
	if (!access_ && !modification)
		access_ = modification = 1;
	gettimeofday(&wanted[0], NULL);
	wanted[1] = wanted[0];
	if (like != NULL) {
		if (stat(like, &status) != 0)
			dieErrno(like);
		wanted[0].tv_sec = status.st_atime;
		wanted[1].tv_sec = status.st_mtime;
	} else if (clock != NULL) {
		time_t when = parseClock(clock, wanted[0].tv_sec, 0);

		if (when == (time_t)-1 || strcspn(clock, ".") < 8)
			die(clock, "is no time [[CC]YY]MMDDhhmm[.ss]");
		wanted[0].tv_sec = wanted[1].tv_sec = when;
	}
	isNow = like == NULL && clock == NULL;
	if (!isNow)
		wanted[0].tv_usec = wanted[1].tv_usec = 0;
	for (argv += optind; *argv != NULL; argv++)
		touch(*argv);
	finish();
}
