/*
 * Headers. Numbers are octal text; the sum is of all bytes, those of the sum
 * itself taken as blanks.
 */
#include <stdlib.h>
#include <string.h>
#include "tar.h"

#define SUM_AT 148
#define SUM_BYTES 8

/* Where each field begins, and its length. */
static const struct {
	short at, length;
} fields[] = {
#define NAME 0
    {0, NAME_BYTES},
#define MODE 1
    {100, 8},
#define UID 2
    {108, 8},
#define GID 3
    {116, 8},
#define SIZE 4
    {124, 12},
#define MODIFIED 5
    {136, 12},
#define LINK 6
    {157, NAME_BYTES},
#define USER 7
    {265, 32},
#define GROUP 8
    {297, 32},
#define MAJOR 9
    {329, 8},
#define MINOR 10
    {337, 8},
#define PREFIX 11
    {345, PREFIX_BYTES},
};
#define TYPE_AT 156
#define MAGIC_AT 257

static void
putNumberField(char *block, int field, long value)
{
	char digits[16];

	sprintf(digits, "%0*lo", fields[field].length - 1, (unsigned long)value);
	memcpy(block + fields[field].at, digits, (size_t)fields[field].length);
}

static void
putTextField(char *block, int field, const char *text, size_t length)
{
	if (length > (size_t)fields[field].length)
		length = (size_t)fields[field].length;
	memcpy(block + fields[field].at, text, length);
}

static unsigned long
sumOf(const char *block)
{
	unsigned long sum = 0;
	int i;

	for (i = 0; i < BLOCK_BYTES; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? ' ' : (unsigned char)block[i];
	return sum;
}

/* A path of more than 100 bytes is cut at a slash. 0: it cannot be. */
static int
putPath(char *block, const char *path)
{
	size_t length = strlen(path);
	const char *cut;

	if (length <= NAME_BYTES) {
		putTextField(block, NAME, path, length);
		return 1;
	}
	for (cut = path + length - NAME_BYTES - 1; *cut != '\0' && *cut != '/'; cut++)
		continue;
	if (*cut == '\0' || cut - path > PREFIX_BYTES || cut[1] == '\0')
		return 0;
	putTextField(block, PREFIX, path, (size_t)(cut - path));
	putTextField(block, NAME, cut + 1, strlen(cut + 1));
	return 1;
}

int
writeHeader(const struct entry *entry)
{
	char block[BLOCK_BYTES], digits[SUM_BYTES + 4];

	memset(block, 0, sizeof block);
	if (!putPath(block, entry->path))
		return 0;
	putNumberField(block, MODE, entry->mode);
	putNumberField(block, UID, entry->uid);
	putNumberField(block, GID, entry->gid);
	putNumberField(block, SIZE, entry->size);
	putNumberField(block, MODIFIED, entry->modified);
	block[TYPE_AT] = entry->type;
	putTextField(block, LINK, entry->link, strlen(entry->link));
	memcpy(block + MAGIC_AT, "ustar\0" "00", 8);
	putTextField(block, USER, entry->user, strlen(entry->user));
	putTextField(block, GROUP, entry->group, strlen(entry->group));
	putNumberField(block, MAJOR, entry->major);
	putNumberField(block, MINOR, entry->minor);
	sprintf(digits, "%06lo", sumOf(block));
	memcpy(block + SUM_AT, digits, 7);
	block[SUM_AT + 7] = ' ';
	if (fwrite(block, 1, BLOCK_BYTES, archive) != BLOCK_BYTES)
		dieErrno(archiveName);
	return 1;
}

void
readBlock(char *block)
{
	if (fread(block, 1, BLOCK_BYTES, archive) != BLOCK_BYTES)
		die(archiveName, "ends too early");
}

void
skipBlocks(long bytes)
{
	char block[BLOCK_BYTES];

	for (; bytes > 0; bytes -= BLOCK_BYTES)
		readBlock(block);
}

static long
numberField(const char *block, int field)
{
	char digits[16];

	memcpy(digits, block + fields[field].at, (size_t)fields[field].length);
	digits[fields[field].length] = '\0';
	return strtol(digits, NULL, 8);
}

static void
textField(const char *block, int field, char *to)
{
	memcpy(to, block + fields[field].at, (size_t)fields[field].length);
	to[fields[field].length] = '\0';
}

int
readHeader(struct entry *entry)
{
	char block[BLOCK_BYTES], name[NAME_BYTES + 1], prefix[PREFIX_BYTES + 1], digits[SUM_BYTES + 1];
	size_t got = fread(block, 1, BLOCK_BYTES, archive);

	if (got == 0)
		return 0;
	if (got != BLOCK_BYTES)
		die(archiveName, "ends too early");
	if (block[0] == '\0')
		return 0;
	memcpy(digits, block + SUM_AT, SUM_BYTES);
	digits[SUM_BYTES] = '\0';
	if (strtoul(digits, NULL, 8) != sumOf(block))
		return -1;
	memset(entry, 0, sizeof *entry);
	textField(block, NAME, name);
	prefix[0] = '\0';
	if (memcmp(block + MAGIC_AT, "ustar", 5) == 0) {
		/* GNU's old format has other things where the prefix would be. */
		if (block[MAGIC_AT + 5] == '\0')
			textField(block, PREFIX, prefix);
		textField(block, USER, entry->user);
		textField(block, GROUP, entry->group);
		entry->major = numberField(block, MAJOR);
		entry->minor = numberField(block, MINOR);
	}
	strcpy(entry->path, prefix);
	if (prefix[0] != '\0')
		strcat(entry->path, "/");
	strcat(entry->path, name);
	textField(block, LINK, entry->link);
	entry->mode = numberField(block, MODE) & 07777;
	entry->uid = numberField(block, UID);
	entry->gid = numberField(block, GID);
	entry->size = numberField(block, SIZE);
	entry->modified = numberField(block, MODIFIED);
	entry->type = block[TYPE_AT] == '\0' ? '0' : block[TYPE_AT];
	/* In 1979 a directory was a file whose name ended in a slash. */
	if (entry->type == '0' && name[0] != '\0' && name[strlen(name) - 1] == '/')
		entry->type = '5';
	if (entry->type != '0' && entry->type != '7')
		entry->size = 0;
	return 1;
}
