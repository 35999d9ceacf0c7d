/**
 * The block cache of a host: 4 KB blocks of files, and of the disk itself (descriptors, bitmaps, indirect
 * blocks). A block is in exactly one place: busy or dirty ones in a Map of their file, in order of first
 * modification, which is what the write-back wants; clean and idle ones in one LRU list. So the list can only
 * ever forget what can be fetched again.
 *
 * Modified data stay in the cache; what has been dirty for 30 s is written by a scan every 5 s, which runs only
 * while something is dirty. Source: file system reference 4.5.
 */
import { LRUCache } from 'lru-cache';
import { type Status, SUCCESS } from '../arch/status.js';
import { type Nanoseconds, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { BLOCK_SIZE } from './types.js';

/** Where a cached file's blocks come from and go to. */
export interface BlockStore {
  readBlock(index: number, target: Uint8Array): Task<Status>;
  writeBlock(index: number, bytes: Uint8Array): Task<Status>;
}

export interface CachedFile {
  readonly number: number;
  readonly store: BlockStore;
  /** Busy or dirty blocks by index, in order of first modification. */
  readonly active: Map<number, Block>;
}

export interface Block {
  readonly file: CachedFile;
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Users between `fetch` and `giveBackBlock`, and a read or write in progress. */
  holders: number;
  dirtySinceNs: Nanoseconds | null;
  filling: boolean;
  writing: boolean;
  /** Thrown away while in use: it is not kept when the last user lets go. */
  dropped: boolean;
}

export interface BlockCache {
  openFile(store: BlockStore): CachedFile;
  /** The block, held; read from its store unless `fresh` says that all of it will be overwritten. */
  fetchBlock(
    file: CachedFile,
    index: number,
    fresh?: boolean,
  ): Task<{ readonly block: Block } | { readonly status: Status }>;
  /** Let go; `modified` makes it dirty. */
  giveBackBlock(block: Block, modified: boolean): void;
  /** Write the file's dirty blocks, those dirty since `dirtyBeforeNs` or earlier. */
  writeBackFile(file: CachedFile, dirtyBeforeNs?: Nanoseconds): Task<Status>;
  writeBackAll(dirtyBeforeNs?: Nanoseconds): Task<Status>;
  /** Forget the blocks from `fromIndex` up to `endIndex` without writing them. */
  dropBlocks(file: CachedFile, fromIndex: number, endIndex: number): void;
  /** Something else became dirty (a descriptor): see that a scan will come. */
  wantScan(): void;
  counts(): { readonly blocks: number; readonly dirty: number };
}

export interface BlockCacheParts {
  readonly kernel: Kernel;
  /** Write dirty data from time to time; without it they wait for `writeBackAll`. */
  readonly writesBack: boolean;
  /** Most blocks held; the LRU list gives way above it. */
  readonly maxBlocks: number;
  /** The periodic scan's other work: descriptors, bitmaps. True while it has more to do. */
  scanned(dirtyBeforeNs: Nanoseconds): Task<boolean>;
}

/** Age at which dirty data are written, and period of the scan. */
const WRITE_BACK_AGE_NS = 30 * SECOND;
const SCAN_PERIOD_NS = 5 * SECOND;
/** Above any block index (2^31 bytes in blocks of 4 KB). */
const INDEX_LIMIT = 1_048_576;

export function createBlockCache(parts: BlockCacheParts): BlockCache {
  const { kernel } = parts;
  const files = new Map<number, CachedFile>();
  // The library's own limit is never reached: `shrink` gives way first.
  const idle = new LRUCache<number, Block>({ max: parts.maxBlocks + 1 });
  const changed: WaitQueue = createWaitQueue('block');
  const scanWanted: WaitQueue = createWaitQueue('write-back');
  let nextFile = 1;
  let activeCount = 0;
  let dirtyCount = 0;
  let scanning = false;
  let scanRequested = false;
  let daemonStarted = false;

  const keyOf = (block: { readonly file: CachedFile; readonly index: number }): number =>
    block.file.number * INDEX_LIMIT + block.index;

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
    if (!block.dropped) idle.set(keyOf(block), block);
    shrink();
    wakeAll(kernel, changed);
  }

  function shrink(): void {
    while (idle.size > 0 && idle.size + activeCount > parts.maxBlocks) idle.pop();
  }

  function* fetchBlock(
    file: CachedFile,
    index: number,
    fresh = false,
  ): Task<{ readonly block: Block } | { readonly status: Status }> {
    for (;;) {
      const present = file.active.get(index);
      if (present?.filling !== true) {
        if (present !== undefined) {
          present.holders++;
          return { block: present };
        }
        break;
      }
      yield* sleepOn(kernel, changed);
    }
    const key = file.number * INDEX_LIMIT + index;
    const cached = idle.get(key);
    if (cached !== undefined) {
      idle.delete(key);
      cached.holders = 1;
      makeActive(cached);
      return { block: cached };
    }
    return yield* fillBlock(file, index, fresh);
  }

  function* fillBlock(
    file: CachedFile,
    index: number,
    fresh: boolean,
  ): Task<{ readonly block: Block } | { readonly status: Status }> {
    const block: Block = {
      file,
      index,
      bytes: new Uint8Array(BLOCK_SIZE),
      holders: 1,
      dirtySinceNs: null,
      filling: !fresh,
      writing: false,
      dropped: false,
    };
    makeActive(block);
    shrink();
    if (fresh) return { block };
    const status = yield* file.store.readBlock(index, block.bytes);
    block.filling = false;
    wakeAll(kernel, changed);
    if (status === SUCCESS) return { block };
    block.dropped = true;
    block.holders--;
    settle(block);
    return { status };
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
      }
      wantScan();
    }
    settle(block);
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

  function* writeBackFile(file: CachedFile, dirtyBeforeNs = Number.POSITIVE_INFINITY): Task<Status> {
    let result: Status = SUCCESS;
    const oldest = [...file.active.values()].find((block) => block.dirtySinceNs !== null);
    if (oldest?.dirtySinceNs == null || oldest.dirtySinceNs > dirtyBeforeNs) return SUCCESS;
    // When the oldest is due, all the file's dirty blocks go.
    for (const block of [...file.active.values()]) {
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
    const low = file.number * INDEX_LIMIT + fromIndex;
    const high = file.number * INDEX_LIMIT + endIndex;
    if (high - low < idle.size) {
      for (let key = low; key < high; key++) idle.delete(key);
    } else {
      for (const key of [...idle.keys()]) if (key >= low && key < high) idle.delete(key);
    }
  }

  function wantScan(): void {
    if (!parts.writesBack) return;
    if (!daemonStarted) {
      daemonStarted = true;
      kernel.spawn('Write-back', scanOnce);
    }
    scanRequested = true;
    if (!scanning) wakeAll(kernel, scanWanted);
  }

  /** One round of the daemon: sleep until something is dirty, then scan every 5 s while anything is. */
  function* scanOnce(): Task<void> {
    while (!scanRequested) yield* sleepOn(kernel, scanWanted);
    scanRequested = false;
    scanning = true;
    for (let more = true; more; ) {
      const pause = createWaitQueue('scan');
      yield* sleepOn(kernel, pause, { deadlineNs: kernel.now() + SCAN_PERIOD_NS });
      const dirtyBeforeNs = kernel.now() - WRITE_BACK_AGE_NS;
      yield* writeBackAll(dirtyBeforeNs);
      const others = yield* parts.scanned(dirtyBeforeNs);
      more = others || dirtyCount > 0;
    }
    scanning = false;
  }

  return {
    openFile,
    fetchBlock,
    giveBackBlock,
    writeBackFile,
    writeBackAll,
    dropBlocks,
    wantScan,
    counts: () => ({ blocks: idle.size + activeCount, dirty: dirtyCount }),
  };
}
