/**
 * Reading, writing and truncating files of a local domain through the block cache. A file's lock is held over
 * each transfer, so an append goes to the end and a read sees a write whole or not at all (block by block).
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { withLock } from '../../kernel/lock.js';
import type { Task } from '../../kernel/task.js';
import type { Block } from '../block-cache.js';
import type { ReadResult, WriteResult } from '../io-object.js';
import { addBytes } from '../statistics.js';
import { BLOCK_SIZE, FileType, UseFlag } from '../types.js';
import type { LocalHandle } from './handle.js';
import type { Volume } from './volume.js';

const MAX_FILE_BYTES = 0x7fffffff;
const NOTHING = new Uint8Array(0) as Readonly<Uint8Array>;

export interface WriteWay {
  /** A client's cache writes what was modified before: its time comes apart. */
  readonly keepTimes?: boolean;
  /** Of the stream, where there is one. */
  readonly flags?: number;
  readonly withinEnd?: boolean;
}

export interface Files {
  /** `flags`: of the stream, where there is one. */
  readFile(handle: LocalHandle, offset: number, length: number, flags?: number): Task<ReadResult>;
  /** At `offset`, or at the end when it is null. */
  writeFile(handle: LocalHandle, offset: number | null, bytes: Uint8Array, way?: WriteWay): Task<WriteResult>;
  truncateFile(handle: LocalHandle, size: number): Task<Status>;
}

