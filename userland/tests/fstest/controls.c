/* I/O controls, locks, select, pipes. */
#include "fstest.h"

#include <sync.h>

static ReturnStatus control(int id, int command, int inSize, const void *in, int outSize, void *out)
{
	return Fs_RawIOControl(id, command, inSize, in, outSize, out);
}

static ReturnStatus seek(int id, int base, int offset, int *place)
{
	Ioc_RepositionArgs args = { base, offset };

	return control(id, IOC_REPOSITION, sizeof args, &args, place == NULL ? 0 : 4, place);
}

static void bufferTests(int id)
{
	static char big[5000];
	int flags;

	EXPECT(control(NO_ID, IOC_GET_FLAGS, 0, NULL, 4, &flags), FS_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 4097, big, 4, &flags), SYS_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4097, big), SYS_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, BAD), SYS_ARG_NOACCESS);
	EXPECT(control(id, IOC_SET_BITS, 4, BAD, 0, NULL), SYS_ARG_NOACCESS);
	/* A nil pointer is no buffer, and so is one of size 0 or less. */
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, NULL), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, (void *)-1), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, -4, &flags), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 8, big), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_SET_BITS, 8, big, 0, NULL), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_NUM_READABLE, 0, NULL, 8, big), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_REPOSITION, 0, NULL, 4, big), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, &flags), SUCCESS);
}

static void fileTests(void)
{
	char prefix[16];
	int id, place, length, flags;
	Ioc_Owner owner = { 0, IOC_OWNER_PROC };
	Ioc_WriteBackArgs all = { -1, -1, TRUE };

	makeFile("f", "0123456789", 0666);
	id = openOrDie("f", FS_READ | FS_WRITE);
	bufferTests(id);
	EXPECT(seek(id, IOC_BASE_ZERO, 4, &place), SUCCESS);
	EQUAL(place, 4);
	EXPECT(seek(id, IOC_BASE_CURRENT, -1, &place), SUCCESS);
	EQUAL(place, 3);
	EXPECT(seek(id, IOC_BASE_EOF, 5, &place), SUCCESS);
	EQUAL(place, 15);
	EXPECT(seek(id, IOC_BASE_ZERO, -1, &place), GEN_INVALID_ARG);
	EXPECT(seek(id, 3, 0, &place), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_NUM_READABLE, 0, NULL, 4, &length), SUCCESS);
	EQUAL(length, 0);
	EXPECT(seek(id, IOC_BASE_ZERO, 3, NULL), SUCCESS);
	EXPECT(control(id, IOC_NUM_READABLE, 0, NULL, 4, &length), SUCCESS);
	EQUAL(length, 7);
	flags = IOC_APPEND | IOC_NON_BLOCKING;
	EXPECT(control(id, IOC_SET_FLAGS, 4, &flags, 0, NULL), SUCCESS);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, &flags), SUCCESS);
	EQUAL(flags, IOC_APPEND | IOC_NON_BLOCKING | IOC_READ | IOC_WRITE);
	flags = IOC_NON_BLOCKING;
	EXPECT(control(id, IOC_CLEAR_BITS, 4, &flags, 0, NULL), SUCCESS);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, &flags), SUCCESS);
	EQUAL(flags, IOC_APPEND | IOC_READ | IOC_WRITE);
	length = -1;
	EXPECT(control(id, IOC_TRUNCATE, 4, &length, 0, NULL), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_TRUNCATE, 0, NULL, 0, NULL), GEN_INVALID_ARG);
	length = 4;
	EXPECT(control(id, IOC_TRUNCATE, 4, &length, 0, NULL), SUCCESS);
	EQUAL(sizeOf("f"), 4);
	EXPECT(control(id, IOC_GET_OWNER, 0, NULL, sizeof owner, &owner), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, IOC_SET_OWNER, sizeof owner, &owner, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, IOC_MAP, 0, NULL, 0, NULL), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_TTY_GET_PARAMS, 0, NULL, 6, prefix), GEN_INVALID_ARG);
	EXPECT(control(id, 12345, 0, NULL, 0, NULL), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_PREFIX, 0, NULL, sizeof prefix, prefix), SUCCESS);
	EQUAL(strcmp(prefix, "/"), 0);
	EXPECT(control(id, IOC_WRITE_BACK, sizeof all, &all, 0, NULL), SUCCESS);
	EXPECT(Fs_WriteBackID(id, -1, -1, TRUE), SUCCESS);
	EXPECT(Fs_WriteBackID(NO_ID, -1, -1, TRUE), FS_INVALID_ARG);
	Fs_Close(id);
	id = openOrDie("f", FS_READ);
	flags = IOC_APPEND;
	EXPECT(control(id, IOC_SET_BITS, 4, &flags, 0, NULL), FS_NO_ACCESS);
	EXPECT(control(id, IOC_TRUNCATE, 4, &length, 0, NULL), FS_NO_ACCESS);
	Fs_Close(id);
	id = openOrDie(".", FS_READ);
	EXPECT(control(id, IOC_TRUNCATE, 4, &length, 0, NULL), FS_IS_DIRECTORY);
	Fs_Close(id);
}

