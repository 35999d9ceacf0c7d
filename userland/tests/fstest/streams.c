/* Opening, reading, writing, stream ids; vectors; files without names. */
#include "fstest.h"

#define DEFINE_RAW_CALL
#include "../callfuzz/rawCall.h"

static void openTests(void)
{
	int id, first, amount;
	char text[32];

	makeFile("f", "0123456789", 0666);
	EXPECT(openStatus("f", FS_READ | FS_CREATE | FS_EXCLUSIVE), FS_FILE_EXISTS);
	EXPECT(openStatus("f", FS_READ | FS_EXCLUSIVE), SUCCESS);
	EXPECT(openStatus("new", FS_WRITE | FS_CREATE | FS_EXCLUSIVE), SUCCESS);
	EXPECT(Fs_Remove("new"), SUCCESS);
	EXPECT(openStatus("f", FS_EXECUTE | FS_WRITE), FS_INVALID_ARG);
	EXPECT(openStatus("f", FS_EXECUTE | FS_CREATE), FS_INVALID_ARG);
	EXPECT(openStatus("f", FS_READ | FS_NAMED_PIPE_OPEN), FS_INVALID_ARG);
	EXPECT(openStatus(".", FS_WRITE), FS_IS_DIRECTORY);
	EXPECT(openStatus(".", FS_READ | FS_TRUNC), FS_IS_DIRECTORY);
	EXPECT(openStatus(".", FS_READ), SUCCESS);
	EXPECT(openStatus(".", FS_EXECUTE), SUCCESS);
	EXPECT(Fs_Open("f", FS_READ, 0, BAD), SYS_ARG_NOACCESS);
	/* Bits that are the kernel's are taken away. */
	EXPECT(openStatus("f", FS_READ | 0xfffff000), SUCCESS);
	/* The lowest free id. */
	first = openOrDie("f", FS_READ);
	id = openOrDie("f", FS_READ);
	EQUAL(id, first + 1);
	EXPECT(Fs_Close(first), SUCCESS);
	EXPECT(Fs_Close(first), FS_NEW_ID_TOO_BIG);
	EXPECT(Fs_Close(-1), FS_NEW_ID_TOO_BIG);
	EXPECT(Fs_Close(100000), FS_NEW_ID_TOO_BIG);
	EQUAL(openOrDie("f", FS_READ), first);
	Fs_Close(first);
	/* Truncation, and a file that grows at its end whoever writes. */
	Fs_Close(id);
	EXPECT(openStatus("f", FS_WRITE | FS_TRUNC), SUCCESS);
	EQUAL(sizeOf("f"), 0);
	id = openOrDie("f", FS_WRITE | FS_APPEND);
	first = openOrDie("f", FS_READ | FS_WRITE);
	EXPECT(Fs_RawWrite(id, 3, "abc", &amount), SUCCESS);
	EXPECT(Fs_RawWrite(first, 1, "X", &amount), SUCCESS);
	EXPECT(Fs_RawWrite(id, 3, "def", &amount), SUCCESS);
	EQUAL(sizeOf("f"), 6);
	EXPECT(Fs_RawRead(first, sizeof text, text, &amount), SUCCESS);
	EQUAL(amount, 5);
	EQUAL(memcmp(text, "bcdef", 5), 0);
	Fs_Close(id);
	Fs_Close(first);
}

static void transferTests(void)
{
	int id, amount;
	char text[32];

	makeFile("f", "0123456789", 0666);
	id = openOrDie("f", FS_READ);
	amount = 7;
	EXPECT(Fs_RawRead(NO_ID, 1, text, &amount), FS_INVALID_ARG);
	EQUAL(amount, 0);
	amount = 7;
	EXPECT(Fs_RawWrite(id, 1, text, &amount), FS_NO_ACCESS);
	EQUAL(amount, 0);
	EXPECT(Fs_RawRead(id, 0, BAD, &amount), SUCCESS);
	EXPECT(Fs_RawRead(id, -1, text, &amount), GEN_INVALID_ARG);
	EXPECT(Fs_RawRead(id, 4, BAD, &amount), SYS_ARG_NOACCESS);
	EQUAL(amount, 0);
	EXPECT(Fs_RawRead(id, 4, text, &amount), SUCCESS);
	EQUAL(text[0], '0');
	/* A bad place for the amount: the bytes have moved all the same. */
	EXPECT(Fs_RawRead(id, 1, text, BAD), SYS_ARG_NOACCESS);
	EXPECT(Fs_RawRead(id, 100, text, &amount), SUCCESS);
	EQUAL(amount, 5);
	EQUAL(text[0], '5');
	EXPECT(Fs_RawRead(id, 100, text, &amount), SUCCESS);
	EQUAL(amount, 0);
	Fs_Close(id);
	id = openOrDie("f", FS_WRITE);
	EXPECT(Fs_RawRead(id, 1, text, &amount), FS_NO_ACCESS);
	EXPECT(Fs_RawWrite(id, 4, BAD, &amount), SYS_ARG_NOACCESS);
	EQUAL(amount, 0);
	EXPECT(Fs_RawWrite(id, -5, text, &amount), GEN_INVALID_ARG);
	EQUAL(sizeOf("f"), 10);
	Fs_Close(id);
	id = openOrDie(".", FS_READ);
	EXPECT(Fs_RawRead(id, sizeof text, text, &amount), SUCCESS);
	EQUAL(amount, sizeof text);
	EXPECT(Fs_RawWrite(id, 1, text, &amount), FS_NO_ACCESS);
	Fs_Close(id);
}

