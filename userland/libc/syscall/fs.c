/*
 * File calls that are repeated when a signal, or a migration, has cut them
 * short. The amount moved is valid whatever the status, so it is added first
 * and the rest of the buffer goes into the next call.
 */
#include <fs.h>
#include <status.h>

ReturnStatus Fs_Read(int streamID, int count, void *buffer, int *amountRead)
{
	char *to = buffer;
	ReturnStatus status;

	*amountRead = 0;
	do {
		int amount = 0;

		status = Fs_RawRead(streamID, count - *amountRead, to + *amountRead, &amount);
		*amountRead += amount;
	} while (status == GEN_ABORTED_BY_SIGNAL && *amountRead < count);
	return status == GEN_ABORTED_BY_SIGNAL ? SUCCESS : status;
}

ReturnStatus Fs_Write(int streamID, int count, const void *buffer, int *amountWritten)
{
	const char *from = buffer;
	ReturnStatus status;

	*amountWritten = 0;
	do {
		int amount = 0;

		status = Fs_RawWrite(streamID, count - *amountWritten, from + *amountWritten, &amount);
		*amountWritten += amount;
	} while (status == GEN_ABORTED_BY_SIGNAL && *amountWritten < count);
	return status == GEN_ABORTED_BY_SIGNAL ? SUCCESS : status;
}

/* The time-out starts again with each repetition. */
ReturnStatus Fs_Select(int numStreams, Time *timeout, int *readMask, int *writeMask, int *exceptMask, int *numReady)
{
	Time limit, *given = 0;
	ReturnStatus status;

	do {
		if (timeout != 0) {
			limit = *timeout;
			given = &limit;
		}
		status = Fs_RawSelect(numStreams, given, readMask, writeMask, exceptMask, numReady);
	} while (status == GEN_ABORTED_BY_SIGNAL);
	if (status == SUCCESS && timeout != 0)
		*timeout = limit;
	return status;
}

/* Only commands that may be done twice are repeated; a lock, for one, is not. */
#define REPEATED                                                                                             \
	(1 << IOC_UNLOCK | 1 << IOC_NUM_READABLE | 1 << IOC_TRUNCATE | 1 << IOC_GET_OWNER | 1 << IOC_SET_OWNER | \
	 1 << IOC_MAP | 1 << IOC_REPOSITION | 1 << IOC_SET_FLAGS | 1 << IOC_CLEAR_BITS)

ReturnStatus Fs_IOControl(int streamID, int command, int inSize, const void *inBuffer, int outSize, void *outBuffer)
{
	ReturnStatus status;

	do
		status = Fs_RawIOControl(streamID, command, inSize, inBuffer, outSize, outBuffer);
	while (status == GEN_ABORTED_BY_SIGNAL && command < 32 && (REPEATED >> command & 1));
	return status;
}
