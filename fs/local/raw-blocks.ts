/**
 * The disk itself as a file of the cache: blocks of descriptors and of pointers. Any of them may go to the disk at
 * any time, so whoever changes one has first written what the change relies on.
 */
import { SUCCESS } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { Disk } from '../disk/disk.js';
import { BLOCK_SIZE } from '../types.js';

export interface RawBlocks {
  /** Look at a block; `change` may modify it, and says whether it did. `fresh`: what is on the disk is of no interest. */
  withRaw<T>(
    block: number,
    fresh: boolean,
    change: (bytes: Uint8Array) => { readonly value: T; readonly modified: boolean },
  ): Task<T>;
  /** It is on the disk when this is done. */
  writeThrough(block: number): Task<void>;
  /** Nobody's any more: its contents need not be written. */
  forget(block: number): void;
  writeAllRaw(): Task<void>;
}

/** Blocks below `dataStart` hold descriptors, the others pointers. */
export function createRawBlocks(cache: BlockCache, disk: Disk, dataStart: number): RawBlocks {
  const { blockCache, gen } = cache.statistics;
  const isPointers = (block: number): boolean => block >= dataStart;

  function countUse(block: number, found: boolean, modified: boolean): void {
    const hits = found ? 1 : 0;
    const writes = modified ? 1 : 0;
    if (isPointers(block)) {
      blockCache.indBlockAccesses++;
      blockCache.indBlockHits += hits;
      blockCache.indBlockWrites += writes;
    } else {
      blockCache.fileDescReads++;
      blockCache.fileDescReadHits += hits;
      blockCache.fileDescWrites += writes;
      blockCache.fileDescWriteHits += hits * writes;
    }
  }

  const raw = cache.openFile({
    isMetadata: true,
    *readBlock(index, target) {
      target.set(yield* disk.readBlock(index));
      gen.physBytesRead += BLOCK_SIZE;
      return SUCCESS;
    },
    *writeBlock(index, bytes) {
      yield* disk.writeBlock(index, bytes);
      gen.physBytesWritten += BLOCK_SIZE;
      blockCache.blocksWrittenThru++;
      blockCache[isPointers(index) ? 'indBlocksWrittenThru' : 'descBlocksWrittenThru']++;
      return SUCCESS;
    },
  });
  return {
    *withRaw(block, fresh, change) {
      const fetched = yield* cache.fetchBlock(raw, block, fresh);
      if ('status' in fetched) throw new Error(`disk block ${block} cannot be read`);
      const { value, modified } = change(fetched.block.bytes);
      countUse(block, fetched.found, modified);
      cache.giveBackBlock(fetched.block, modified);
      return value;
    },
    *writeThrough(block) {
      yield* cache.writeBackBlock(raw, block);
    },
    forget: (block) => cache.dropBlocks(raw, block, block + 1),
    *writeAllRaw() {
      yield* cache.writeBackFile(raw);
    },
  };
}
