/* Fs_Command, and the calls that only ever refuse. */
#include "fstest.h"

#include <fsStats.h>

#include "../callfuzz/rawCall.h"

static Fs_Stats stats(void)
{
	Fs_Stats now;

	EXPECT(Fs_Command(FS_RETURN_STATS, sizeof now, &now), SUCCESS);
	EQUAL(now.statsVersion, FS_STAT_VERSION);
	return now;
}

/* What is done is counted. The caller's own pages may move through the cache at the same time. */
static void statisticsTests(void)
{
	static char block[FS_BLOCK_SIZE];
	Fs_Stats before, after;
	int id, amount, nothing;
	Fs_Attributes attributes;

	EXPECT(Fs_Command(FS_EMPTY_CACHE, sizeof nothing, &nothing), SUCCESS);
	before = stats();
	EXPECT(Fs_MakeDir("counted", 0777), SUCCESS);
	EXPECT(Fs_GetAttributes("counted", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EXPECT(Fs_RemoveDir("counted"), SUCCESS);
	EXPECT(Fs_Remove("counted"), FS_FILE_NOT_FOUND);
	id = openOrDie("counted", FS_READ | FS_WRITE | FS_CREATE);
	EXPECT(Fs_RawWrite(id, sizeof block, block, &amount), SUCCESS);
	after = stats();
	EQUAL(after.cltName.makeDirs - before.cltName.makeDirs, 1);
	EQUAL(after.srvName.makeDirs - before.srvName.makeDirs, 1);
	EQUAL(after.cltName.getAttrs - before.cltName.getAttrs, 1);
	EQUAL(after.cltName.removeDirs - before.cltName.removeDirs, 1);
	EQUAL(after.cltName.removes - before.cltName.removes, 1);
	EQUAL(after.cltName.numReadWriteOpens - before.cltName.numReadWriteOpens, 1);
	EQUAL(after.lookup.notFound - before.lookup.notFound, 1);
	EQUAL(after.blockCache.writeAccesses - before.blockCache.writeAccesses >= 1, TRUE);
	EQUAL(after.blockCache.bytesWritten - before.blockCache.bytesWritten >= FS_BLOCK_SIZE, TRUE);
	EQUAL(after.blockCache.appendWrites - before.blockCache.appendWrites >= 1, TRUE);
	EQUAL(after.alloc.blocksAllocated > before.alloc.blocksAllocated, TRUE);
	EQUAL(after.object.streams - before.object.streams, 1);
	before = after;
	EXPECT(Fs_WriteBackID(id, -1, -1, TRUE), SUCCESS);
	after = stats();
	EQUAL(after.gen.fileBytesWritten - before.gen.fileBytesWritten >= FS_BLOCK_SIZE, TRUE);
	EQUAL(after.blockCache.dataBlocksWrittenThru - before.blockCache.dataBlocksWrittenThru >= 1, TRUE);
	/* Emptied, the cache has to read it again, and then has it. */
	EXPECT(Fs_Command(FS_EMPTY_CACHE, sizeof nothing, &nothing), SUCCESS);
	before = stats();
	Fs_Close(id);
	id = openOrDie("counted", FS_READ);
	EXPECT(Fs_RawRead(id, 10, block, &amount), SUCCESS);
	EXPECT(Fs_RawRead(id, 10, block, &amount), SUCCESS);
	after = stats();
	EQUAL(after.blockCache.readAccesses - before.blockCache.readAccesses >= 2, TRUE);
	EQUAL(after.blockCache.readHitsOnCleanBlock - before.blockCache.readHitsOnCleanBlock >= 1, TRUE);
	EQUAL(after.blockCache.bytesRead - before.blockCache.bytesRead >= 20, TRUE);
	Fs_Close(id);
	EXPECT(Fs_Remove("counted"), SUCCESS);
	EXPECT(Fs_Command(FS_ZERO_STATS, 0, &nothing), SUCCESS);
	after = stats();
	EQUAL(after.cltName.removes, 0);
	EQUAL(after.blockCache.numCacheBlocks > 0, TRUE);
}

/* Switches answer what they were; limits are kept within what there is. */
static void settingTests(void)
{
	Fs_Stats first = stats(), now;
	int value = 1, least = first.blockCache.minCacheBlocks, most = first.blockCache.maxNumBlocks;

	EXPECT(Fs_Command(FS_DISABLE_FLUSH, sizeof value, &value), SUCCESS);
	EQUAL(value, 0);
	EXPECT(Fs_Command(FS_DISABLE_FLUSH, sizeof value, &value), SUCCESS);
	EQUAL(value, 1);
	value = 0;
	EXPECT(Fs_Command(FS_SET_CLIENT_CACHING, sizeof value, &value), SUCCESS);
	EQUAL(value, 1);
	EXPECT(Fs_Command(FS_SET_CLIENT_CACHING, sizeof value, &value), SUCCESS);
	EQUAL(value, 0);
	EXPECT(Fs_Command(FS_SET_CLIENT_CACHING, 2, &value), GEN_INVALID_ARG);
	value = 50;
	EXPECT(Fs_Command(FS_LOWER_MAX_CACHE_SIZE, sizeof value, &value), SUCCESS);
	now = stats();
	EQUAL(now.blockCache.maxCacheBlocks <= 50, TRUE);
	EQUAL(now.blockCache.numCacheBlocks <= 50, TRUE);
	value = 51;
	EXPECT(Fs_Command(FS_RAISE_MIN_CACHE_SIZE, sizeof value, &value), GEN_INVALID_ARG);
	value = least - 1;
	EXPECT(Fs_Command(FS_LOWER_MAX_CACHE_SIZE, sizeof value, &value), GEN_INVALID_ARG);
	value = most + 1;
	EXPECT(Fs_Command(FS_LOWER_MAX_CACHE_SIZE, sizeof value, &value), GEN_INVALID_ARG);
	EXPECT(Fs_Command(FS_LOWER_MAX_CACHE_SIZE, sizeof most, &most), SUCCESS);
}

void commandTests(void)
{
	int locked = 77;

	statisticsTests();
	settingTests();

	EXPECT(Fs_Command(0, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(9, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(30, sizeof locked, &locked), FS_INVALID_ARG);
	EXPECT(Fs_Command(-1, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(18, sizeof locked, &locked), SUCCESS);
	/* What is in use stays: nothing of ours. */
	EQUAL(locked, 0);
	EXPECT(Fs_Command(18, sizeof locked, BAD), SYS_ARG_NOACCESS);
	EXPECT(Fs_Command(18, -1, &locked), SYS_INVALID_ARG);
	EXPECT(Fs_Command(FS_SET_CLEANER_PROCS, sizeof locked, &locked), GEN_NOT_IMPLEMENTED);
	locked = 2;
	EXPECT(Fs_Command(FS_SET_READ_AHEAD, sizeof locked, &locked), SUCCESS);
	EQUAL(locked, 0);
	EXPECT(Fs_Command(FS_SET_READ_AHEAD, sizeof locked, &locked), SUCCESS);
	EQUAL(locked, 2);
	locked = -1;
	EXPECT(Fs_Command(FS_SET_READ_AHEAD, sizeof locked, &locked), GEN_INVALID_ARG);
	/* Truncation by name and by id, and a lock, of before 1988. */
	EXPECT(rawCall((unsigned)"f", 0, 0, 0, 0, 0, 0, 0, 0, 0, 45), FAILURE);
	EXPECT(rawCall(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 46), FAILURE);
	EXPECT(rawCall(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 77), FAILURE);
	EXPECT(Fs_AttachDisk("/dev/null", "/x", 0), DEV_NO_DEVICE);
}
