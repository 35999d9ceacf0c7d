/* popen: a command of /bin/sh behind a stream; the path is fixed. */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "private.h"

#define SHELL "/bin/sh"
#define NOT_FOUND 127

FILE *popen(const char *command, const char *mode)
{
	int reading = *mode == 'r', ends[2], ours, theirs; /* the child writes what we read */
	FILE *file, *other;
	pid_t child;

	if (pipe(ends) < 0)
		return 0;
	ours = ends[!reading];
	theirs = ends[reading];
	file = __newFile(ours, reading ? __READ : __WRITE);
	child = file == 0 ? -1 : fork();
	if (child == 0) {
		for (other = __files; other != 0; other = other->link)
			if (other->child != 0 || other == file)
				close(other->stream);
		if (theirs != reading) {
			dup2(theirs, reading);
			close(theirs);
		}
		execl(SHELL, "sh", "-c", command, (char *)0);
		_exit(NOT_FOUND);
	}
	close(theirs);
	if (child < 0) {
		int error = errno;

		if (file != 0)
			fclose(file);
		else
			close(ours);
		errno = error;
		return 0;
	}
	file->child = child;
	return file;
}

/* Closes the stream, waits for the command; its status. */
int pclose(FILE *file)
{
	pid_t child = file->child, found;
	int status = -1;

	if (child == 0) {
		errno = ECHILD;
		return -1;
	}
	fclose(file);
	found = waitpid(child, &status, 0);
	return found < 0 ? -1 : status;
}
