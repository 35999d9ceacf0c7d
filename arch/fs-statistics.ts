/**
 * The layout of Fs_Stats, the file system's counters as `Fs_Command` hands them out: groups of words in Sprite's
 * order, under Sprite's names, as `fsstat` knows them. Every word is a counter; what there may be more of than a
 * word holds has a second one behind it, which counts how often 2^31 was passed.
 */
import { type Struct, type StructValue, struct, uint } from './codec.js';

type Words<N extends string> = { readonly [K in N]: typeof uint };

function counters<const N extends string>(name: string, names: readonly N[]): Struct<Words<N>> {
  return struct(name, Object.fromEntries(names.map((each) => [each, uint])) as Words<N>);
}

const FsNameOpStats = counters('Fs_NameOpStats', [
  'numReadOpens',
  'numWriteOpens',
  'numReadWriteOpens',
  'chdirs',
  'makeDevices',
  'makeDirs',
  'removes',
  'removeDirs',
  'renames',
  'hardLinks',
  'symLinks',
  'getAttrs',
  'setAttrs',
  'getAttrIDs',
  'setAttrIDs',
  'getIOAttrs',
  'setIOAttrs',
]);

const FsGeneralStats = counters('Fs_GeneralStats', [
  'physBytesRead',
  'fileBytesRead',
  'fileReadOverflow',
  'remoteBytesRead',
  'remoteReadOverflow',
  'deviceBytesRead',
  'physBytesWritten',
  'fileBytesWritten',
  'fileWriteOverflow',
  'remoteBytesWritten',
  'remoteWriteOverflow',
  'deviceBytesWritten',
  'fileBytesDeleted',
  'fileDeleteOverflow',
]);

const FsBlockCacheStats = counters('Fs_BlockCacheStats', [
  'readAccesses',
  'bytesRead',
  'bytesReadOverflow',
  'readHitsOnDirtyBlock',
  'readHitsOnCleanBlock',
  'readZeroFills',
  'domainReadFails',
  'readAheads',
  'readAheadHits',
  'allInCacheCalls',
  'allInCacheTrue',
  'writeAccesses',
  'bytesWritten',
  'bytesWrittenOverflow',
  'appendWrites',
  'overWrites',
  'writeZeroFills1',
  'writeZeroFills2',
  'partialWriteHits',
  'partialWriteMisses',
  'blocksWrittenThru',
  'dataBlocksWrittenThru',
  'indBlocksWrittenThru',
  'descBlocksWrittenThru',
  'dirBlocksWrittenThru',
  'fragAccesses',
  'fragHits',
  'fragZeroFills',
  'fileDescReads',
  'fileDescReadHits',
  'fileDescWrites',
  'fileDescWriteHits',
  'indBlockAccesses',
  'indBlockHits',
  'indBlockWrites',
  'dirBlockAccesses',
  'dirBlockHits',
  'dirBlockWrites',
  'dirBytesRead',
  'dirBytesWritten',
  'vmRequests',
  'triedToGiveToVM',
  'vmGotPage',
  'partFree',
  'totFree',
  'unmapped',
  'lru',
  'minCacheBlocks',
  'maxCacheBlocks',
  'maxNumBlocks',
  'numCacheBlocks',
  'numFreeBlocks',
  'blocksPitched',
  'blocksFlushed',
  'migBlocksFlushed',
]);

const FsAllocStats = counters('Fs_AllocStats', [
  'blocksAllocated',
  'blocksFreed',
  'cylsSearched',
  'cylHashes',
  'cylBitmapSearches',
  'fragsAllocated',
  'fragsFreed',
  'fragToBlock',
  'fragUpgrades',
  'fragsUpgraded',
  'badFragList',
  'fullBlockFrags',
]);

const FsHandleStats = counters('Fs_HandleStats', [
  'maxNumber',
  'exists',
  'installCalls',
  'installHits',
  'fetchCalls',
  'fetchHits',
  'release',
  'locks',
  'lockWaits',
  'unlocks',
  'created',
  'lruScans',
  'lruChecks',
  'lruHits',
  'lruEntries',
  'limbo',
  'versionMismatch',
  'cacheFlushes',
  'segmentFetches',
  'segmentHits',
]);

