/**
 * A bitmap of the disk in memory: which descriptors, or which blocks, are taken; and where a free one is. What
 * the disk still shows as somebody's is given up in two steps: it waits, taken, until the disk no longer shows it
 * (`volume.ts`), because whoever took it sooner would be found in two files after a crash.
 */
import BitSet from 'bitset';
import { BLOCK_SIZE } from '../types.js';

const BITS_PER_BLOCK = BLOCK_SIZE * 8;

export interface Bitmap {
  /** Take the first free bit at or after `near`, wrapping round; -1 when there is none. */
  take(near: number): number;
  /** Give up what the disk does not show as taken (any more). */
  free(bit: number): void;
  /** Give up what the disk still shows as taken: it waits for `free`. */
  freeLater(bit: number): void;
  /** Bits that wait. */
  waiting(): readonly number[];
  /** Free now or soon. */
  freeCount(): number;
  /** Blocks of the map (counted from its start) that differ from the disk's, with their bytes. */
  takeChanges(): readonly { readonly index: number; readonly bytes: Uint8Array }[];
}

/** `load` gives the map's bytes as they are on the disk. */
export function createBitmap(size: number, load: Uint8Array): Bitmap {
  const bits = new BitSet();
  const changed = new Set<number>();
  const waiting = new Set<number>();
  /** No bit below is free. */
  let lowest = 0;
  let free = 0;
  for (let bit = 0; bit < size; bit++) {
    const taken = ((load[bit >> 3] >> (bit & 7)) & 1) === 1;
    if (taken) bits.set(bit, 1);
    else free++;
  }

  function put(bit: number, value: 0 | 1): void {
    bits.set(bit, value);
    changed.add(Math.floor(bit / BITS_PER_BLOCK));
    free += value === 1 ? -1 : 1;
    if (value === 0) lowest = Math.min(lowest, bit);
  }

  function bytesOf(index: number): Uint8Array {
    const bytes = new Uint8Array(BLOCK_SIZE);
    const first = index * BITS_PER_BLOCK;
    const end = Math.min(size, first + BITS_PER_BLOCK);
    for (let bit = first; bit < end; bit++)
      if (bits.get(bit) === 1) bytes[(bit - first) >> 3] |= 1 << (bit & 7);
    return bytes;
  }

  return {
    take(near) {
      if (free === 0) return -1;
      const fromLowest = near <= lowest || near >= size;
      let bit = fromLowest ? lowest : near;
      while (bits.get(bit) === 1) bit = bit + 1 < size ? bit + 1 : 0;
      if (fromLowest) lowest = bit + 1;
      put(bit, 1);
      return bit;
    },
    free(bit) {
      waiting.delete(bit);
      if (bits.get(bit) === 1) put(bit, 0);
    },
    freeLater(bit) {
      if (bits.get(bit) === 1) waiting.add(bit);
    },
    waiting: () => [...waiting],
    freeCount: () => free + waiting.size,
    takeChanges() {
      const changes = [...changed].sort((a, b) => a - b).map((index) => ({ index, bytes: bytesOf(index) }));
      changed.clear();
      return changes;
    },
  };
}