export function createFiles(kernel: Kernel, volume: Volume): Files {
  const { cache } = volume;
  const { blockCache } = cache.statistics;
  const { costs } = kernel.machine;
  const seconds = (): number => kernel.timeOfDay().seconds;

  const locked = <T>({ lock }: LocalHandle, work: () => Task<T>): Task<T> => withLock(kernel, lock, work);

  const isDirectory = ({ descriptor }: LocalHandle): boolean => descriptor.type === FileType.DIRECTORY;

  function countRead(
    handle: LocalHandle,
    { block, found }: { readonly block: Block; readonly found: boolean },
    count: number,
  ): void {
    if (isDirectory(handle)) {
      blockCache.dirBlockAccesses++;
      if (found) blockCache.dirBlockHits++;
      blockCache.dirBytesRead += count;
      return;
    }
    blockCache.readAccesses++;
    if (found) blockCache[block.dirtySinceNs === null ? 'readHitsOnCleanBlock' : 'readHitsOnDirtyBlock']++;
    addBytes(blockCache, 'bytesRead', 'bytesReadOverflow', count);
  }

  function countWrite(
    handle: LocalHandle,
    piece: { readonly found: boolean; readonly isWhole: boolean; readonly isNew: boolean },
    count: number,
  ): void {
    if (isDirectory(handle)) {
      blockCache.dirBlockWrites++;
      blockCache.dirBytesWritten += count;
      return;
    }
    blockCache.writeAccesses++;
    addBytes(blockCache, 'bytesWritten', 'bytesWrittenOverflow', count);
    blockCache[piece.isNew ? 'appendWrites' : 'overWrites']++;
    if (piece.isWhole) return;
    if (piece.isNew) blockCache.writeZeroFills2++;
    else blockCache[piece.found ? 'partialWriteHits' : 'partialWriteMisses']++;
  }

  /** What is on its way to or from a page is in memory twice otherwise. */
  function finishBlock(block: Block, modified: boolean, flags: number): void {
    if ((flags & UseFlag.SWAP) !== 0) cache.markSpent(block);
    cache.giveBackBlock(block, modified);
  }

  function* readFile(handle: LocalHandle, offset: number, length: number, flags = 0): Task<ReadResult> {
    return yield* locked(handle, function* () {
      const { descriptor } = handle;
      const end = Math.min(offset + length, descriptor.size);
      descriptor.accessTime = seconds();
      if (end <= offset) return { status: SUCCESS, bytes: NOTHING };
      const bytes = new Uint8Array(end - offset);
      for (let at = offset; at < end; ) {
        const index = Math.floor(at / BLOCK_SIZE);
        const start = at % BLOCK_SIZE;
        const count = Math.min(BLOCK_SIZE - start, end - at);
        kernel.charge(costs.cacheReadNs);
        const fetched = yield* cache.fetchBlock(handle.file, index);
        if ('status' in fetched) return { status: fetched.status, bytes: bytes.subarray(0, at - offset) };
        countRead(handle, fetched, count);
        bytes.set(fetched.block.bytes.subarray(start, start + count), at - offset);
        finishBlock(fetched.block, false, flags);
        at += count;
      }
      return { status: SUCCESS, bytes };
    });
  }

  function* writeFile(
    handle: LocalHandle,
    offset: number | null,
    given: Uint8Array,
    { keepTimes = false, flags = 0, withinEnd = false }: WriteWay = {},
  ): Task<WriteResult> {
    return yield* locked(handle, function* () {
      const { descriptor } = handle;
      const start = offset ?? descriptor.size;
      const bytes = withinEnd ? given.subarray(0, Math.max(0, descriptor.size - start)) : given;
      if (start + bytes.length > MAX_FILE_BYTES) return { status: Status.GEN_EFBIG, count: 0, offset: start };
      let done = 0;
      let status: Status = start > descriptor.size ? yield* clearTail(handle, descriptor.size) : SUCCESS;
      while (done < bytes.length && status === SUCCESS) {
        const at = start + done;
        const count = Math.min(BLOCK_SIZE - (at % BLOCK_SIZE), bytes.length - done);
        status = yield* writePiece(handle, at, bytes.subarray(done, done + count), flags);
        if (status === SUCCESS) done += count;
      }
      if (done > 0) {
        descriptor.size = Math.max(descriptor.size, start + done);
        if (!keepTimes) descriptor.dataModifyTime = descriptor.descModifyTime = seconds();
        volume.touch(handle);
      }
      return { status, count: done, offset: start };
    });
  }

  /** Bytes within one block. */
  function* writePiece(handle: LocalHandle, at: number, bytes: Uint8Array, flags: number): Task<Status> {
    const { descriptor, file } = handle;
    const index = Math.floor(at / BLOCK_SIZE);
    kernel.charge(costs.cacheWriteNs);
    const status = yield* volume.placeBlock(handle, index);
    if (status !== SUCCESS) return status;
    const blockStart = index * BLOCK_SIZE;
    const covers = at === blockStart && (bytes.length === BLOCK_SIZE || at + bytes.length >= descriptor.size);
    const beyond = blockStart >= descriptor.size;
    const fetched = yield* cache.fetchBlock(file, index, covers || beyond);
    if ('status' in fetched) return fetched.status;
    countWrite(handle, { found: fetched.found, isWhole: covers, isNew: beyond }, bytes.length);
    // What lies beyond the old end may be left over from before a truncation.
    if (blockStart + BLOCK_SIZE > descriptor.size) {
      fetched.block.bytes.fill(0, Math.max(0, descriptor.size - blockStart));
    }
    fetched.block.bytes.set(bytes, at - blockStart);
    finishBlock(fetched.block, true, flags);
    return SUCCESS;
  }

  function* truncateFile(handle: LocalHandle, size: number): Task<Status> {
    if (size < 0 || size > MAX_FILE_BYTES) return Status.GEN_INVALID_ARG;
    return yield* locked(handle, function* () {
      const { descriptor } = handle;
      const shrinks = size < descriptor.size;
      const oldBlocks = Math.ceil(descriptor.size / BLOCK_SIZE);
      if (size > descriptor.size) {
        const cleared = yield* clearTail(handle, descriptor.size);
        if (cleared !== SUCCESS) return cleared;
      }
      descriptor.size = size;
      handle.storedSize = Math.min(handle.storedSize, size);
      descriptor.dataModifyTime = descriptor.descModifyTime = seconds();
      volume.touch(handle);
      if (!shrinks) return SUCCESS;
      const firstFreed = Math.ceil(size / BLOCK_SIZE);
      // What stays of the file is changed in place: the disk must show the new size before.
      if (size > 0) yield* volume.writeDescriptor(handle);
      yield* volume.freeBlocks(handle, firstFreed, oldBlocks);
      return yield* clearTail(handle, size);
    });
  }

  /**
   * The last block's bytes behind the end read as zeros when the file grows. Of a file that was cut, or whose end
   * a stop of the disk has taken, they may be anything.
   */
  function* clearTail(handle: LocalHandle, size: number): Task<Status> {
    const index = Math.floor(size / BLOCK_SIZE);
    const start = size % BLOCK_SIZE;
    // A hole is zeros already.
    if (start === 0 || !(yield* volume.hasBlock(handle, index))) return SUCCESS;
    const fetched = yield* cache.fetchBlock(handle.file, index);
    if ('status' in fetched) return fetched.status;
    const { bytes } = fetched.block;
    const isClear = bytes.subarray(start).every((byte) => byte === 0);
    if (!isClear) bytes.fill(0, start);
    cache.giveBackBlock(fetched.block, !isClear);
    return SUCCESS;
  }

  return { readFile, writeFile, truncateFile };
}