static void idTests(void)
{
	int id, copy, amount, wanted, flags;
	char text[4];

	id = openOrDie("f", FS_READ);
	copy = -1;
	EXPECT(Fs_GetNewID(id, &copy), SUCCESS);
	/* One stream with one offset. */
	EXPECT(Fs_RawRead(id, 2, text, &amount), SUCCESS);
	EXPECT(Fs_RawRead(copy, 1, text, &amount), SUCCESS);
	EQUAL(text[0], '2');
	wanted = -1;
	EXPECT(Fs_GetNewID(NO_ID, &wanted), FS_INVALID_ARG);
	wanted = -2;
	EXPECT(Fs_GetNewID(id, &wanted), FS_INVALID_ARG);
	EXPECT(Fs_GetNewID(id, BAD), SYS_ARG_NOACCESS);
	wanted = id;
	EXPECT(Fs_GetNewID(id, &wanted), SUCCESS);
	wanted = 128;
	EXPECT(Fs_GetNewID(id, &wanted), SUCCESS);
	wanted = 100000;
	EXPECT(Fs_GetNewID(id, &wanted), FS_NEW_ID_TOO_BIG);
	EXPECT(Fs_Close(128), SUCCESS);
	/* Close-on-exec is the id's: not the copy's, and left where it is by a wanted id. */
	flags = IOC_CLOSE_ON_EXEC;
	EXPECT(Fs_RawIOControl(id, IOC_SET_BITS, 4, &flags, 0, NULL), SUCCESS);
	EXPECT(Fs_RawIOControl(copy, IOC_GET_FLAGS, 0, NULL, 4, &flags), SUCCESS);
	EQUAL(flags & IOC_CLOSE_ON_EXEC, 0);
	EXPECT(Fs_GetNewID(copy, &id), SUCCESS);
	EXPECT(Fs_RawIOControl(id, IOC_GET_FLAGS, 0, NULL, 4, &flags), SUCCESS);
	EQUAL(flags & IOC_CLOSE_ON_EXEC, IOC_CLOSE_ON_EXEC);
	Fs_Close(id);
	Fs_Close(copy);
}

static void sparseTests(void)
{
	static char block[FS_BLOCK_SIZE];
	static const int places[] = { 100000, 40 * 4096 - 1, 1100 * 4096, 0x7fffefff };
	Ioc_RepositionArgs seek = { IOC_BASE_ZERO, 0 };
	Fs_Attributes attributes;
	int id, amount, i, length;

	makeFile("sparse", "", 0666);
	id = openOrDie("sparse", FS_READ | FS_WRITE);
	for (i = 0; i < 4; i++) {
		seek.offset = places[i];
		EXPECT(Fs_RawIOControl(id, IOC_REPOSITION, sizeof seek, &seek, 0, NULL), SUCCESS);
		EXPECT(Fs_RawWrite(id, 1, "x", &amount), SUCCESS);
	}
	EQUAL(sizeOf("sparse"), 0x7ffff000);
	EXPECT(Fs_GetAttributesID(id, &attributes), SUCCESS);
	/* Four blocks of data, and those that lead to them. */
	EQUAL(attributes.blocks >= 16 && attributes.blocks <= 40, TRUE);
	seek.offset = places[1] - 10;
	Fs_RawIOControl(id, IOC_REPOSITION, sizeof seek, &seek, 0, NULL);
	EXPECT(Fs_RawRead(id, sizeof block, block, &amount), SUCCESS);
	EQUAL(amount, sizeof block);
	EQUAL(block[9], 0);
	EQUAL(block[10], 'x');
	EQUAL(block[11], 0);
	/* The last byte a file can have, and one too many. */
	seek.offset = 0x7ffffffe;
	EXPECT(Fs_RawIOControl(id, IOC_REPOSITION, sizeof seek, &seek, 0, NULL), SUCCESS);
	EXPECT(Fs_RawWrite(id, 1, "y", &amount), SUCCESS);
	EXPECT(Fs_RawWrite(id, 1, "z", &amount), GEN_EFBIG);
	length = 100;
	EXPECT(Fs_RawIOControl(id, IOC_TRUNCATE, 4, &length, 0, NULL), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &attributes), SUCCESS);
	EQUAL(attributes.blocks, 0);
	length = 5000;
	EXPECT(Fs_RawIOControl(id, IOC_TRUNCATE, 4, &length, 0, NULL), SUCCESS);
	EQUAL(sizeOf("sparse"), 5000);
	Fs_Close(id);
	EXPECT(Fs_Remove("sparse"), SUCCESS);
}

