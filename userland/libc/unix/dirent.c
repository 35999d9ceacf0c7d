/*
 * Reading directories. A directory is a file of entries as they stand on its
 * server's disk, in the byte order of that disk: an entry whose length makes
 * no sense is repaired. Entries do not cross 512-byte boundaries.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 512
#define BUFFER_BYTES (8 * BLOCK_BYTES)
#define HEADER_BYTES 8

struct __directory {
	int stream;
	int filled, next; /* bytes in the buffer, offset of the next entry */
	long base;	  /* offset in the file of the buffer's first byte */
	union {
		struct dirent align;
		char bytes[BUFFER_BYTES];
	} buffer;
};

DIR *opendir(const char *path)
{
	struct stat about;
	int stream = open(path, O_RDONLY);
	DIR *directory = 0;

	if (stream < 0)
		return 0;
	if (fstat(stream, &about) == 0) {
		if (!S_ISDIR(about.st_mode))
			errno = ENOTDIR;
		else
			directory = malloc(sizeof *directory);
	}
	if (directory == 0) {
		int error = errno;

		close(stream);
		errno = error;
		return 0;
	}
	directory->stream = stream;
	directory->filled = directory->next = 0;
	directory->base = 0;
	return directory;
}

static unsigned short swapShort(unsigned short value)
{
	return (unsigned short)(value << 8 | value >> 8);
}

static unsigned long swapLong(unsigned long value)
{
	return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

static int plausible(const struct dirent *entry)
{
	return entry->d_reclen >= HEADER_BYTES && entry->d_reclen <= BLOCK_BYTES;
}

struct dirent *readdir(DIR *directory)
{
	for (;;) {
		struct dirent *entry;

		if (directory->next >= directory->filled) {
			directory->base += directory->filled;
			directory->filled = read(directory->stream, directory->buffer.bytes, BUFFER_BYTES);
			directory->next = 0;
			if (directory->filled <= 0) {
				directory->filled = 0;
				return 0;
			}
		}
		entry = (struct dirent *)(directory->buffer.bytes + directory->next);
		if (!plausible(entry)) {
			entry->d_ino = swapLong(entry->d_ino);
			entry->d_reclen = swapShort(entry->d_reclen);
			entry->d_namlen = swapShort(entry->d_namlen);
			if (!plausible(entry)) {
				directory->next = directory->filled;
				errno = EIO;
				return 0;
			}
		}
		directory->next += entry->d_reclen;
		if (entry->d_ino != 0)
			return entry;
	}
}

int closedir(DIR *directory)
{
	int stream = directory->stream;

	free(directory);
	return close(stream);
}

long telldir(DIR *directory)
{
	return directory->base + directory->next;
}

void seekdir(DIR *directory, long place)
{
	directory->base = place / BLOCK_BYTES * BLOCK_BYTES;
	lseek(directory->stream, directory->base, SEEK_SET);
	directory->filled = directory->next = 0;
	if (place > directory->base) {
		int wanted = (int)(place - directory->base);

		directory->filled = read(directory->stream, directory->buffer.bytes, BUFFER_BYTES);
		if (directory->filled < 0)
			directory->filled = 0;
		directory->next = wanted;
	}
}

void rewinddir(DIR *directory)
{
	seekdir(directory, 0);
}

int dirfd(DIR *directory)
{
	return directory->stream;
}
