/**
 * Writing a range of a segment to its file, and getting it out of memory: modified pages are written to the swap
 * file, and then, like the clean ones, lose their frames. What the program touches meanwhile stays, and so do wired
 * pages. Source: memory-and-scheduling reference, 1.5 and 7 (FLUSH_SEGMENT); migration reference, 4.2.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, type VmCore } from './core.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, type Segment } from './segment.js';
import type { Swap } from './swap.js';

/** Pages `first` .. `last`; false when one could not be written (users of a private segment are killed). */
export type Flush = (segment: Segment, first: number, last: number) => Task<boolean>;

export interface Flushes {
  /** Out of memory. Ends with the first page that cannot be written. */
  readonly flushRange: Flush;
  /** Modified pages are written, and stay. Every page is tried. */
  readonly writeModified: Flush;
}

export function createFlush(core: VmCore, swap: Swap): Flushes {
  const { kernel, frames } = core;

  function* flushPage(segment: Segment, page: number, leaves: boolean): Task<boolean> {
    let isWritten = false;
    for (;;) {
      const entry = entryOf(segment, page);
      if ((entry & Pte.Resident) === 0) return true;
      if (frames.isLocked(entry & Pte.Frame)) {
        yield* sleepOn(kernel, frames.changed);
      } else if ((entry & Pte.Modified) === 0) {
        if (!leaves || frames.isWired(entry & Pte.Frame)) return true;
        frames.give(evict(core, segment, page));
        return true;
      } else if (isWritten) {
        return true;
      } else {
        const outcome = yield* swap.writeOut(segment, page);
        if (outcome === 'failed') return false;
        if (outcome === 'down') yield* swap.awaitServer(segment);
        else isWritten = true;
      }
    }
  }

  function residentPages(segment: Segment, first: number, last: number): readonly number[] {
    const pages = pageMap(segment, Pte.Resident).toArray();
    return pages.map((i) => segment.firstPage + i).filter((page) => page >= first && page <= last);
  }

  return {
    *flushRange(segment, first, last) {
      for (const page of residentPages(segment, first, last)) {
        if (!(yield* flushPage(segment, page, true))) return false;
      }
      return true;
    },
    *writeModified(segment, first, last) {
      let isWhole = true;
      for (const page of residentPages(segment, first, last)) {
        if (!(yield* flushPage(segment, page, false))) isWhole = false;
      }
      return isWhole;
    },
  };
}
