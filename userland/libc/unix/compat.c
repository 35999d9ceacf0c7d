/*
 * From a status to errno, by the table the build makes from the kernel's list
 * of statuses: one row of errno numbers per module (bits 16 up), indexed by
 * the message (bits 0-15). What is not in the table is EINVAL.
 */
#include <compat.h>
#include <errno.h>
#include <status.h>

#include "statusErrno.h" /* made by the build: moduleTable, MODULES */

int Compat_MapCode(ReturnStatus status)
{
	unsigned module = (unsigned)status >> 16, message = status & 0xffff;

	if (status == SUCCESS)
		return 0;
	if (module >= MODULES || message >= moduleTable[module].count)
		return EINVAL;
	return moduleTable[module].errors[message];
}

/* The first status that carries the error; servers of pseudo-devices answer with it. */
ReturnStatus Compat_MapToSprite(int error)
{
	unsigned module, message;

	if (error == 0)
		return SUCCESS;
	if (error == EWOULDBLOCK)
		return FS_WOULD_BLOCK;
	for (module = 0; module < MODULES; module++)
		for (message = 0; message < moduleTable[module].count; message++)
			if (moduleTable[module].errors[message] == error)
				return module << 16 | message;
	return FAILURE;
}
