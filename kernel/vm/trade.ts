/**
 * Trading memory with the file cache. Each side knows when what it would give up first was used; the older goes,
 * but pages are favoured by the penalty: a page counts as used that much later. The cache keeps a few blocks
 * always, and virtual memory a part of memory. Source: memory-and-scheduling reference, 6.
 */
import { SECOND } from '../../arch/units.js';
import type { VmCore } from './core.js';
import { NO_FRAME } from './frames.js';
import type { PageOut } from './page-out.js';

/** The file cache as virtual memory sees it. */
export interface CacheMemory {
  /** Blocks in a page. */
  readonly blocksPerPage: number;
  /** When the block was used that would go first; null when none can go. */
  oldestUseSeconds(): number | null;
  /** Forget a page of idle blocks; false when there are not so many. */
  giveUpPage(): boolean;
}

/** Virtual memory as the file cache sees it. */
export interface MemoryArbiter {
  /** The cache begins, with its least memory. */
  join(cache: CacheMemory): void;
  /** Pages the cache has now. */
  lentCount(): number;
  /** One more page, if it may have it; `oldestUseSeconds`: of the block it would use again otherwise, null if none. */
  lend(oldestUseSeconds: number | null): boolean;
  /** It does not need one of its pages; false when it has none. */
  giveBack(): boolean;
}

export interface Trade {
  readonly arbiter: MemoryArbiter;
  /** Have the cache free a page that is older than all of ours, or any at all when there is no other way. */
  takeFromCache(anyAge: boolean): boolean;
}

/** What the cache begins with, and what it cannot be brought below. */
const INITIAL_BLOCKS = 32;
const LEAST_BLOCKS = 48;

export function createTrade(core: VmCore, pageOut: PageOut, search: () => number): Trade {
  const { kernel, frames, counters, tuning } = core;
  const mostCount = frames.pageableCount - frames.minVmCount;
  let cache: CacheMemory | null = null;

  /** Seconds by which our pages count as used later. */
  function penaltySeconds(): number {
    const { seconds, isGraded } = tuning.fsPenalty;
    if (!isGraded) return seconds;
    const groupPages = Math.max(1, Math.floor(frames.pageableCount / tuning.pageGroups));
    return seconds * Math.floor(frames.lentCount() / groupPages);
  }

  function lend(oldestUseSeconds: number | null): boolean {
    counters.fsAsked++;
    if (tuning.alwaysRefuse || pageOut.isSwapDown() || frames.lentCount() >= mostCount) return false;
    if (frames.freeCount() + frames.userCount() <= frames.minVmCount) return false;
    const free = frames.take();
    if (free !== NO_FRAME) {
      counters.haveFreePage++;
      return hand(free);
    }
    const ours = frames.oldestUseSeconds();
    const theirs = oldestUseSeconds ?? Math.floor(kernel.now() / SECOND);
    if (!tuning.alwaysSayYes && ours !== null && theirs <= ours + penaltySeconds()) return false;
    return hand(search());
  }

  function hand(frame: number): boolean {
    if (frame === NO_FRAME) return false;
    frames.lend(frame);
    counters.fsMap++;
    counters.maxFSPages = Math.max(counters.maxFSPages, frames.lentCount());
    return true;
  }

  function giveBack(): boolean {
    if (frames.lentCount() === 0) return false;
    frames.takeBack();
    counters.fsUnmap++;
    counters.minFSPages = Math.min(counters.minFSPages, frames.lentCount());
    return true;
  }

  return {
    arbiter: {
      join(joining) {
        cache = joining;
        const initialCount = Math.ceil(INITIAL_BLOCKS / joining.blocksPerPage);
        while (frames.lentCount() < Math.min(initialCount, mostCount)) if (!hand(frames.take())) break;
        counters.minFSPages = frames.lentCount();
      },
      lentCount: frames.lentCount,
      lend,
      giveBack,
    },
    takeFromCache(anyAge) {
      if (cache === null || frames.lentCount() * cache.blocksPerPage <= LEAST_BLOCKS) return false;
      const theirs = cache.oldestUseSeconds();
      if (theirs === null) return false;
      const ours = frames.oldestUseSeconds();
      if (!anyAge && ours !== null && theirs >= ours + penaltySeconds()) return false;
      return cache.giveUpPage() && giveBack();
    },
  };
}
