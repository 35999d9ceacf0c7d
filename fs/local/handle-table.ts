/**
 * The handles of a domain by file number. One that nobody uses any more is kept for a while, so that its blocks in the
 * cache can still be found; the oldest make room. Source: file system reference 4.5.
 */
import type { BlockCache } from '../block-cache.js';
import { BLOCK_SIZE } from '../types.js';
import type { LocalHandle } from './handle.js';

export interface HandleTable {
  find(number: number): LocalHandle | undefined;
  enter(handle: LocalHandle): void;
  /** The file is no more. */
  remove(handle: LocalHandle): void;
  /** It is the one of its number, and not one of a file that was there before. */
  isCurrent(handle: LocalHandle): boolean;
  where(wanted: (handle: LocalHandle) => boolean): readonly LocalHandle[];
  /** If nobody uses the handle it is one of those that can go. */
  forgetIdle(handle: LocalHandle): void;
}

/** Handles without users that are kept because their blocks may be wanted again. */
const IDLE_HANDLES = 512;

export function createHandleTable(cache: BlockCache): HandleTable {
  const table = new Map<number, LocalHandle>();
  /** The oldest first. */
  const idle = new Set<LocalHandle>();
  const counts = cache.statistics.handle;

  const isCurrent = (handle: LocalHandle): boolean => table.get(handle.number) === handle;

  const isUnused = (handle: LocalHandle): boolean =>
    handle.holders === 0 &&
    handle.references === 0 &&
    handle.changedNs === null &&
    handle.file.active.size === 0 &&
    handle.placing.blocks.size === 0 &&
    isCurrent(handle);

  function makeRoom(): void {
    counts.lruScans++;
    const [oldest] = idle;
    idle.delete(oldest);
    if (!isUnused(oldest)) return;
    cache.dropBlocks(oldest.file, 0, Math.ceil(oldest.descriptor.size / BLOCK_SIZE) + 1);
    table.delete(oldest.number);
    counts.lruHits++;
  }

  return {
    find: (number) => table.get(number),
    enter(handle) {
      table.set(handle.number, handle);
      counts.created++;
    },
    remove(handle) {
      table.delete(handle.number);
      idle.delete(handle);
    },
    isCurrent,
    where: (wanted) => [...table.values()].filter(wanted),
    forgetIdle(handle) {
      if (!isUnused(handle)) return;
      idle.delete(handle);
      idle.add(handle);
      if (idle.size > IDLE_HANDLES) makeRoom();
    },
  };
}
