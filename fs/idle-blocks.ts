/**
 * The blocks of a cache that are clean and that nobody uses, in the order in which they are given up: first those that
 * are not expected to be used again, then the one unused for longest. Source: file system reference 4.5.
 */
import { LRUCache } from 'lru-cache';
import type { Block, CachedFile } from './cached-block.js';

export interface IdleBlocks {
  count(): number;
  has(file: CachedFile, index: number): boolean;
  add(block: Block): void;
  /** It is here no longer. */
  take(file: CachedFile, index: number): Block | undefined;
  forgetOldest(): void;
  /** When the one was used that would go first, virtual seconds; null when there is none. */
  oldestUseSeconds(): number | null;
  /** Forget the file's blocks from `fromIndex` up to `endIndex`. */
  forgetRange(file: CachedFile, fromIndex: number, endIndex: number): void;
  clear(): void;
}

/** Above any block index (2^31 bytes in blocks of 4 KB). */
const INDEX_LIMIT = 1_048_576;
const keyOf = ({ number }: CachedFile, index: number): number => number * INDEX_LIMIT + index;

/** `most`: the library's own limit, which the cache never reaches, as it gives way first. */
export function createIdleBlocks(most: number): IdleBlocks {
  const idle = new LRUCache<number, Block>({ max: most });
  /** Those that go first. */
  const spent = new Map<number, Block>();

  const count = (): number => idle.size + spent.size;

  function takeKey(key: number): Block | undefined {
    const block = idle.get(key) ?? spent.get(key);
    if (!idle.delete(key)) spent.delete(key);
    return block;
  }

  return {
    count,
    has(file, index) {
      const key = keyOf(file, index);
      return idle.has(key) || spent.has(key);
    },
    add(block) {
      const key = keyOf(block.file, block.index);
      if (block.spent) spent.set(key, block);
      else idle.set(key, block);
    },
    take: (file, index) => takeKey(keyOf(file, index)),
    forgetOldest() {
      const [first] = spent.keys();
      if (first === undefined) idle.pop();
      else spent.delete(first);
    },
    oldestUseSeconds() {
      if (spent.size > 0) return Number.NEGATIVE_INFINITY;
      const [oldest] = idle.rvalues();
      return oldest === undefined ? null : oldest.usedSeconds;
    },
    forgetRange(file, fromIndex, endIndex) {
      const low = keyOf(file, fromIndex);
      const high = keyOf(file, endIndex);
      if (high - low < count()) {
        for (let key = low; key < high; key++) takeKey(key);
      } else {
        for (const key of [...idle.keys(), ...spent.keys()]) if (key >= low && key < high) takeKey(key);
      }
    },
    clear() {
      idle.clear();
      spent.clear();
    },
  };
}
