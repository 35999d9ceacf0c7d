/* A server of one file that does what its clients' I/O controls say. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pdevtest.h"

#define MOST_STREAMS 32
#define REQUEST_BYTES 2048

struct client {
	char *buffer, *ahead;
	int isAhead, filled;
	int opened[4];
};

static struct client *clients[MOST_STREAMS];
static int counts[OPERATIONS], textLength;
static char text[65536];

static int bits(void)
{
	return FS_WRITABLE | (textLength > 0 ? FS_READABLE : 0);
}

static void tell(int stream, int command, int value)
{
	Fs_IOControl(stream, command, sizeof value, &value, 0, NULL);
}

/* What stands in the read-ahead buffer is offered to the client. */
static void fillAhead(int stream, struct client *client)
{
	const char *bytes = client->filled == 0 ? AHEAD_TEXT : client->filled == 1 ? SECOND_TEXT : NULL;
	Pdev_BufPtrs pointers;

	client->filled++;
	if (bytes == NULL)
		return;
	memset(&pointers, 0, sizeof pointers);
	memcpy(client->ahead, bytes, strlen(bytes));
	pointers.requestFirstByte = -1;
	pointers.readLastByte = (int)strlen(bytes) - 1;
	Fs_IOControl(stream, IOC_PDEV_SET_PTRS, sizeof pointers, &pointers, 0, NULL);
}

static void accept(int control, int ahead)
{
	struct client *client = calloc(1, sizeof *client);
	Pdev_SetBufArgs buffers;
	Pdev_Notify notify;
	int amount;

	if (Fs_Read(control, sizeof notify, &notify, &amount) != SUCCESS || notify.magic != PDEV_NOTIFY_MAGIC)
		exit(3);
	client->buffer = malloc(REQUEST_BYTES);
	client->ahead = malloc(64);
	client->isAhead = ahead;
	buffers.requestBufAddr = client->buffer;
	buffers.requestBufSize = REQUEST_BYTES;
	buffers.readBufAddr = ahead ? client->ahead : NULL;
	buffers.readBufSize = ahead ? 64 : 0;
	clients[notify.newStreamID] = client;
	Fs_IOControl(notify.newStreamID, IOC_PDEV_SET_BUF, sizeof buffers, &buffers, 0, NULL);
	tell(notify.newStreamID, IOC_PDEV_READY, bits());
}

static void reply(int stream, ReturnStatus status, const void *data, int size)
{
	pdevReply(stream, status, bits(), data, size);
}

static void signalReply(int stream, ReturnStatus status, int signal)
{
	Pdev_Reply one;

	memset(&one, 0, sizeof one);
	one.magic = PDEV_REPLY_MAGIC;
	one.selectBits = bits();
	one.status = status;
	one.signal = signal;
	Fs_IOControl(stream, IOC_PDEV_REPLY, sizeof one, &one, 0, NULL);
}

/* A word from or for a client whose byte order the format tells. */
static int inOrder(int word, int format)
{
	unsigned bits = (unsigned)word, one = 1;

	if (format == (*(char *)&one == 1 ? 2 : 1))
		return word;
	return (int)(bits >> 24 | (bits >> 8 & 0xff00) | (bits << 8 & 0xff0000) | bits << 24);
}

static void replyWords(int stream, const int *words, int count, int format)
{
	int answer[OPERATIONS], i;

	for (i = 0; i < count; i++)
		answer[i] = inOrder(words[i], format);
	reply(stream, SUCCESS, answer, count * (int)sizeof *answer);
}

