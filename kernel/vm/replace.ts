/**
 * A frame for a page. A free one if there is one; else a page of an inactive code segment; else the owned frames
 * are searched from the one used longest ago: one that has been referenced since is passed over once, the first
 * that has not gives up its page, which is written out first if it is modified.
 * Source: memory-and-scheduling reference, 5.2.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, unmap, type VmCore } from './core.js';
import { NO_FRAME, type Owner } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, hasFailed, pagesEnd, SegmentType, setEntry } from './segment.js';
import type { Swap } from './swap.js';

/** A detached frame; NO_FRAME when no page can leave memory. May sleep while pages are written. */
export type ObtainFrame = () => Task<number>;

export function createReplacement(core: VmCore, swap: Swap): ObtainFrame {
  const { kernel, frames, segments, counters } = core;

  function fromInactiveCode(): number {
    for (const segment of segments.inactive()) {
      if (segment.residentCount === 0) continue;
      for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
        if ((entryOf(segment, page) & Pte.Resident) !== 0) return evict(core, segment, page);
      }
    }
    return NO_FRAME;
  }

  /** Two rounds: the first may find every page referenced. */
  function findVictim(): Owner | null {
    for (let left = 2 * frames.userCount(); left > 0; left--) {
      const frame = frames.oldest();
      frames.makeNewest(frame);
      const owner = frames.ownerOf(frame);
      if (owner === null) throw new Error(`page frame ${frame} stands in the list without an owner`);
      if (mayLeave(owner, frame)) return owner;
    }
    return null;
  }

  function mayLeave({ segment, page }: Owner, frame: number): boolean {
    counters.numListSearches++;
    const entry = entryOf(segment, page);
    if (frames.isLocked(frame)) {
      counters.lockSearched++;
      return false;
    }
    if ((entry & Pte.Referenced) !== 0) {
      counters.refSearched++;
      setEntry(segment, page, entry & ~Pte.Referenced);
      unmap(core, segment, page);
      return false;
    }
    if (segment.type !== SegmentType.Code) counters.potModPages++;
    if ((entry & Pte.Modified) === 0) {
      if (segment.type !== SegmentType.Code) counters.notModPages++;
      return true;
    }
    counters.dirtySearched++;
    return !hasFailed(segment);
  }

  /** True when the page is out and nobody has touched it meanwhile. */
  function* makeClean(owner: Owner): Task<boolean> {
    const { segment, page } = owner;
    const entry = entryOf(segment, page);
    if ((entry & Pte.Modified) === 0) return true;
    counters.cleanWait++;
    if (!(yield* swap.writeOut(segment, page))) return false;
    const present = Pte.Resident | Pte.Frame;
    const marks = Pte.Referenced | Pte.Modified;
    return (entryOf(segment, page) & (present | marks)) === (entry & present);
  }

  return function* obtainFrame() {
    for (;;) {
      const free = frames.take();
      if (free !== NO_FRAME) {
        counters.numAllocs++;
        counters.gotFreePage++;
        return free;
      }
      const sticky = fromInactiveCode();
      if (sticky !== NO_FRAME) return counted(sticky);
      const victim = findVictim();
      if (victim !== null) {
        if (yield* makeClean(victim)) return counted(evict(core, victim.segment, victim.page));
      } else if (frames.anyLocked()) {
        yield* sleepOn(kernel, frames.changed);
      } else {
        return NO_FRAME;
      }
    }
  };

  function counted(frame: number): number {
    counters.numAllocs++;
    counters.pageAllocs++;
    return frame;
  }
}
