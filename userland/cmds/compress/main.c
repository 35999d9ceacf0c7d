/*
 * compress: makes files smaller; as uncompress (-d) what they were; as zcat to
 * standard output. name becomes name.Z and back. -c to standard output, -f also
 * when nothing is gained or the target is there, -v says how much, -b bits.
 */
#include <errno.h>
#include <string.h>
#include <stdlib.h>
#include <unistd.h>
#include <sys/time.h>
#include "compress.h"

#define USAGE "[-cdfv] [-b bits] [file ...]"
#define NO_GAIN 2 /* exit status */

static int toOutput, decoding, forced, verbose, mostBits = MOST_BITS;

static int
hasSuffix(const char *name)
{
	size_t length = strlen(name);

	return length > 2 && strcmp(name + length - 2, ".Z") == 0;
}

static void
keepAttributes(const char *path, const struct stat *status)
{
	struct timeval times[2];

	memset(times, 0, sizeof times);
	times[0].tv_sec = status->st_atime;
	times[1].tv_sec = status->st_mtime;
	if (chown(path, status->st_uid, status->st_gid) != 0)
		errno = 0; /* only root may give away */
	chmod(path, status->st_mode & 07777);
	utimes(path, times);
}

/* 1: written, 0: nothing was gained, -1 after a complaint. */
static int
convert(FILE *in, const char *name, FILE *out)
{
	unsigned long before = 0, after = 0;
	int result = decoding ? decode(in, out) : encode(in, out, mostBits, &before, &after);

	if (result == -2)
		complain(name, "is not in compressed format");
	else if (result != 0 || fflush(out) != 0)
		complainErrno(name);
	else if (decoding || toOutput || forced || after < before)
		result = 1;
	if (result == 1 && verbose && !decoding)
		fprintf(stderr, "%s: %ld%% smaller\n", name, before == 0 ? 0 : 100 - (long)(after * 100 / before));
	return result;
}

static void
convertFile(const char *name, const char *target)
{
	FILE *in = fopen(name, "r"), *out;
	struct stat status, there;
	int result;

	if (in == NULL || fstat(fileno(in), &status) != 0) {
		complainErrno(name);
		return;
	}
	if (toOutput) {
		convert(in, name, stdout);
		fclose(in);
		return;
	}
	if (!S_ISREG(status.st_mode)) {
		complain(name, "is no regular file");
		fclose(in);
		return;
	}
	if (!forced && stat(target, &there) == 0 && !confirm("overwrite ", target, "? ")) {
		fclose(in);
		return;
	}
	out = fopen(target, "w");
	if (out == NULL) {
		complainErrno(target);
		fclose(in);
		return;
	}
	result = convert(in, name, out);
	fclose(in);
	if (fclose(out) != 0 && result >= 0) {
		complainErrno(target);
		result = -1;
	}
	if (result == 1) {
		keepAttributes(target, &status);
		unlink(name);
		return;
	}
	unlink(target);
	if (result == 0 && exitStatus == 0)
		exitStatus = NO_GAIN;
}

int
main(int argc, char **argv)
{
	int letter;

	begin(argv);
	decoding = strcmp(programName, "compress") != 0;
	toOutput = strcmp(programName, "zcat") == 0;
	while ((letter = nextOption(argc, argv, "b:cdfv", USAGE)) != -1) {
		switch (letter) {
		case 'b':
			mostBits = (int)parseCount(optarg, "is no number of bits");
			if (mostBits <= LEAST_BITS || mostBits > MOST_BITS)
				die(optarg, "bits are 10 to 16");
			break;
		case 'c': toOutput = 1; break;
		case 'd': decoding = 1; break;
		case 'f': forced = 1; break;
		case 'v': verbose = 1; break;
		}
	}
	if (optind == argc) {
		toOutput = 1;
		convert(stdin, "standard input", stdout);
	}
	for (argv += optind; *argv != NULL; argv++) {
		size_t length = strlen(*argv);
		char *other = allocate(length + 3);

		strcpy(other, *argv);
		if (decoding && hasSuffix(*argv)) {
			other[length - 2] = '\0';
			convertFile(*argv, other);
		} else if (decoding) {
			strcat(other, ".Z");
			convertFile(other, *argv);
		} else if (hasSuffix(*argv)) {
			complain(*argv, "has the suffix .Z already");
		} else {
			strcat(other, ".Z");
			convertFile(*argv, other);
		}
		free(other);
	}
	finish();
}
