/* Positions. The kernel's is ahead of the program's by what was read and not yet used. */
#include <unistd.h>

#include "private.h"

/* Bytes the program has not seen yet, counted at the kernel's position. */
static long ahead(const FILE *file)
{
	if (file->flags & __WRITING)
		return 0;
	return file->pushedBack > 0 ? file->readable + file->savedReadable : file->readable;
}

void __dropInput(FILE *file)
{
	long unread = ahead(file);

	if (unread > 0 && !(file->flags & __STRING))
		lseek(file->stream, -unread, SEEK_CUR);
	if (!(file->flags & __WRITING)) {
		file->readable = 0;
		file->pushedBack = 0;
		file->next = file->buffer;
	}
}

int fseek(FILE *file, long offset, int whence)
{
	if (fflush(file) < 0)
		return -1;
	__dropInput(file);
	file->flags &= (unsigned short)~(__ATEND | __WRITING);
	file->writable = 0;
	return lseek(file->stream, offset, whence) < 0 ? -1 : 0;
}

long ftell(FILE *file)
{
	long place;

	if (fflush(file) < 0)
		return -1;
	place = lseek(file->stream, 0, SEEK_CUR);
	return place < 0 ? -1 : place - ahead(file);
}

void rewind(FILE *file)
{
	fseek(file, 0, SEEK_SET);
	clearerr(file);
}

void clearerr(FILE *file)
{
	file->flags &= (unsigned short)~(__ATEND | __FAILED);
}

int(feof)(FILE *file)
{
	return feof(file);
}

int(ferror)(FILE *file)
{
	return ferror(file);
}

int(fileno)(FILE *file)
{
	return fileno(file);
}
