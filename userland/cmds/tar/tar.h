/*
 * tar, in parts: main.c (keys), header.c (the 512 bytes before each file),
 * create.c, extract.c. The format is that of 1979 with POSIX's ustar fields.
 */
#ifndef TAR_H
#define TAR_H

#include <stdio.h>
#include "common.h"

#define BLOCK_BYTES 512
#define BLOCKS_PER_RECORD 20
#define NAME_BYTES 100
#define PREFIX_BYTES 155

/* What a header says. */
struct entry {
	char path[NAME_BYTES + PREFIX_BYTES + 2], link[NAME_BYTES + 1];
	char type; /* 0 file, 1 hard link, 2 symbolic link, 3 device, 5 directory, 6 pipe */
	long mode, uid, gid, size, modified, major, minor;
	char user[33], group[33];
};

extern int verbose, keepModes, keepTimes;
extern FILE *archive;
extern const char *archiveName;

/* header.c */
int writeHeader(const struct entry *entry); /* 0: the path is too long */
/* 1; 0 at the end of the archive, -1 when a block is no header. */
int readHeader(struct entry *entry);
void readBlock(char *block); /* or death */
void skipBlocks(long bytes);

/* create.c */
void addTree(const char *path);
void endArchive(void);

/* extract.c: of the operands, or everything if there are none. */
void listArchive(char **operands);
void extractArchive(char **operands, int toOutput);

#endif