static void control(int stream, struct client *client, const Pdev_Request *request)
{
	const int *words = (const int *)(request + 1);
	Pdev_Signal signal = { 31, 0 };
	int answer[3], format = request->parameters.ioctl.format;

	switch (request->parameters.ioctl.command) {
	case WHO_OPENED: replyWords(stream, client->opened, 4, format); return;
	case ECHO: reply(stream, SUCCESS, request + 1, request->requestSize); return;
	case SIGNAL_ME: signalReply(stream, SUCCESS, 30); return;
	case SLOWLY: sleep(2); break;
	case WRITE_BEHIND: tell(stream, IOC_PDEV_WRITE_BEHIND, inOrder(words[0], format)); break;
	case BIG_WRITES: tell(stream, IOC_PDEV_BIG_WRITES, inOrder(words[0], format)); break;
	case COUNTS: replyWords(stream, counts, OPERATIONS, format); return;
	case SIGNAL_OWNER: Fs_IOControl(stream, IOC_PDEV_SIGNAL_OWNER, sizeof signal, &signal, 0, NULL); break;
	case FORMAT:
		answer[0] = format;
		answer[1] = (int)request->parameters.ioctl.procID;
		answer[2] = request->parameters.ioctl.uid;
		replyWords(stream, answer, 3, format);
		return;
	case FORGET: textLength = 0; break;
	case DIE: _exit(0);
	case BAD_REPLY:
		if (Fs_IOControl(stream, IOC_PDEV_REPLY, 4, counts, 0, NULL) != FS_INVALID_ARG)
			_exit(4);
		return;
	case SAY:
		signal.signal = (unsigned)inOrder(words[2], format);
		if (Fs_IOControl(stream, IOC_PDEV_SIGNAL_OWNER, sizeof signal, &signal, 0, NULL) != GEN_INVALID_ARG)
			_exit(8);
		signalReply(stream, inOrder(words[0], format), inOrder(words[1], format));
		return;
	case LONG_REPLY: reply(stream, SUCCESS, text, 100); return;
	default: reply(stream, GEN_INVALID_ARG, NULL, 0); return;
	}
	reply(stream, SUCCESS, NULL, 0);
}

static void keep(const Pdev_Request *request)
{
	memcpy(text + textLength, request + 1, (size_t)request->requestSize);
	textLength += request->requestSize;
}

/* 0: the client has gone. */
static int obey(int stream, struct client *client, const Pdev_Request *request)
{
	int length = request->requestSize;

	counts[request->operation]++;
	switch (request->operation) {
	case PDEV_OPEN:
		memcpy(client->opened, &request->parameters, sizeof client->opened);
		reply(stream, (request->parameters.open.flags & FS_APPEND) != 0 ? GEN_NO_PERMISSION : SUCCESS, NULL, 0);
		if ((request->parameters.open.flags & FS_APPEND) != 0)
			return 0;
		if (client->isAhead)
			fillAhead(stream, client);
		break;
	case PDEV_READ:
		length = textLength < request->replySize ? textLength : request->replySize;
		textLength -= length;
		reply(stream, length == 0 ? FS_WOULD_BLOCK : SUCCESS, text, length);
		memmove(text, text + length, (size_t)textLength);
		break;
	case PDEV_WRITE:
		keep(request);
		reply(stream, SUCCESS, &length, sizeof length);
		break;
	case PDEV_WRITE_ASYNC: keep(request); break;
	case PDEV_IOCTL: control(stream, client, request); break;
	case PDEV_CLOSE: reply(stream, SUCCESS, NULL, 0); return 0;
	}
	return 1;
}

static void forget(int stream)
{
	close(stream);
	free(clients[stream]->buffer);
	free(clients[stream]->ahead);
	free(clients[stream]);
	clients[stream] = NULL;
}

static void serveRequests(int stream)
{
	struct client *client = clients[stream];
	Pdev_BufPtrs pointers;
	Pdev_Request *request;
	int goesOn = 1;

	if (pdevNext(stream, &pointers, &request) != SUCCESS)
		_exit(5);
	if (client->isAhead && client->filled > 0 && pointers.readFirstByte == -1)
		fillAhead(stream, client);
	while (goesOn && request != NULL) {
		if (request->magic != PDEV_REQUEST_MAGIC)
			_exit(6);
		goesOn = obey(stream, client, request);
		if (pointers.requestFirstByte + request->messageSize > pointers.requestLastByte) {
			pdevDone(stream, &pointers, request);
			request = NULL;
		} else {
			pdevDone(stream, &pointers, request);
			request = (Pdev_Request *)((char *)pointers.requestAddr + pointers.requestFirstByte);
		}
	}
	if (!goesOn)
		forget(stream);
}

void serveFile(const char *path, int ahead, int ready)
{
	int master, mask, count, stream, i;

	if (pdevOpen(path, 0666, &master) != SUCCESS)
		_exit(2);
	write(ready, "r", 1);
	close(ready);
	for (;;) {
		mask = 1 << master;
		for (i = 0; i < MOST_STREAMS; i++)
			if (clients[i] != NULL)
				mask |= 1 << i;
		if (Fs_Select(MOST_STREAMS - 1, NULL, &mask, NULL, NULL, &count) != SUCCESS)
			_exit(7);
		for (stream = 0; stream < MOST_STREAMS; stream++)
			if (clients[stream] != NULL && (mask & 1 << stream) != 0)
				serveRequests(stream);
		if ((mask & 1 << master) != 0)
			accept(master, ahead);
	}
}
