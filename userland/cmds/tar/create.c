/*
 * Writing an archive. A file with several names is there once; its other names
 * are links to the first.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tar.h"
#include "walk.h"

struct linked {
	struct linked *next;
	dev_t domain;
	ino_t number;
	char *path;
};

static struct linked *linkedFiles;
static unsigned long blocks;

/* The first name of a file that has several; NULL if this is it. */
static const char *
firstName(const char *path, const struct stat *status)
{
	struct linked *linked;

	if (status->st_nlink < 2)
		return NULL;
	for (linked = linkedFiles; linked != NULL; linked = linked->next)
		if (linked->domain == status->st_dev && linked->number == status->st_ino)
			return linked->path;
	linked = allocate(sizeof *linked);
	linked->domain = status->st_dev;
	linked->number = status->st_ino;
	linked->path = copyString(path);
	linked->next = linkedFiles;
	linkedFiles = linked;
	return NULL;
}

/* Exactly as many bytes as the header says, whatever happens to the file meanwhile. */
static void
putContents(int stream, const char *path, long size)
{
	char block[BLOCK_BYTES];
	size_t filled;
	ssize_t got = 1;

	for (; size > 0; size -= BLOCK_BYTES, blocks++) {
		memset(block, 0, sizeof block);
		for (filled = 0; filled < BLOCK_BYTES && (long)filled < size && got > 0; filled += got > 0 ? (size_t)got : 0)
			got = read(stream, block + filled, (long)(BLOCK_BYTES - filled) < size ? BLOCK_BYTES - filled : (size_t)size - filled);
		if (got <= 0 && (long)filled < size && filled < BLOCK_BYTES) {
			complain(path, "is shorter than it was");
			got = 0;
		}
		if (fwrite(block, 1, BLOCK_BYTES, archive) != BLOCK_BYTES)
			dieErrno(archiveName);
	}
}

static int
describe(struct entry *entry, const struct stat *status, const char *path)
{
	const char *first, *text;

	entry->mode = status->st_mode & 07777;
	entry->uid = status->st_uid;
	entry->gid = status->st_gid;
	entry->modified = (long)status->st_mtime;
	strncpy(entry->user, userName(status->st_uid), sizeof entry->user - 1);
	strncpy(entry->group, groupName(status->st_gid), sizeof entry->group - 1);
	if (S_ISDIR(status->st_mode)) {
		entry->type = '5';
		return 1;
	}
	if (S_ISLNK(status->st_mode)) {
		text = linkText(path);
		if (text == NULL || strlen(text) > NAME_BYTES) {
			complain(path, text == NULL ? strerror(errno) : "its text is too long");
			return 0;
		}
		entry->type = '2';
		strcpy(entry->link, text);
		return 1;
	}
	if (!S_ISREG(status->st_mode)) {
		complain(path, "is no file, directory or link");
		return 0;
	}
	first = firstName(entry->path, status);
	entry->type = first == NULL ? '0' : '1';
	if (first != NULL && strlen(first) <= NAME_BYTES)
		strcpy(entry->link, first);
	entry->size = first == NULL ? (long)status->st_size : 0;
	return 1;
}

static int
addFile(const struct visit *visit)
{
	struct entry entry;
	const char *path = visit->path;
	int stream = -1;

	memset(&entry, 0, sizeof entry);
	/* An archive is unpacked where one wants it. */
	while (*path == '/')
		path++;
	if (*path == '\0')
		path = ".";
	if (strlen(path) + 2 > sizeof entry.path) {
		complain(visit->path, "is too long a path");
		return WALK_ON;
	}
	strcpy(entry.path, path);
	if (!describe(&entry, &visit->status, visit->path))
		return WALK_ON;
	if (entry.type == '5' && entry.path[strlen(entry.path) - 1] != '/')
		strcat(entry.path, "/");
	if (entry.type == '0' && (stream = open(visit->path, O_RDONLY, 0)) < 0) {
		complainErrno(visit->path);
		return WALK_ON;
	}
	if (!writeHeader(&entry))
		complain(visit->path, "is too long a path");
	else if (stream >= 0)
		putContents(stream, visit->path, entry.size);
	blocks++;
	if (stream >= 0)
		close(stream);
	if (verbose)
		fprintf(archive == stdout ? stderr : stdout, "%s\n", entry.path);
	return WALK_ON;
}

void
addTree(const char *path)
{
	struct walkRules rules = {0, 0, 0, 1, 0, addFile};

	walkTree(path, &rules);
}

/* Two empty blocks, and zeros up to the end of a record. */
void
endArchive(void)
{
	char block[BLOCK_BYTES];
	int ending;

	memset(block, 0, sizeof block);
	for (ending = 0; ending < 2 || blocks % BLOCKS_PER_RECORD != 0; ending++, blocks++)
		if (fwrite(block, 1, BLOCK_BYTES, archive) != BLOCK_BYTES)
			dieErrno(archiveName);
	if (fflush(archive) != 0)
		dieErrno(archiveName);
}
