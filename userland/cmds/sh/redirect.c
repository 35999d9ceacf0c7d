/*
 * Redirections. Streams that are to come back are first copied out of the way,
 * to numbers that users cannot name; programs do not inherit the copies. A
 * here-document is a file in /tmp that has lost its name by the time it is
 * read.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sh.h"

#define CLOSED (-1)

struct savedStreams {
	struct savedStreams *next;
	int stream;
	int copy; /* CLOSED: it was not open */
};

static void
save(struct savedStreams **saved, int stream)
{
	struct savedStreams *entry = allocate(sizeof *entry);

	entry->stream = stream;
	entry->copy = copyHigh(stream);
	entry->next = *saved;
	*saved = entry;
}

void
restoreStreams(struct savedStreams *saved)
{
	while (saved != NULL) {
		struct savedStreams *entry = saved;

		saved = entry->next;
		if (entry->copy == CLOSED) {
			close(entry->stream);
		} else {
			dup2(entry->copy, entry->stream);
			close(entry->copy);
		}
		free(entry);
	}
}

void
keepStreams(struct savedStreams *saved)
{
	while (saved != NULL) {
		struct savedStreams *entry = saved;

		saved = entry->next;
		if (entry->copy != CLOSED)
			close(entry->copy);
		free(entry);
	}
}

static int
openHere(const char *text)
{
	size_t length = strlen(text);
	int stream;
	int number = 0;

	do {
		struct text name = { NULL, 0, 0 };

		textAddString(&name, "/tmp/sh");
		textAddHex(&name, getpid());
		textAddChar(&name, '.');
		textAddNumber(&name, number++);
		stream = open(name.bytes, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (stream >= 0)
			unlink(name.bytes);
		textFree(&name);
	} while (stream < 0 && errno == EEXIST);
	if (stream >= 0 && (!writeAll(stream, text, length) || lseek(stream, 0, SEEK_SET) < 0)) {
		close(stream);
		stream = -1;
	}
	if (stream < 0)
		complain("here-document: %s", strerror(errno));
	return stream;
}

/* > with set -C: only to a new file, or to what is no plain file. */
static int
openUnclobbered(const char *name)
{
	struct stat attributes;

	if (stat(name, &attributes) < 0)
		return open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if ((attributes.st_mode & S_IFMT) != S_IFREG)
		return open(name, O_WRONLY, 0);
	errno = EEXIST;
	return -1;
}

static int
openFile(const struct redirection *redirection, const char *name)
{
	int stream;

	switch (redirection->kind) {
	case REDIRECT_IN:
		stream = open(name, O_RDONLY, 0);
		break;
	case REDIRECT_BOTH:
		stream = open(name, O_RDWR | O_CREAT, 0666);
		break;
	case REDIRECT_APPEND:
		stream = open(name, O_WRONLY | O_CREAT | O_APPEND, 0666);
		break;
	case REDIRECT_OUT:
		if (shell.options[OPTION_NO_CLOBBER]) {
			stream = openUnclobbered(name);
			break;
		}
		/* fall through */
	default:
		stream = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	}
	if (stream < 0)
		complain("%s: %s", name, strerror(errno));
	return stream;
}

/* <&2, >&-: true if done. */
static bool
copyStream(int stream, const char *from)
{
	if (strcmp(from, "-") == 0) {
		close(stream);
		return true;
	}
	if (from[0] < '0' || from[0] > '9' || from[1] != '\0') {
		complain("%s: not the number of a stream", from);
		return false;
	}
	if (from[0] - '0' == stream ? fcntl(stream, F_GETFD, 0) < 0 : dup2(from[0] - '0', stream) < 0) {
		complain("%s: %s", from, strerror(errno));
		return false;
	}
	return true;
}

static bool
redirectOne(const struct redirection *redirection, struct savedStreams **saved)
{
	const char *target = expandString(redirection->target);
	int stream;

	if (shell.skip != SKIP_NONE)
		return false;
	if (saved != NULL)
		save(saved, redirection->stream);
	if (redirection->kind == REDIRECT_COPY)
		return copyStream(redirection->stream, target);
	stream = redirection->kind == REDIRECT_HERE ? openHere(target) : openFile(redirection, target);
	if (stream >= 0 && stream != redirection->stream) {
		dup2(stream, redirection->stream);
		close(stream);
	}
	return stream >= 0;
}

bool
redirect(const struct redirection *redirections, struct savedStreams **saved)
{
	for (; redirections != NULL; redirections = redirections->next)
		if (!redirectOne(redirections, saved))
			return false;
	return true;
}
