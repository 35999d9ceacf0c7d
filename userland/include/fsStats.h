/*
 * fsStats.h: what the file system counts, as Fs_Command(FS_RETURN_STATS) hands it
 * out. All are counters; one named ...Overflow says how often the sum in front
 * of it has passed 2^31.
 */
#ifndef _FS_STATS_H
#define _FS_STATS_H

#define FS_STAT_VERSION 2

typedef struct {
	unsigned int numReadOpens, numWriteOpens, numReadWriteOpens, chdirs, makeDevices, makeDirs, removes,
		removeDirs, renames, hardLinks, symLinks, getAttrs, setAttrs, getAttrIDs, setAttrIDs,
		getIOAttrs, setIOAttrs;
} Fs_NameOpStats;

typedef struct {
	unsigned int physBytesRead, fileBytesRead, fileReadOverflow, remoteBytesRead, remoteReadOverflow,
		deviceBytesRead, physBytesWritten, fileBytesWritten, fileWriteOverflow, remoteBytesWritten,
		remoteWriteOverflow, deviceBytesWritten, fileBytesDeleted, fileDeleteOverflow;
} Fs_GeneralStats;

typedef struct {
	unsigned int readAccesses, bytesRead, bytesReadOverflow, readHitsOnDirtyBlock, readHitsOnCleanBlock,
		readZeroFills, domainReadFails, readAheads, readAheadHits, allInCacheCalls, allInCacheTrue,
		writeAccesses, bytesWritten, bytesWrittenOverflow, appendWrites, overWrites, writeZeroFills1,
		writeZeroFills2, partialWriteHits, partialWriteMisses, blocksWrittenThru,
		dataBlocksWrittenThru, indBlocksWrittenThru, descBlocksWrittenThru, dirBlocksWrittenThru,
		fragAccesses, fragHits, fragZeroFills, fileDescReads, fileDescReadHits, fileDescWrites,
		fileDescWriteHits, indBlockAccesses, indBlockHits, indBlockWrites, dirBlockAccesses,
		dirBlockHits, dirBlockWrites, dirBytesRead, dirBytesWritten, vmRequests, triedToGiveToVM,
		vmGotPage, partFree, totFree, unmapped, lru, minCacheBlocks, maxCacheBlocks, maxNumBlocks,
		numCacheBlocks, numFreeBlocks, blocksPitched, blocksFlushed, migBlocksFlushed;
} Fs_BlockCacheStats;

typedef struct {
	unsigned int blocksAllocated, blocksFreed, cylsSearched, cylHashes, cylBitmapSearches,
		fragsAllocated, fragsFreed, fragToBlock, fragUpgrades, fragsUpgraded, badFragList,
		fullBlockFrags;
} Fs_AllocStats;

typedef struct {
	unsigned int maxNumber, exists, installCalls, installHits, fetchCalls, fetchHits, release, locks,
		lockWaits, unlocks, created, lruScans, lruChecks, lruHits, lruEntries, limbo,
		versionMismatch, cacheFlushes, segmentFetches, segmentHits;
} Fs_HandleStats;

typedef struct {
	unsigned int relative, absolute, redirects, loops, timeouts, stale, found;
} Fs_PrefixStats;

typedef struct {
	unsigned int number, numComponents, numSpecial, forDelete, forLink, forRename, forCreate, symlinks,
		redirect, remote, parent, notFound;
} Fs_LookupStats;

typedef struct {
	unsigned int accesses, hits, replacements, size;
} Fs_NameCacheStats;

typedef struct {
	unsigned int streams, streamClients, files, rmtFiles, pipes, devices, controls, pseudoStreams,
		remote, directory, dirFlushed, fileClients, other;
} Fs_ObjectStats;

typedef struct {
	unsigned int number, wants, waitOK, waitFailed, waitAbort, timeout, failed, deleted, offline,
		succeeded, clientCrashed, clientRecovered, reopensAvoided;
} Fs_RecoveryStats;

typedef struct {
	unsigned int files, clients, notCaching, readCachingMyself, readCachingOther, writeCaching,
		writeBack, readInvalidate, writeInvalidate, nonFiles, swap, cacheable, uncacheable;
} Fs_ConsistStats;

typedef struct {
	unsigned int passes, files, blocks, maxBlocks;
} Fs_WriteBackStats;

typedef struct {
	unsigned int blocksReadForVM, bytesReadForCache, bytesWrittenFromCache, uncacheableBytesRead,
		uncacheableBytesWritten, sharedStreamBytesRead, sharedStreamBytesWritten, hitsOnVMBlock,
		missesOnVMBlock, bytesReadForVM, bytesWrittenForVM;
} Fs_RemoteIOStats;

typedef struct {
	unsigned int filesEncapsulated, filesDeencapsulated, consistActions, readOnlyFiles, alreadyThere,
		uncacheableFiles, cacheWritableFiles, uncacheToCacheFiles, cacheToUncacheFiles,
		errorsOnDeencap, encapSquared, deencapSquared;
} Fs_MigStats;

typedef struct {
	unsigned int statsVersion;
	Fs_NameOpStats cltName;
	Fs_NameOpStats srvName;
	Fs_GeneralStats gen;
	Fs_BlockCacheStats blockCache;
	Fs_AllocStats alloc;
	Fs_HandleStats handle;
	Fs_PrefixStats prefix;
	Fs_LookupStats lookup;
	Fs_NameCacheStats nameCache;
	Fs_ObjectStats object;
	Fs_RecoveryStats recovery;
	Fs_ConsistStats consist;
	Fs_WriteBackStats writeBack;
	Fs_RemoteIOStats rmtIO;
	Fs_MigStats mig;
} Fs_Stats;

#endif
