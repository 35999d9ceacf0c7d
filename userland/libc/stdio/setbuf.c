/* How a stream is buffered; said before the first read or write. */
#include <stdlib.h>

#include "private.h"

int setvbuf(FILE *file, char *buffer, int how, size_t size)
{
	fflush(file);
	file->flags &= (unsigned short)~(__LINES | __UNBUFFERED | __WRITING);
	file->writable = 0;
	file->flags |= __ASKED;
	if (buffer != 0 && how != _IONBF && size > 0) {
		if (file->flags & __OWNBUFFER)
			free(file->buffer);
		file->flags &= (unsigned short)~__OWNBUFFER;
		file->buffer = file->next = (unsigned char *)buffer;
		file->bufferBytes = (int)size;
	}
	if (how == _IOLBF)
		file->flags |= __LINES;
	if (how == _IONBF)
		file->flags |= __UNBUFFERED;
	return 0;
}

void setbuffer(FILE *file, char *buffer, int size)
{
	setvbuf(file, buffer, buffer == 0 ? _IONBF : _IOFBF, (size_t)size);
}

void setbuf(FILE *file, char *buffer)
{
	setbuffer(file, buffer, BUFSIZ);
}

int setlinebuf(FILE *file)
{
	return setvbuf(file, (char *)0, _IOLBF, 0);
}
