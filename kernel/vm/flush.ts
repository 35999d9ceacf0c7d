/**
 * Getting a range of a segment out of memory: modified pages are written to the swap file, and then, like the
 * clean ones, lose their frames. What the program touches meanwhile stays.
 * Source: memory-and-scheduling reference, 7 (FLUSH_SEGMENT); migration reference, 4.2.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, type VmCore } from './core.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, type Segment } from './segment.js';
import type { Swap } from './swap.js';

/** Pages `first` .. `last`; false when one could not be written (the segment's users are killed). */
export type Flush = (segment: Segment, first: number, last: number) => Task<boolean>;

export function createFlush(core: VmCore, swap: Swap): Flush {
  const { kernel, frames } = core;

  function* flushPage(segment: Segment, page: number): Task<boolean> {
    let isWritten = false;
    for (;;) {
      const entry = entryOf(segment, page);
      if ((entry & Pte.Resident) === 0) return true;
      if (frames.isLocked(entry & Pte.Frame)) {
        yield* sleepOn(kernel, frames.changed);
      } else if ((entry & Pte.Modified) === 0) {
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

  return function* flush(segment, first, last) {
    const start = segment.firstPage;
    for (const i of pageMap(segment, Pte.Resident).toArray()) {
      const page = start + i;
      if (page >= first && page <= last && !(yield* flushPage(segment, page))) return false;
    }
    return true;
  };
}
