/*
 * dev/pdev.h: pseudo-devices, files whose server is a user process. The server
 * opens the file with FS_PDEV_MASTER; a read of that control stream gives a
 * stream for each client. Requests lie in the server's own memory: a read of
 * the client's stream tells where.
 */
#ifndef _DEV_PDEV_H
#define _DEV_PDEV_H

#include <fs.h>

#define PDEV_NOTIFY_MAGIC 0x1d4e4f52
#define PDEV_REQUEST_MAGIC 0x7265717e
#define PDEV_REPLY_MAGIC 0x52455057
#define PDEV_REPLY_DATA_MAGIC 0x524abc57
#define PDEV_BUF_PTR_MAGIC 0x3c46df14

/* Operations. */
#define PDEV_OPEN 1
#define PDEV_CLOSE 3
#define PDEV_READ 4
#define PDEV_WRITE 5
#define PDEV_IOCTL 6
#define PDEV_WRITE_ASYNC 7

/* What a server tells its stream. */
#define IOC_PDEV (2 << 16)
#define IOC_PDEV_READY (IOC_PDEV | 1)
#define IOC_PDEV_SET_BUF (IOC_PDEV | 2)
#define IOC_PDEV_WRITE_BEHIND (IOC_PDEV | 3)
#define IOC_PDEV_SET_PTRS (IOC_PDEV | 4)
#define IOC_PDEV_REPLY (IOC_PDEV | 5)
#define IOC_PDEV_BIG_WRITES (IOC_PDEV | 6)
#define IOC_PDEV_SIGNAL_OWNER (IOC_PDEV | 7)
#define IOC_PDEV_SMALL_REPLY (IOC_PDEV | 8)

typedef struct {
	unsigned int magic;
	int newStreamID, reserved;
} Pdev_Notify;

/* Data, if any, follow the request. */
typedef struct {
	unsigned int magic;
	int operation;
	int messageSize;   /* up to the next request */
	int requestSize;   /* of the data */
	int replySize;	   /* the most that is wanted */
	int dataOffset;
	union {
		struct {
			int flags;
			unsigned int pid;
			int hostID, uid, gid, byteOrder, reserved;
		} open;
		struct {
			int buffer, length, offset, flags;
			unsigned int procID, familyID;
			int uid, reserved;
		} io;
		struct {
			int command, inBuffer, inBufSize, outBuffer, outBufSize, format;
			unsigned int procID, familyID;
			int uid, flags;
		} ioctl;
		struct {
			int flags, uid, gid;
		} setAttr;
	} parameters;
} Pdev_Request;

typedef struct {
	unsigned int magic;
	ReturnStatus status;
	int selectBits, replySize;
	void *replyBuf;
	int signal, code;
} Pdev_Reply;

#define PDEV_SMALL_DATA_LIMIT 16
typedef struct {
	unsigned int magic;
	ReturnStatus status;
	int selectBits, replySize;
	void *replyBuf;
	int signal, code;
	char data[PDEV_SMALL_DATA_LIMIT];
} Pdev_ReplyData;

typedef struct {
	void *requestBufAddr;
	int requestBufSize;
	void *readBufAddr;
	int readBufSize;
} Pdev_SetBufArgs;

typedef struct {
	int magic;
	void *requestAddr;
	int requestFirstByte, requestLastByte, readFirstByte, readLastByte;
} Pdev_BufPtrs;

typedef struct {
	unsigned int signal, code;
} Pdev_Signal;

/* The protocol as a server written by hand wants it; all answer a ReturnStatus. */
ReturnStatus pdevOpen(const char *path, int permissions, int *control);
/* The next client's stream, with its buffer; blocks until there is one. */
ReturnStatus pdevAccept(int control, void *buffer, int size, int selectBits, int *service);
/* The next request, NULL when there is none after all; blocks. */
ReturnStatus pdevNext(int service, Pdev_BufPtrs *pointers, Pdev_Request **request);
ReturnStatus pdevReply(int service, ReturnStatus status, int selectBits, const void *data, int size);
/* The request has been dealt with. */
ReturnStatus pdevDone(int service, Pdev_BufPtrs *pointers, const Pdev_Request *request);

#endif
