/** Where a disk's bytes are: an array of 4 KB blocks. Kept in memory here; an image file is another such device. */
import { BLOCK_SIZE } from '../types.js';

export interface BlockDevice {
  readonly blockCount: number;
  /** Fill `target` (one block) with the block's bytes. */
  load(block: number, target: Uint8Array): void;
  /** Store one block: all of it or nothing. */
  put(block: number, source: Uint8Array): void;
}

/** A device of zeros in memory; blocks take room when they are first written. */
export function createMemoryDevice(sizeBytes: number): BlockDevice {
  const blocks = new Map<number, Uint8Array>();
  return {
    blockCount: Math.floor(sizeBytes / BLOCK_SIZE),
    load(block, target) {
      const stored = blocks.get(block);
      if (stored === undefined) target.fill(0);
      else target.set(stored);
    },
    put: (block, source) => {
      blocks.set(block, source.slice());
    },
  };
}
