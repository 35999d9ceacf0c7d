/* The server's side of a pseudo-device, see <dev/pdev.h>. */
#include <dev/pdev.h>
#include <status.h>
#include <string.h>

#define MASTER_FLAGS (FS_READ | FS_WRITE | FS_CREATE | FS_PDEV_MASTER)

/* The mask of new files is not meant for it. */
ReturnStatus pdevOpen(const char *path, int permissions, int *control)
{
	Fs_Attributes attributes;
	ReturnStatus status = Fs_Open(path, MASTER_FLAGS, permissions, control);

	if (status != SUCCESS)
		return status;
	memset(&attributes, 0, sizeof attributes);
	attributes.permissions = (unsigned)permissions;
	Fs_SetAttrID(*control, &attributes, FS_SET_MODE);
	return SUCCESS;
}

static ReturnStatus tell(int service, int command, int value)
{
	return Fs_IOControl(service, command, sizeof value, &value, 0, NULL);
}

ReturnStatus pdevAccept(int control, void *buffer, int size, int selectBits, int *service)
{
	Pdev_Notify notify;
	Pdev_SetBufArgs buffers;
	int amount;
	ReturnStatus status = Fs_Read(control, sizeof notify, &notify, &amount);

	if (status != SUCCESS)
		return status;
	*service = notify.newStreamID;
	memset(&buffers, 0, sizeof buffers);
	buffers.requestBufAddr = buffer;
	buffers.requestBufSize = size;
	status = tell(*service, IOC_PDEV_WRITE_BEHIND, 0);
	if (status == SUCCESS)
		status = Fs_IOControl(*service, IOC_PDEV_SET_BUF, sizeof buffers, &buffers, 0, NULL);
	if (status == SUCCESS)
		status = tell(*service, IOC_PDEV_READY, selectBits);
	return status;
}

ReturnStatus pdevNext(int service, Pdev_BufPtrs *pointers, Pdev_Request **request)
{
	int amount;
	ReturnStatus status = Fs_Read(service, sizeof *pointers, pointers, &amount);

	*request = NULL;
	if (status == SUCCESS && pointers->requestFirstByte >= 0)
		*request = (Pdev_Request *)((char *)pointers->requestAddr + pointers->requestFirstByte);
	return status;
}

ReturnStatus pdevReply(int service, ReturnStatus status, int selectBits, const void *data, int size)
{
	Pdev_ReplyData reply;
	int isSmall = size > 0 && size <= PDEV_SMALL_DATA_LIMIT;

	memset(&reply, 0, sizeof reply);
	reply.magic = isSmall ? PDEV_REPLY_DATA_MAGIC : PDEV_REPLY_MAGIC;
	reply.status = status;
	reply.selectBits = selectBits;
	reply.replySize = size;
	reply.replyBuf = (void *)data;
	if (!isSmall)
		return Fs_IOControl(service, IOC_PDEV_REPLY, sizeof(Pdev_Reply), &reply, 0, NULL);
	memcpy(reply.data, data, (size_t)size);
	return Fs_IOControl(service, IOC_PDEV_SMALL_REPLY, sizeof reply, &reply, 0, NULL);
}

ReturnStatus pdevDone(int service, Pdev_BufPtrs *pointers, const Pdev_Request *request)
{
	pointers->requestFirstByte += request->messageSize;
	pointers->readLastByte = -1;
	return Fs_IOControl(service, IOC_PDEV_SET_PTRS, sizeof *pointers, pointers, 0, NULL);
}