void streamTests(void)
{
	openTests();
	transferTests();
	idTests();
	sparseTests();
}

#define READ_VECTOR 80
#define WRITE_VECTOR 81

static ReturnStatus vector(int call, int id, int count, void *pieces, int *amount)
{
	return rawCall(id, count, (unsigned)pieces, (unsigned)amount, 0, 0, 0, 0, 0, 0, call);
}

void vectorTests(void)
{
	char one[4], two[4];
	Fs_IOVector pieces[3] = { { 2, one }, { 0, BAD }, { 4, two } };
	int id, amount;

	makeFile("v", "", 0666);
	id = openOrDie("v", FS_READ | FS_WRITE);
	memcpy(one, "ab", 2);
	memcpy(two, "cdef", 4);
	EXPECT(vector(WRITE_VECTOR, id, 3, pieces, &amount), SUCCESS);
	EQUAL(amount, 6);
	EQUAL(sizeOf("v"), 6);
	EXPECT(vector(WRITE_VECTOR, id, 0, pieces, &amount), SUCCESS);
	EQUAL(amount, 0);
	EXPECT(vector(WRITE_VECTOR, id, -1, pieces, &amount), GEN_INVALID_ARG);
	EXPECT(vector(WRITE_VECTOR, id, 1, BAD, &amount), SYS_ARG_NOACCESS);
	EXPECT(vector(WRITE_VECTOR, NO_ID, 3, pieces, &amount), FS_INVALID_ARG);
	Fs_Close(id);
	id = openOrDie("v", FS_READ);
	EXPECT(vector(WRITE_VECTOR, id, 3, pieces, &amount), FS_NO_ACCESS);
	memset(one, 0, 4);
	memset(two, 0, 4);
	pieces[2].bufSize = 3;
	EXPECT(vector(READ_VECTOR, id, 3, pieces, &amount), SUCCESS);
	EQUAL(amount, 5);
	EQUAL(memcmp(one, "ab\0", 3), 0);
	EQUAL(memcmp(two, "cde\0", 4), 0);
	pieces[2].bufSize = -3;
	EXPECT(vector(READ_VECTOR, id, 3, pieces, &amount), GEN_INVALID_ARG);
	/* What has been read before the bad buffer is told. */
	pieces[2].bufSize = 3;
	pieces[0].bufSize = 1;
	pieces[2].buffer = BAD;
	EXPECT(vector(READ_VECTOR, id, 3, pieces, &amount), SUCCESS);
	EQUAL(amount, 1);
	EQUAL(one[0], 'f');
	Fs_Close(id);
	EXPECT(Fs_Remove("v"), SUCCESS);
}

void removedTests(void)
{
	int id, other, amount;
	char text[8];
	Fs_Attributes attributes;

	makeFile("gone", "text", 0666);
	id = openOrDie("gone", FS_READ | FS_WRITE);
	other = openOrDie("gone", FS_READ);
	EXPECT(Fs_Remove("gone"), SUCCESS);
	EXPECT(openStatus("gone", FS_READ), FS_FILE_NOT_FOUND);
	EXPECT(Fs_RawWrite(id, 6, "longer", &amount), SUCCESS);
	EXPECT(Fs_RawRead(other, 8, text, &amount), SUCCESS);
	EQUAL(amount, 6);
	EXPECT(Fs_GetAttributesID(id, &attributes), SUCCESS);
	EQUAL(attributes.numLinks, 0);
	EQUAL(attributes.size, 6);
	makeFile("gone", "another", 0666);
	EXPECT(Fs_GetAttributesID(id, &attributes), SUCCESS);
	EQUAL(attributes.size, 6);
	Fs_Close(id);
	Fs_Close(other);
	EQUAL(sizeOf("gone"), 7);
	EXPECT(Fs_Remove("gone"), SUCCESS);
	/* A directory that is somebody's working directory goes, and nothing can be made in it any more. */
	EXPECT(Fs_MakeDir("here", 0777), SUCCESS);
	EXPECT(Fs_ChangeDir("here"), SUCCESS);
	EXPECT(Fs_RemoveDir("../here"), SUCCESS);
	EXPECT(openStatus("new", FS_WRITE | FS_CREATE), FS_FILE_NOT_FOUND);
	EXPECT(Fs_MakeDir("new", 0777), FS_FILE_NOT_FOUND);
	makeFile("../kept", "text", 0666);
	EXPECT(Fs_HardLink("../kept", "new"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_Rename("../kept", "new"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_Remove("../kept"), SUCCESS);
	EXPECT(Fs_ChangeDir(".."), SUCCESS);
}
