/* readv and writev: one call of the kernel through one buffer, as Sprite's library does it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_VECTORS 1024

/* Bytes of all pieces, or -1. */
static int total(const struct iovec *vector, int count)
{
	int bytes = 0, i;

	if (count <= 0 || count > MAX_VECTORS) {
		errno = EINVAL;
		return -1;
	}
	for (i = 0; i < count; i++)
		bytes += (int)vector[i].iov_len;
	return bytes;
}

ssize_t readv(int stream, const struct iovec *vector, int count)
{
	int bytes = total(vector, count), left, i;
	char *buffer, *next;

	if (bytes < 0 || (buffer = malloc((size_t)bytes + 1)) == 0)
		return -1;
	bytes = left = read(stream, buffer, (size_t)bytes);
	next = buffer;
	for (i = 0; i < count && left > 0; i++) {
		int piece = left < (int)vector[i].iov_len ? left : (int)vector[i].iov_len;

		memcpy(vector[i].iov_base, next, (size_t)piece);
		next += piece;
		left -= piece;
	}
	free(buffer);
	return bytes;
}

ssize_t writev(int stream, const struct iovec *vector, int count)
{
	int bytes = total(vector, count), i;
	char *buffer, *next;

	if (bytes < 0 || (next = buffer = malloc((size_t)bytes + 1)) == 0)
		return -1;
	for (i = 0; i < count; i++) {
		memcpy(next, vector[i].iov_base, vector[i].iov_len);
		next += vector[i].iov_len;
	}
	bytes = write(stream, buffer, (size_t)bytes);
	free(buffer);
	return bytes;
}
