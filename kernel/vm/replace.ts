/**
 * A frame for a page. A free one if there is one; else the allocate list is searched from the page used longest
 * ago: one that has been referenced goes to the rear, a modified one to the page-out, and the first that is
 * neither gives up its frame. When pages are on their way out, who asks waits for them.
 * Source: memory-and-scheduling reference, 5.2.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, unmap, type VmCore } from './core.js';
import { NO_FRAME, type Owner } from './frames.js';
import type { PageOut } from './page-out.js';
import { Pte } from './page-table.js';
import { entryOf, hasFailed, SegmentType, setEntry } from './segment.js';

/** A detached frame; NO_FRAME when no page can leave memory. May sleep while pages are written. */
export type ObtainFrame = () => Task<number>;

export function createReplacement(core: VmCore, pageOut: PageOut): ObtainFrame {
  const { kernel, frames, counters, tuning } = core;

  /** A clean page's frame, detached. Two rounds: the first may find every page referenced. */
  function search(): number {
    for (let left = 2 * frames.allocateCount(); left > 0; left--) {
      if (frames.dirtyCount() > tuning.maxDirtyPages) return NO_FRAME;
      const frame = frames.oldest();
      if (frame === NO_FRAME) return NO_FRAME;
      const owner = frames.ownerOf(frame);
      if (owner === null) throw new Error(`page frame ${frame} stands in the list without an owner`);
      if (isClean(owner, frame)) return evict(core, owner.segment, owner.page);
    }
    return NO_FRAME;
  }

  /** Whether the page can go at once; if not, it is put where the search does not meet it soon. */
  function isClean({ segment, page }: Owner, frame: number): boolean {
    counters.numListSearches++;
    const entry = entryOf(segment, page);
    if (frames.isLocked(frame)) {
      counters.lockSearched++;
      frames.passOver(frame);
      return false;
    }
    if ((entry & Pte.Referenced) !== 0) {
      counters.refSearched++;
      setEntry(segment, page, entry & ~Pte.Referenced);
      unmap(core, segment, page);
      frames.makeNewest(frame);
      return false;
    }
    if (segment.type !== SegmentType.Code) counters.potModPages++;
    if ((entry & Pte.Modified) === 0) {
      if (segment.type !== SegmentType.Code) counters.notModPages++;
      return true;
    }
    counters.dirtySearched++;
    if (hasFailed(segment)) frames.passOver(frame);
    else pageOut.writeSoon(frame);
    return false;
  }

  return function* obtainFrame() {
    counters.numAllocs++;
    for (;;) {
      if (!pageOut.isSwapDown()) {
        const free = frames.take();
        if (free !== NO_FRAME) {
          counters.gotFreePage++;
          return free;
        }
        const found = search();
        if (found !== NO_FRAME) {
          counters.pageAllocs++;
          return found;
        }
        if (frames.dirtyCount() === 0 && !frames.anyLocked()) return NO_FRAME;
      }
      counters.pageoutWait++;
      yield* sleepOn(kernel, frames.changed);
    }
  };
}
