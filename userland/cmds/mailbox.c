/*
 * mailbox file: serves the file as a pseudo-device that keeps what is written
 * to it, on whatever host: a read takes the oldest message that nobody has
 * taken, and waits while there is none. It goes on until it is killed.
 */
#include <dev/pdev.h>
#include <errno.h>
#include <proc.h>
#include <signal.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "file"
#define MOST_CLIENTS 64
#define BUFFER_BYTES (sizeof(Pdev_Request) + 4096)
#define WORD_BITS 32
#define WORDS ((MOST_CLIENTS + WORD_BITS) / WORD_BITS)

struct message {
	struct message *next;
	int length, taken;
	char bytes[1];
};

static struct message *oldest, **newest = &oldest;
static void *buffers[MOST_CLIENTS]; /* by stream */
static const char *path;

static int readyBits(void)
{
	return FS_WRITABLE | (oldest == NULL ? 0 : FS_READABLE);
}

static void leave(int signal)
{
	(void)signal;
	unlink(path);
	_exit(0);
}

static void accept(int control)
{
	char *buffer = allocate(BUFFER_BYTES);
	int service;

	mustSucceed(pdevAccept(control, buffer, BUFFER_BYTES, readyBits(), &service), path);
	if (service >= MOST_CLIENTS) {
		close(service);
		free(buffer);
	} else {
		buffers[service] = buffer;
	}
}

static void keep(const char *bytes, int length)
{
	struct message *message = allocate(sizeof *message + (size_t)length);

	message->next = NULL;
	message->length = length;
	message->taken = 0;
	memcpy(message->bytes, bytes, (size_t)length);
	*newest = message;
	newest = &message->next;
}

/* Some of the oldest message, or all. */
static void give(int service, int most)
{
	struct message *message = oldest;
	int count;

	if (message == NULL) {
		pdevReply(service, FS_WOULD_BLOCK, readyBits(), NULL, 0);
		return;
	}
	count = message->length - message->taken < most ? message->length - message->taken : most;
	if (message->taken + count == message->length) {
		oldest = message->next;
		if (oldest == NULL)
			newest = &oldest;
	}
	pdevReply(service, SUCCESS, readyBits(), message->bytes + message->taken, count);
	message->taken += count;
	if (message->taken == message->length)
		free(message);
}

/* Everybody may know whether there is something to read now. */
static void tellAll(void)
{
	int service, bits = readyBits();

	for (service = 0; service < MOST_CLIENTS; service++)
		if (buffers[service] != NULL)
			Fs_IOControl(service, IOC_PDEV_READY, sizeof bits, &bits, 0, NULL);
}

static void control(int service, const Pdev_Request *request)
{
	int readable = oldest == NULL ? 0 : oldest->length - oldest->taken;

	if (request->parameters.ioctl.command == IOC_NUM_READABLE && request->replySize == sizeof readable)
		pdevReply(service, SUCCESS, readyBits(), &readable, sizeof readable);
	else
		pdevReply(service, GEN_INVALID_ARG, readyBits(), NULL, 0);
}

/* 0: the client has gone. */
static int obey(int service, const Pdev_Request *request)
{
	int hadSome = oldest != NULL, length = request->requestSize;

	switch (request->operation) {
	case PDEV_OPEN: pdevReply(service, SUCCESS, readyBits(), NULL, 0); break;
	case PDEV_READ: give(service, request->replySize); break;
	case PDEV_WRITE:
		if (length > 0)
			keep((const char *)(request + 1), length);
		pdevReply(service, SUCCESS, readyBits(), &length, sizeof length);
		break;
	case PDEV_IOCTL: control(service, request); break;
	case PDEV_CLOSE: pdevReply(service, SUCCESS, readyBits(), NULL, 0); return 0;
	default: pdevReply(service, GEN_NOT_IMPLEMENTED, readyBits(), NULL, 0); break;
	}
	if ((oldest != NULL) != hadSome)
		tellAll();
	return 1;
}

static void serve(int service)
{
	Pdev_BufPtrs pointers;
	Pdev_Request *request;
	int goesOn = 1;

	if (pdevNext(service, &pointers, &request) != SUCCESS)
		goesOn = 0;
	else if (request != NULL) {
		goesOn = obey(service, request);
		pdevDone(service, &pointers, request);
	}
	if (goesOn)
		return;
	close(service);
	free(buffers[service]);
	buffers[service] = NULL;
}

int main(int argc, char **argv)
{
	int master, mask[WORDS], ready, service;

	begin(argv);
	if (nextOption(argc, argv, "", USAGE) != -1 || argc - optind != 1)
		usageError(USAGE);
	path = argv[optind];
	mustSucceed(pdevOpen(path, 0666, &master), path);
	signal(SIGINT, leave);
	signal(SIGTERM, leave);
	for (;;) {
		memset(mask, 0, sizeof mask);
		mask[master / WORD_BITS] |= 1 << master % WORD_BITS;
		for (service = 0; service < MOST_CLIENTS; service++)
			if (buffers[service] != NULL)
				mask[service / WORD_BITS] |= 1 << service % WORD_BITS;
		mustSucceed(Fs_Select(MOST_CLIENTS - 1, NULL, mask, NULL, NULL, &ready), path);
		for (service = 0; service < MOST_CLIENTS; service++)
			if (buffers[service] != NULL && (mask[service / WORD_BITS] & 1 << service % WORD_BITS) != 0)
				serve(service);
		if ((mask[master / WORD_BITS] & 1 << master % WORD_BITS) != 0)
			accept(master);
	}
}
