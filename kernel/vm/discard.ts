/**
 * How pages and segments end. A page whose frame is locked is waited for; what forked relatives still need of it
 * is handed over first; the last user's going ends a heap or stack, while a code segment stays for the next exec
 * of its file. Source: memory-and-scheduling reference, 1.3, 3.2, 4.
 */
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import type { CopyOnWrite } from './copy-on-write.js';
import { evict, type VmCore } from './core.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, pagesEnd, type Segment, SegmentFlag, SegmentType, setEntry } from './segment.js';
import type { Segments } from './space.js';
import type { Swap } from './swap.js';

export interface Discards {
  /** Take a page out of a segment that goes on: it is invalid afterwards. */
  dropPage(segment: Segment, page: number): Task<void>;
  /** The process stops using a segment. */
  dropUser(segment: Segment, process: Process): Task<void>;
  /** It stops using all three: heap and stack before the code. */
  dropSegments(segments: Segments, process: Process): Task<void>;
}

/** Empty an inactive code segment at once: its pages are clean, its file is closed. */
export function discardInactive(core: VmCore, segment: Segment): void {
  for (let page = segment.firstPage; segment.residentCount > 0 && page < pagesEnd(segment); page++) {
    if ((entryOf(segment, page) & Pte.Resident) !== 0) core.frames.give(evict(core, segment, page));
  }
  core.segments.free(segment);
}

export function createDiscards(core: VmCore, swap: Swap, copyOnWrite: CopyOnWrite): Discards {
  const { kernel, frames, segments, backing } = core;
  const shared = Pte.CopyOnWrite | Pte.CopyOnRef;

  function* dropPage(segment: Segment, page: number): Task<void> {
    for (;;) {
      const entry = entryOf(segment, page);
      if ((entry & Pte.InProgress) !== 0) {
        yield* sleepOn(kernel, segment.changed);
      } else if ((entry & shared) !== 0) {
        yield* copyOnWrite.leavePage(segment, page);
      } else if ((entry & Pte.Resident) === 0) {
        return setEntry(segment, page, 0);
      } else if (frames.isLocked(entry & Pte.Frame)) {
        yield* sleepOn(kernel, frames.changed);
      } else {
        frames.give(evict(core, segment, page));
      }
    }
  }

  function* dropUser(segment: Segment, process: Process): Task<void> {
    const { users } = segment;
    users.splice(users.indexOf(process), 1);
    if (users.length > 0) return;
    // A prefetch may still be reading from the file.
    while (!pageMap(segment, Pte.InProgress).isEmpty()) yield* sleepOn(kernel, segment.changed);
    if (users.length > 0) return;
    if (segment.type === SegmentType.Code && segments.makeInactive(segment)) return yield* closeFile(segment);
    segment.flags |= SegmentFlag.Dead;
    segments.forgetFile(segment);
    yield* copyOnWrite.leaveLineage(segment);
    for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
      if (entryOf(segment, page) !== 0) yield* dropPage(segment, page);
    }
    yield* swap.discard(segment);
    yield* closeFile(segment);
    segments.free(segment);
  }

  function* closeFile(segment: Segment): Task<void> {
    const { file } = segment;
    segment.file = null;
    if (file !== null) yield* backing.close(file);
  }

  function* dropSegments({ code, heap, stack }: Segments, process: Process): Task<void> {
    yield* dropUser(heap, process);
    yield* dropUser(stack, process);
    yield* dropUser(code, process);
  }

  return { dropPage, dropUser, dropSegments };
}
