/** Where a disk's bytes are: an array of 4 KB blocks. Kept in memory here; an image file is another such device. */
import { BLOCK_SIZE } from '../types.js';

export interface BlockDevice {
  readonly blockCount: number;
  /** Fill `target` (one block) with the block's bytes. */
  load(block: number, target: Uint8Array): void;
  /** Store one block. Whoever pulls the plug meanwhile leaves whole sectors, old or new. */
  put(block: number, source: Uint8Array): void;
  /** See that everything stored survives the emulator's own machine, where that needs doing. */
  flush?(): void;
  /** Of a device that can be copied at once: what is on it, and to be as one was. */
  snapshot?(): DiskContents;
  restore?(contents: DiskContents): void;
}

/** Blocks by number, nobody's to change; those that are missing are zeros. */
export type DiskContents = ReadonlyMap<number, Uint8Array>;

/** What a disk stores whole or not at all, even when the power fails: bytes. */
export const SECTOR_SIZE = 512;

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
    snapshot: () => new Map(blocks),
    restore(contents) {
      blocks.clear();
      for (const [block, bytes] of contents) blocks.set(block, bytes);
    },
  };
}

export interface Power {
  /** The device for as long as there is power. */
  deviceOn(device: BlockDevice): BlockDevice;
}

/** Power that fails, calling `failed`, when so many blocks have been written; later writes are lost. */
export function createPower(writes: number, failed: () => void): Power {
  let left = writes;
  return {
    deviceOn: (device) => ({
      ...device,
      put(block, source) {
        if (left === 0) return;
        device.put(block, source);
        left--;
        if (left === 0) failed();
      },
    }),
  };
}