static void deviceTests(void)
{
	int id, number = 0, ends[2];
	Ioc_LockArgs lock = { IOC_LOCK_SHARED, 0, 0, 0 };
	Ioc_Owner owner = { 0, IOC_OWNER_PROC };

	id = openOrDie("/dev/null", FS_READ | FS_WRITE);
	EXPECT(seek(id, IOC_BASE_ZERO, 0, &number), GEN_NOT_IMPLEMENTED);
	EXPECT(seek(id, IOC_BASE_ZERO, -1, &number), GEN_INVALID_ARG);
	EXPECT(control(id, IOC_GET_FLAGS, 0, NULL, 4, &number), SUCCESS);
	EXPECT(control(id, IOC_SET_BITS, 4, &number, 0, NULL), SUCCESS);
	EXPECT(control(id, IOC_TRUNCATE, 4, &number, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, IOC_LOCK, sizeof lock, &lock, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, IOC_GET_OWNER, 0, NULL, sizeof owner, &owner), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, IOC_TTY_GET_PARAMS, 0, NULL, 6, &owner), GEN_NOT_IMPLEMENTED);
	EXPECT(control(id, 12345, 0, NULL, 0, NULL), GEN_NOT_IMPLEMENTED);
	Fs_Close(id);
	EXPECT(openStatus("/dev/nowhere", FS_READ), FS_FILE_NOT_FOUND);

	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	EXPECT(seek(ends[0], IOC_BASE_ZERO, 0, &number), FS_BAD_SEEK);
	EXPECT(seek(ends[0], IOC_BASE_CURRENT, -1, &number), GEN_INVALID_ARG);
	EXPECT(control(ends[1], IOC_TRUNCATE, 4, &number, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(ends[1], IOC_LOCK, sizeof lock, &lock, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(ends[1], IOC_UNLOCK, sizeof lock, &lock, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(ends[1], IOC_GET_OWNER, 0, NULL, sizeof owner, &owner), GEN_NOT_IMPLEMENTED);
	EXPECT(control(ends[1], IOC_MAP, 0, NULL, 0, NULL), GEN_NOT_IMPLEMENTED);
	EXPECT(control(ends[1], 12345, 0, NULL, 0, NULL), GEN_INVALID_ARG);
	number = IOC_APPEND;
	EXPECT(control(ends[1], IOC_CLEAR_BITS, 4, &number, 0, NULL), GEN_INVALID_ARG);
	EXPECT(control(ends[0], IOC_NUM_READABLE, 0, NULL, 4, &number), SUCCESS);
	EQUAL(number, 0);
	Fs_Close(ends[0]);
	Fs_Close(ends[1]);
}

void controlTests(void)
{
	fileTests();
	deviceTests();
}

static ReturnStatus lock(int id, int command, int flags)
{
	Ioc_LockArgs args = { flags, 0, 0, 0 };

	return control(id, command, sizeof args, &args, 0, NULL);
}

void lockTests(void)
{
	int first, second, status, reason;
	Proc_PID child;

	makeFile("locked", "", 0666);
	first = openOrDie("locked", FS_READ | FS_WRITE);
	second = openOrDie("locked", FS_READ | FS_WRITE);
	EXPECT(lock(first, IOC_LOCK, 0), GEN_INVALID_ARG);
	EXPECT(lock(first, IOC_UNLOCK, IOC_LOCK_SHARED), FS_NO_SHARED_LOCK);
	EXPECT(lock(first, IOC_UNLOCK, IOC_LOCK_EXCLUSIVE), FS_NO_EXCLUSIVE_LOCK);
	EXPECT(control(first, IOC_LOCK, 4, &status, 0, NULL), GEN_INVALID_ARG);
	EXPECT(lock(first, IOC_LOCK, IOC_LOCK_SHARED), SUCCESS);
	EXPECT(lock(second, IOC_LOCK, IOC_LOCK_SHARED | IOC_LOCK_NO_BLOCK), SUCCESS);
	EXPECT(lock(second, IOC_LOCK, IOC_LOCK_EXCLUSIVE | IOC_LOCK_NO_BLOCK), FS_WOULD_BLOCK);
	EXPECT(lock(first, IOC_UNLOCK, IOC_LOCK_SHARED), SUCCESS);
	EXPECT(lock(first, IOC_UNLOCK, IOC_LOCK_SHARED), SUCCESS);
	EXPECT(lock(first, IOC_LOCK, IOC_LOCK_EXCLUSIVE), SUCCESS);
	EXPECT(lock(second, IOC_LOCK, IOC_LOCK_SHARED | IOC_LOCK_NO_BLOCK), FS_WOULD_BLOCK);
	/* Another process waits for it, and has it when the stream ends. */
	fflush(stdout);
	if (Proc_Fork(FALSE, &child) == PROC_CHILD_PROC) {
		Fs_Close(first);
		_exit(lock(second, IOC_LOCK, IOC_LOCK_EXCLUSIVE));
	}
	Sync_WaitTime((Time){ 1, 0 });
	EXPECT(Proc_RawWait(0, NULL, 0, NULL, NULL, NULL, NULL, NULL), PROC_NO_EXITS);
	Fs_Close(first);
	EXPECT(Proc_Wait(0, NULL, PROC_WAIT_BLOCK, NULL, &reason, &status, NULL, NULL), SUCCESS);
	EQUAL(reason, PROC_TERM_EXITED);
	EQUAL(status, SUCCESS);
	/* The child's stream is ours too: the lock goes with its last user. */
	first = openOrDie("locked", FS_READ);
	EXPECT(lock(first, IOC_LOCK, IOC_LOCK_SHARED | IOC_LOCK_NO_BLOCK), FS_WOULD_BLOCK);
	Fs_Close(second);
	EXPECT(lock(first, IOC_LOCK, IOC_LOCK_SHARED | IOC_LOCK_NO_BLOCK), SUCCESS);
	Fs_Close(first);
	EXPECT(Fs_Remove("locked"), SUCCESS);
}

void selectTests(void)
{
	Time none = { 0, 0 }, some = { 1, 500000 }, left;
	int ends[2], file, amount, ready, read, write, except;
	char byte = 'x';

	makeFile("f", "", 0666);
	file = openOrDie("f", FS_READ);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	read = 1 << ends[0];
	EXPECT(Fs_RawSelect(-1, NULL, &read, NULL, NULL, &ready), SYS_INVALID_ARG);
	EXPECT(Fs_RawSelect(32, &none, &read, NULL, NULL, &ready), FS_TIMEOUT);
	EQUAL(read, 0);
	EQUAL(ready, 0);
	read = 1 << ends[0];
	left = some;
	EXPECT(Fs_RawSelect(32, &left, &read, NULL, NULL, &ready), FS_TIMEOUT);
	read = 1 << 30;
	EXPECT(Fs_RawSelect(32, &none, &read, NULL, NULL, &ready), SYS_INVALID_ARG);
	read = 1 << ends[0];
	write = 1 << ends[1];
	EXPECT(Fs_RawSelect(32, NULL, &read, &write, NULL, &ready), SUCCESS);
	EQUAL(read, 0);
	EQUAL(write, 1 << ends[1]);
	EQUAL(ready, 1);
	EXPECT(Fs_RawWrite(ends[1], 1, &byte, &amount), SUCCESS);
	read = 1 << ends[0] | 1 << file;
	except = 1 << file;
	left = some;
	EXPECT(Fs_RawSelect(32, &left, &read, NULL, &except, &ready), SUCCESS);
	EQUAL(read, 1 << ends[0] | 1 << file);
	EQUAL(left.seconds, 1);
	/* Nothing to look at: only the time passes. */
	left = some;
	EXPECT(Fs_RawSelect(0, &left, NULL, NULL, NULL, &ready), FS_TIMEOUT);
	EXPECT(Fs_RawSelect(0, NULL, NULL, NULL, NULL, &ready), SUCCESS);
	EXPECT(Fs_RawSelect(32, BAD, &read, NULL, NULL, &ready), SYS_ARG_NOACCESS);
	EXPECT(Fs_RawSelect(32, NULL, BAD, NULL, NULL, &ready), SYS_ARG_NOACCESS);
	EXPECT(Fs_RawSelect(32, NULL, &read, NULL, NULL, BAD), SYS_ARG_NOACCESS);
	/* A stream that cannot be read is not waited for. */
	read = 1 << ends[1];
	EXPECT(Fs_RawSelect(32, &none, &read, NULL, NULL, &ready), FS_TIMEOUT);
	Fs_Close(file);
	Fs_Close(ends[0]);
	Fs_Close(ends[1]);
}

void pipeTests(void)
{
	static char bytes[6000];
	int ends[2], amount, number, flags = IOC_NON_BLOCKING;
	Fs_Attributes attributes;
	Sig_Action ignore = { SIG_IGNORE_ACTION, 0, 0 }, old;

	EXPECT(Fs_CreatePipe(BAD, &ends[1]), SYS_ARG_NOACCESS);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	EXPECT(Fs_RawWrite(ends[0], 1, bytes, &amount), FS_NO_ACCESS);
	EXPECT(Fs_RawRead(ends[1], 1, bytes, &amount), FS_NO_ACCESS);
	EXPECT(control(ends[0], IOC_SET_BITS, 4, &flags, 0, NULL), SUCCESS);
	EXPECT(control(ends[1], IOC_SET_BITS, 4, &flags, 0, NULL), SUCCESS);
	EXPECT(Fs_RawRead(ends[0], 1, bytes, &amount), FS_WOULD_BLOCK);
	EXPECT(Fs_RawWrite(ends[1], sizeof bytes, bytes, &amount), SUCCESS);
	EQUAL(amount, 4096);
	EXPECT(Fs_RawWrite(ends[1], 1, bytes, &amount), FS_WOULD_BLOCK);
	EQUAL(amount, 0);
	EXPECT(control(ends[0], IOC_NUM_READABLE, 0, NULL, 4, &number), SUCCESS);
	EQUAL(number, 4096);
	EXPECT(Fs_GetAttributesID(ends[0], &attributes), SUCCESS);
	EQUAL(attributes.type, FS_LOCAL_PIPE);
	EXPECT(Fs_SetAttributesID(ends[0], &attributes), SUCCESS);
	EXPECT(Fs_RawRead(ends[0], sizeof bytes, BAD, &amount), SYS_ARG_NOACCESS);
	EXPECT(Fs_RawRead(ends[0], sizeof bytes, bytes, &amount), SUCCESS);
	EQUAL(amount, 4096);
	EXPECT(Fs_RawWrite(ends[1], 5, bytes, &amount), SUCCESS);
	Fs_Close(ends[1]);
	EXPECT(Fs_RawRead(ends[0], 10, bytes, &amount), SUCCESS);
	EQUAL(amount, 5);
	EXPECT(Fs_RawRead(ends[0], 10, bytes, &amount), SUCCESS);
	EQUAL(amount, 0);
	Fs_Close(ends[0]);
	EXPECT(Fs_CreatePipe(&ends[0], &ends[1]), SUCCESS);
	Fs_Close(ends[0]);
	Sig_SetAction(SIG_PIPE, &ignore, &old);
	EXPECT(Fs_RawWrite(ends[1], 1, bytes, &amount), FS_BROKEN_PIPE);
	Sig_SetAction(SIG_PIPE, &old, NULL);
	Fs_Close(ends[1]);
}
