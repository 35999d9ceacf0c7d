/**
 * The block cache of a host: 4 KB blocks of files, and of the disks themselves (descriptors, indirect blocks). A
 * block is in exactly one place: busy or dirty ones in a Map of their file, in order of first modification, which
 * is what the write-back wants; clean and idle ones in one list (`idle-blocks.ts`). So the list can only ever forget
 * what can be fetched again.
 *
 * Modified data stay in the cache until they are old (`write-back.ts`), somebody asks for it, or every block is
 * dirty: then whoever wants another block waits for the write-back. Source: file system reference 4.5.
 */
import { type Status, SUCCESS } from '../arch/status.js';
import { type Nanoseconds, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import type { Block, BlockStore, CachedFile } from './cached-block.js';
import { createIdleBlocks } from './idle-blocks.js';
import type { FsStatistics } from './statistics.js';
import { BLOCK_SIZE } from './types.js';
import { createWriteBack } from './write-back.js';

export type { Block, BlockStore, CachedFile } from './cached-block.js';

/** `found`: it was in the cache. */
type Fetched = { readonly block: Block; readonly found: boolean } | { readonly status: Status };

/** Somebody's own dirty things (descriptors, bitmaps), written by the periodic scan. True while more are left. */
export type Scan = (dirtyBeforeNs: Nanoseconds) => Task<boolean>;

export interface BlockCache {
  readonly statistics: FsStatistics;
  openFile(store: BlockStore): CachedFile;
  /** The block, held; read from its store unless `fresh` says that all of it will be overwritten. */
  fetchBlock(file: CachedFile, index: number, fresh?: boolean): Task<Fetched>;
  /** Have a block here that nobody waits for, unless that takes a block that is dirty or in use. */
  fetchAhead(file: CachedFile, index: number): Task<void>;
  /** It is here, or on its way. */
  isPresent(file: CachedFile, index: number): boolean;
  /** A block that has been written is dirty again after all; false when it is not here any more. */
  dirtyAgain(file: CachedFile, index: number): boolean;
  /** Let go; `modified` makes it dirty. */
  giveBackBlock(block: Block, modified: boolean): void;
  /** A held block is not expected to be used again from here: once it is let go and clean it is the first to go. */
  markSpent(block: Block): void;
  /** Write one block if it is dirty; it is on the disk when this is done. */
  writeBackBlock(file: CachedFile, index: number): Task<Status>;
  /** Write the file's dirty blocks when the oldest has been dirty since `dirtyBeforeNs` or longer. */
  writeBackFile(file: CachedFile, dirtyBeforeNs?: Nanoseconds): Task<Status>;
  /** The same for all files. */
  writeBackAll(dirtyBeforeNs?: Nanoseconds): Task<Status>;
  /** Lowest index, `fromIndex` or above, of a block that is not on the disk as it is here; null when all are. */
  firstUnwritten(file: CachedFile, fromIndex: number): number | null;
  /** Forget the blocks from `fromIndex` up to `endIndex` without writing them. */
  dropBlocks(file: CachedFile, fromIndex: number, endIndex: number): void;
  /** Something else became dirty (a descriptor): see that a scan will come. */
  wantScan(): void;
  /** Take part in every scan; the answer ends it. */
  joinScan(scan: Scan): () => void;
  /** Forget every clean block; how many others there are. */
  forgetClean(): number;
  /** Least and most blocks, as somebody wants it. False, and nothing is changed, for what cannot be. */
  setLimits(limits: { readonly min?: number; readonly max?: number }): boolean;
  /** Whether old dirty blocks stay unwritten; the answer is whether they did before. */
  disableFlush(disabled: boolean): boolean;
  counts(): CacheCounts;
  /** When the block was used that would go first, virtual seconds; null when none can go. */
  oldestUseSeconds(): number | null;
  /** Forget so many idle blocks, the oldest, or none if there are fewer or somebody wants them kept. */
  forgetIdle(count: number): boolean;
}

export interface CacheCounts {
  readonly blocks: number;
  readonly dirty: number;
  /** Neither dirty nor in use. */
  readonly clean: number;
  /** The limits in force, and what the upper one can never be above. */
  readonly least: number;
  readonly most: number;
  readonly mostEver: number;
}

export interface BlockCacheParts {
  readonly kernel: Kernel;
  /** Write dirty data from time to time; without it they wait until they are asked for. */
  readonly writesBack: boolean;
  /** Most blocks at this moment; the LRU list gives way above it, then writers wait. */
  maxBlocks(): number;
  /** Have more of them, rather than use one again that was last used then (null: there is none); false: no. */
  grow?(oldestUseSeconds: number | null): boolean;
  /** Have fewer of them, of which none is in use; false when there are none to give back. */
  release?(): boolean;
  /** `maxBlocks` never answers more. */
  readonly mostBlocks: number;
  readonly statistics: FsStatistics;
}

/** There are never to be fewer blocks than these. */
const LEAST_BLOCKS = 32;
export function createBlockCache(parts: BlockCacheParts): BlockCache {
  const { kernel, statistics } = parts;
  const files = new Map<number, CachedFile>();
  const idle = createIdleBlocks(parts.mostBlocks + 1);
  const changed: WaitQueue = createWaitQueue('block');
  const scans = new Set<Scan>();
  let nextFile = 1;
  const limits = { min: Math.min(LEAST_BLOCKS, parts.mostBlocks), max: parts.mostBlocks };
  let flushDisabled = false;
  let activeCount = 0;
  let dirtyCount = 0;
  /** The last attempt to make room wrote nothing: waiting would not end. */
  let stuck = false;
  const writeBack = parts.writesBack ? createWriteBack({ kernel, scan, makeRoom }) : null;

  function openFile(store: BlockStore): CachedFile {
    const file: CachedFile = { number: nextFile++, store, active: new Map() };
    return file;
  }

  function makeActive(block: Block): void {
    if (block.file.active.size === 0) files.set(block.file.number, block.file);
    block.file.active.set(block.index, block);
    activeCount++;
  }

  /** A block nobody uses moves to the idle list when it is clean, and away altogether when it was dropped. */
  function settle(block: Block): void {
    if (block.holders > 0 || (block.dirtySinceNs !== null && !block.dropped)) return;
    if (block.file.active.get(block.index) === block) {
      block.file.active.delete(block.index);
      if (block.file.active.size === 0) files.delete(block.file.number);
    }
    activeCount--;
    if (!block.dropped) idle.add(block);
    shrink();
    wakeAll(kernel, changed);
  }

  /** What memory allows, but not more than somebody has set. */
  const maxBlocks = (): number => Math.min(parts.maxBlocks(), limits.max);

  function forgetOldest(): void {
    idle.forgetOldest();
    statistics.blockCache.lru++;
  }

  function shrink(): void {
    while (idle.count() > 0 && idle.count() + activeCount > maxBlocks()) forgetOldest();
  }

  /** Room for one more block, if it can be had by growing. */
  function growIfFull(): void {
    const isFullNow = idle.count() + activeCount >= maxBlocks();
    if (isFullNow && parts.maxBlocks() < limits.max) parts.grow?.(idle.oldestUseSeconds());
  }

  /** Every block is dirty or in use, and the write-back can do something about it. */
  const isFull = (): boolean => writeBack !== null && !stuck && dirtyCount > 0 && activeCount >= maxBlocks();

  function use(block: Block): void {
    block.usedSeconds = Math.floor(kernel.now() / SECOND);
    block.spent = false;
    if (block.ahead) statistics.blockCache.readAheadHits++;
    block.ahead = false;
  }

  function* fetchBlock(file: CachedFile, index: number, fresh = false): Task<Fetched> {
    for (;;) {
      const present = file.active.get(index);
      if (present !== undefined && !present.filling) {
        present.holders++;
        use(present);
        return { block: present, found: true };
      }
      if (present === undefined) {
        const cached = idle.take(file, index);
        if (cached !== undefined) {
          cached.holders = 1;
          use(cached);
          makeActive(cached);
          return { block: cached, found: true };
        }
        growIfFull();
        if (file.store.isMetadata === true || !isFull()) return yield* fillBlock(file, index, fresh);
        writeBack?.wantRoom();
      }
      yield* sleepOn(kernel, changed);
    }
  }

  function isPresent(file: CachedFile, index: number): boolean {
    return file.active.has(index) || idle.has(file, index);
  }

  function* fetchAhead(file: CachedFile, index: number): Task<void> {
    if (isPresent(file, index)) return;
    growIfFull();
    if (activeCount >= maxBlocks()) return;
    statistics.blockCache.readAheads++;
    const fetched = yield* fillBlock(file, index, false, true);
    if ('block' in fetched) giveBackBlock(fetched.block, false);
  }

  function* fillBlock(file: CachedFile, index: number, fresh: boolean, ahead = false): Task<Fetched> {
    const block: Block = {
      file,
      index,
      bytes: new Uint8Array(BLOCK_SIZE),
      holders: 1,
      usedSeconds: Math.floor(kernel.now() / SECOND),
      spent: false,
      ahead,
      dirtySinceNs: null,
      filling: !fresh,
      writing: false,
      dropped: false,
    };
    makeActive(block);
    statistics.blockCache.unmapped++;
    shrink();
    if (fresh) return { block, found: false };
    const status = yield* file.store.readBlock(index, block.bytes);
    block.filling = false;
    wakeAll(kernel, changed);
    if (status === SUCCESS) return { block, found: false };
    statistics.blockCache.domainReadFails++;
    block.dropped = true;
    block.holders--;
    settle(block);
    return { status };
  }

  function dirtyAgain(file: CachedFile, index: number): boolean {
    let block = file.active.get(index);
    if (block === undefined) {
      block = idle.take(file, index);
      if (block === undefined) return false;
      makeActive(block);
    }
    if (block.filling) return false;
    block.holders++;
    giveBackBlock(block, true);
    return true;
  }

  function giveBackBlock(block: Block, modified: boolean): void {
    block.holders--;
    if (modified && !block.dropped) {
      if (block.dirtySinceNs === null) {
        block.dirtySinceNs = kernel.stretchTime();
        dirtyCount++;
        // Order of first modification is the Map's order.
        block.file.active.delete(block.index);
        block.file.active.set(block.index, block);
        files.set(block.file.number, block.file);
        stuck = false;
      }
      wantScan();
    }
    settle(block);
  }

  function wantScan(): void {
    if (!flushDisabled) writeBack?.wantScan();
  }

  // --- Writing back ----------------------------------------------------------------------------------------------

  function clean(block: Block): void {
    if (block.dirtySinceNs === null) return;
    block.dirtySinceNs = null;
    dirtyCount--;
  }

  function* writeBlock(block: Block): Task<Status> {
    while (block.writing) yield* sleepOn(kernel, changed);
    if (block.dirtySinceNs === null || block.dropped) return SUCCESS;
    const since = block.dirtySinceNs;
    block.writing = true;
    block.holders++;
    clean(block);
    const status = yield* block.file.store.writeBlock(block.index, block.bytes);
    if (status === SUCCESS) statistics.writeBack.blocks++;
    block.writing = false;
    block.holders--;
    if (status !== SUCCESS && !block.dropped && block.dirtySinceNs === null) {
      block.dirtySinceNs = since;
      dirtyCount++;
    }
    wakeAll(kernel, changed);
    settle(block);
    return status;
  }

  function* writeBackBlock(file: CachedFile, index: number): Task<Status> {
    const block = file.active.get(index);
    return block === undefined ? SUCCESS : yield* writeBlock(block);
  }

  const isUnwritten = (block: Block): boolean => block.dirtySinceNs !== null || block.writing;

  function* writeBackFile(file: CachedFile, dirtyBeforeNs = Number.POSITIVE_INFINITY): Task<Status> {
    let result: Status = SUCCESS;
    const blocks = [...file.active.values()];
    const everything = dirtyBeforeNs === Number.POSITIVE_INFINITY;
    const isDue = (block: Block): boolean =>
      everything ? isUnwritten(block) : block.dirtySinceNs !== null && block.dirtySinceNs <= dirtyBeforeNs;
    // When the oldest is due, all the file's dirty blocks go.
    if (!blocks.some(isDue)) return SUCCESS;
    statistics.writeBack.files++;
    for (const block of blocks) {
      const status = yield* writeBlock(block);
      if (status !== SUCCESS) result = status;
    }
    return result;
  }

  function* writeBackAll(dirtyBeforeNs = Number.POSITIVE_INFINITY): Task<Status> {
    let result: Status = SUCCESS;
    for (const file of [...files.values()]) {
      const status = yield* writeBackFile(file, dirtyBeforeNs);
      if (status !== SUCCESS) result = status;
    }
    return result;
  }

  function dropBlocks(file: CachedFile, fromIndex: number, endIndex: number): void {
    for (const block of [...file.active.values()]) {
      if (block.index < fromIndex || block.index >= endIndex) continue;
      block.dropped = true;
      clean(block);
      file.active.delete(block.index);
      if (block.holders === 0) activeCount--;
    }
    if (file.active.size === 0) files.delete(file.number);
    idle.forgetRange(file, fromIndex, endIndex);
  }

  function* scan(dirtyBeforeNs: Nanoseconds): Task<boolean> {
    if (flushDisabled) return false;
    yield* countPass(() => writeBackAll(dirtyBeforeNs));
    let more = false;
    for (const other of [...scans]) more = (yield* other(dirtyBeforeNs)) || more;
    return more || dirtyCount > 0;
  }

  /** One pass of the write-back, in the statistics. */
  function* countPass<T>(work: () => Task<T>): Task<T> {
    const { writeBack: counts } = statistics;
    const before = counts.blocks;
    const result = yield* work();
    counts.passes++;
    counts.maxBlocks = Math.max(counts.maxBlocks, counts.blocks - before);
    return result;
  }

  /** Write whole files, oldest modification first, until a quarter of the cache is clean. */
  function* makeRoom(): Task<void> {
    const before = dirtyCount;
    const enough = Math.floor((maxBlocks() * 3) / 4);
    const oldestFirst = [...files.values()]
      .map((file) => ({ file, sinceNs: oldestDirty(file) }))
      .sort((a, b) => a.sinceNs - b.sinceNs || a.file.number - b.file.number);
    for (const { file } of oldestFirst) {
      if (dirtyCount <= enough && activeCount < maxBlocks()) break;
      yield* writeBackFile(file);
    }
    stuck = dirtyCount > 0 && dirtyCount >= before && activeCount >= maxBlocks();
    wakeAll(kernel, changed);
  }

  function oldestDirty(file: CachedFile): Nanoseconds {
    for (const { dirtySinceNs } of file.active.values()) if (dirtySinceNs !== null) return dirtySinceNs;
    return Number.POSITIVE_INFINITY;
  }

  return {
    statistics,
    openFile,
    fetchBlock,
    fetchAhead,
    isPresent,
    dirtyAgain,
    giveBackBlock,
    writeBackBlock,
    writeBackFile,
    writeBackAll,
    firstUnwritten(file, fromIndex) {
      let first: number | null = null;
      for (const block of file.active.values()) {
        if (!isUnwritten(block) || block.index < fromIndex) continue;
        if (first === null || block.index < first) first = block.index;
      }
      return first;
    },
    dropBlocks,
    wantScan,
    joinScan(scanOther) {
      scans.add(scanOther);
      return () => scans.delete(scanOther);
    },
    forgetClean() {
      idle.clear();
      return activeCount;
    },
    setLimits({ min = limits.min, max = limits.max }) {
      if (min < LEAST_BLOCKS || max > parts.mostBlocks || min > max) return false;
      Object.assign(limits, { min, max });
      while (parts.maxBlocks() < min && parts.grow?.(null) === true);
      shrink();
      while (parts.maxBlocks() > Math.max(limits.max, activeCount) && parts.release?.() === true);
      if (isFull()) writeBack?.wantRoom();
      return true;
    },
    disableFlush(disabled) {
      const before = flushDisabled;
      flushDisabled = disabled;
      if (!disabled) wantScan();
      return before;
    },
    counts: () => ({
      blocks: idle.count() + activeCount,
      dirty: dirtyCount,
      clean: idle.count(),
      least: limits.min,
      most: limits.max,
      mostEver: parts.mostBlocks,
    }),
    markSpent(block) {
      block.spent = true;
    },
    oldestUseSeconds: idle.oldestUseSeconds,
    forgetIdle(count) {
      if (idle.count() < count || maxBlocks() - count < limits.min) return false;
      for (let i = 0; i < count; i++) forgetOldest();
      return true;
    },
  };
}
