/*
 * pdevtest: the protocol of pseudo-devices, a scripted server (server.c) and
 * the clients that put it through its paces (main.c).
 */
#include <dev/pdev.h>
#include <status.h>

/* I/O controls of the server: what it is to do, or to tell. */
enum {
	WHO_OPENED = 0x20001, /* out: flags, pid, host, user of the open */
	ECHO,		      /* out: the input */
	SIGNAL_ME,
	SLOWLY,		      /* answers after two seconds */
	WRITE_BEHIND,	      /* in: on or off */
	BIG_WRITES,
	COUNTS,		      /* out: requests by operation, PDEV_OPEN to PDEV_WRITE_ASYNC */
	SIGNAL_OWNER,
	FORMAT,		      /* out: the format, process and user of the request itself */
	FORGET,		      /* the text that was written */
	DIE,
	BAD_REPLY,
	LONG_REPLY,
	SAY,		      /* in: the status of the answer, a signal that comes with it, one for the owner */
};
#define OPERATIONS 8
#define AHEAD_TEXT "abcdefghij"
#define SECOND_TEXT "klm"

/* Serves the file until it is told to die; with `ahead`, fills a read-ahead buffer. `ready` is written to first. */
void serveFile(const char *path, int ahead, int ready);