const FsPrefixStats = counters('Fs_PrefixStats', [
  'relative',
  'absolute',
  'redirects',
  'loops',
  'timeouts',
  'stale',
  'found',
]);

const FsLookupStats = counters('Fs_LookupStats', [
  'number',
  'numComponents',
  'numSpecial',
  'forDelete',
  'forLink',
  'forRename',
  'forCreate',
  'symlinks',
  'redirect',
  'remote',
  'parent',
  'notFound',
]);

const FsNameCacheStats = counters('Fs_NameCacheStats', ['accesses', 'hits', 'replacements', 'size']);

const FsObjectStats = counters('Fs_ObjectStats', [
  'streams',
  'streamClients',
  'files',
  'rmtFiles',
  'pipes',
  'devices',
  'controls',
  'pseudoStreams',
  'remote',
  'directory',
  'dirFlushed',
  'fileClients',
  'other',
]);

const FsRecoveryStats = counters('Fs_RecoveryStats', [
  'number',
  'wants',
  'waitOK',
  'waitFailed',
  'waitAbort',
  'timeout',
  'failed',
  'deleted',
  'offline',
  'succeeded',
  'clientCrashed',
  'clientRecovered',
  'reopensAvoided',
]);

const FsConsistStats = counters('Fs_ConsistStats', [
  'files',
  'clients',
  'notCaching',
  'readCachingMyself',
  'readCachingOther',
  'writeCaching',
  'writeBack',
  'readInvalidate',
  'writeInvalidate',
  'nonFiles',
  'swap',
  'cacheable',
  'uncacheable',
]);

const FsWriteBackStats = counters('Fs_WriteBackStats', ['passes', 'files', 'blocks', 'maxBlocks']);

const FsRemoteIOStats = counters('Fs_RemoteIOStats', [
  'blocksReadForVM',
  'bytesReadForCache',
  'bytesWrittenFromCache',
  'uncacheableBytesRead',
  'uncacheableBytesWritten',
  'sharedStreamBytesRead',
  'sharedStreamBytesWritten',
  'hitsOnVMBlock',
  'missesOnVMBlock',
  'bytesReadForVM',
  'bytesWrittenForVM',
]);

const FsMigStats = counters('Fs_MigStats', [
  'filesEncapsulated',
  'filesDeencapsulated',
  'consistActions',
  'readOnlyFiles',
  'alreadyThere',
  'uncacheableFiles',
  'cacheWritableFiles',
  'uncacheToCacheFiles',
  'cacheToUncacheFiles',
  'errorsOnDeencap',
  'encapSquared',
  'deencapSquared',
]);

/** The groups by their names in Fs_Stats, in order. */
export const fsStatisticsGroups = {
  cltName: FsNameOpStats,
  srvName: FsNameOpStats,
  gen: FsGeneralStats,
  blockCache: FsBlockCacheStats,
  alloc: FsAllocStats,
  handle: FsHandleStats,
  prefix: FsPrefixStats,
  lookup: FsLookupStats,
  nameCache: FsNameCacheStats,
  object: FsObjectStats,
  recovery: FsRecoveryStats,
  consist: FsConsistStats,
  writeBack: FsWriteBackStats,
  rmtIO: FsRemoteIOStats,
  mig: FsMigStats,
} as const;

type Groups = typeof fsStatisticsGroups;
type Nested = { readonly [G in keyof Groups]: { readonly kind: 'struct'; readonly struct: Groups[G] } };

/** Of the version of the layout, which is the first word. */
export const FS_STATISTICS_VERSION = 2;
export const FsStats = struct('Fs_Stats', {
  statsVersion: uint,
  ...(Object.fromEntries(
    Object.entries(fsStatisticsGroups).map(([name, group]) => [name, { kind: 'struct', struct: group }]),
  ) as unknown as Nested),
});

/** The counters as they are counted. */
export type FsStatistics = {
  readonly [G in keyof Groups]: { -readonly [C in keyof StructValue<Groups[G]['fields']>]: number };
};
