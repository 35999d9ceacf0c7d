/**
 * Copy-on-write: fork copies page tables, not pages. Every page shared this way has one master, the segment that
 * owns it and may not write it, and any number of later segments that refer to the master by number; pages are
 * never chained. The first to want a page of its own gets a copy; when it is the master that does, or goes, the
 * first of the others becomes master of what they share.
 *
 * Segments related by fork form a lineage (`lineage.ts`), and most of this is done under its lock. Page-out takes no
 * part in that and needs no lock. Whoever waits for the lock looks at everything again.
 * Source: memory-and-scheduling reference, 4.
 */
import { SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, failSegment, install, type Outcome, unmap, type VmCore } from './core.js';
import { NO_FRAME } from './frames.js';
import {
  clearMark,
  followersOf,
  heirOf,
  ifShared,
  refer,
  setMark,
  withdraw,
  withLineage,
} from './lineage.js';
import { Pte } from './page-table.js';
import type { ObtainFrame } from './replace.js';
import { entryOf, type Lineage, pageMap, pagesEnd, type Segment, SegmentType, setEntry } from './segment.js';
import type { Swap } from './swap.js';

export interface CopyOnWrite {
  /** The segment of a fork child, or null when the segment table is full. */
  forkSegment(source: Segment, child: Process): Task<Segment | null>;
  /** The user of a copy-on-reference page touches it: it gets its copy. */
  copyReferenced(segment: Segment, page: number): Task<Outcome>;
  /** The first write to a page that was copied when writes to such pages are counted. */
  countWrite(segment: Segment, page: number): void;
  /** The master is about to write a copy-on-write page: the others get theirs. */
  separate(segment: Segment, page: number): Task<Outcome>;
  /** Copy whatever is shared, both ways, and leave the lineage. */
  isolate(segment: Segment): Task<Outcome>;
  /** The segment goes: what others need of it is handed over. */
  leaveLineage(segment: Segment): Task<void>;
  /** One page of the segment goes. Afterwards it is neither shared nor in a lineage operation. */
  leavePage(segment: Segment, page: number): Task<void>;
}

/** Each is counted for stacks, and for heaps and all else. */
const counterNames = {
  cowPages: { heap: 'numCOWHeapPages', stack: 'numCOWStkPages' },
  corPages: { heap: 'numCORHeapPages', stack: 'numCORStkPages' },
  cowFaults: { heap: 'numCOWHeapFaults', stack: 'numCOWStkFaults' },
  corFaults: { heap: 'numCORHeapFaults', stack: 'numCORStkFaults' },
  countedWrites: { heap: 'numCORCOWHeapFaults', stack: 'numCORCOWStkFaults' },
} as const;

export function createCopyOnWrite(core: VmCore, swap: Swap, obtainFrame: ObtainFrame): CopyOnWrite {
  const { kernel, frames, segments, counters, backing } = core;
  const { machine } = kernel;

  function tally(what: keyof typeof counterNames, { type }: Segment): void {
    counters[counterNames[what][type === SegmentType.Stack ? 'stack' : 'heap']]++;
  }

  /** What a page keeps when it gets another place: that it may not be written. */
  const protection = (segment: Segment, page: number): number => entryOf(segment, page) & Pte.ReadOnly;

  // --- Fork ----------------------------------------------------------------------------------------------------

  function* forkSegment(source: Segment, child: Process): Task<Segment | null> {
    return yield* withLineage(kernel, source, function* (lineage) {
      while (!pageMap(source, Pte.InProgress).isEmpty()) yield* sleepOn(kernel, source.changed);
      const copy = segments.create(source.type);
      if (copy === null) return null;
      copy.users.push(child);
      copy.tableStart = source.tableStart;
      copy.table = new Uint32Array(source.table.length);
      copy.firstPage = source.firstPage;
      copy.pageCount = source.pageCount;
      copy.file = source.file === null ? null : backing.duplicate(source.file);
      copy.fileOffset = source.fileOffset;
      for (let page = source.firstPage; page < pagesEnd(source); page++) sharePage(source, copy, page);
      if (copy.corCount > 0) {
        copy.lineage = lineage;
        lineage.members.push(copy);
      }
      return copy;
    });
  }

  function sharePage(source: Segment, copy: Segment, page: number): void {
    const entry = entryOf(source, page);
    const isOwned = (entry & (Pte.Resident | Pte.OnSwap)) !== 0;
    const { markResidentPageNs, markSwappedPageNs } = machine.costs;
    if ((entry & Pte.CopyOnRef) !== 0) {
      kernel.charge(markSwappedPageNs);
      referNew(copy, page, segments.need(entry & Pte.Frame), entry);
    } else if (isOwned || (entry & Pte.CopyOnWrite) !== 0) {
      kernel.charge((entry & Pte.Resident) !== 0 ? markResidentPageNs : markSwappedPageNs);
      if ((entry & Pte.CopyOnWrite) === 0) becomeMaster(source, page);
      unmap(core, source, page);
      referNew(copy, page, source, entry);
    } else {
      setEntry(copy, page, entry);
    }
  }

  function referNew(segment: Segment, page: number, master: Segment, entry: number): void {
    refer(segment, page, master, entry & Pte.ReadOnly);
    segment.corCount++;
    tally('corPages', segment);
  }

  function becomeMaster(segment: Segment, page: number): void {
    setMark(segment, page);
    tally('cowPages', segment);
  }

  // --- The others' side ----------------------------------------------------------------------------------------

  const copyReferenced = (segment: Segment, page: number): Task<Outcome> =>
    ifShared(kernel, segment, function* (lineage): Task<Outcome> {
      const isShared = (entryOf(segment, page) & Pte.CopyOnRef) !== 0;
      return isShared ? yield* copyFromMaster(lineage, segment, page) : 'ok';
    });

  function* copyFromMaster(lineage: Lineage, segment: Segment, page: number): Task<Outcome> {
    const master = segments.need(entryOf(segment, page) & Pte.Frame);
    const frame = yield* obtainFrame();
    if (frame === NO_FRAME) return 'no-memory';
    let placed = false;
    try {
      const entry = entryOf(master, page);
      if ((entry & Pte.Resident) !== 0) {
        copyFrame(entry & Pte.Frame, frame);
      } else if ((yield* swap.readIn(master, page, frame)) !== SUCCESS) {
        failSegment(core, segment);
        return 'failed';
      }
      const counted = core.tuning.corReadOnly ? Pte.CopyCounted : 0;
      own({ segment, page }, frame, counted);
      placed = true;
      segment.corCount--;
      const masterIsAlone = heirOf(lineage, master, page) === null;
      if (masterIsAlone && (entryOf(master, page) & Pte.CopyOnWrite) !== 0) clearMark(master, page);
      tally('corFaults', segment);
      return 'ok';
    } finally {
      if (!placed) frames.give(frame);
    }
  }

  /** The page lies in this frame from now on, and is the segment's own. */
  function own(place: { readonly segment: Segment; readonly page: number }, frame: number, bits = 0): void {
    const kept = protection(place.segment, place.page);
    install(core, place, frame, kept | bits | Pte.Modified | Pte.Referenced);
  }

  function copyFrame(from: number, to: number): void {
    frames.bytesOf(to).set(frames.bytesOf(from));
    kernel.charge(machine.costs.separatePageNs + machine.costs.copyNsPerByte * machine.pageSize);
  }

  function countWrite(segment: Segment, page: number): void {
    setEntry(segment, page, entryOf(segment, page) & ~Pte.CopyCounted);
    tally('countedWrites', segment);
  }

  // --- The master's side ---------------------------------------------------------------------------------------

  const separate = (segment: Segment, page: number): Task<Outcome> =>
    ifShared(kernel, segment, function* (lineage): Task<Outcome> {
      if ((entryOf(segment, page) & Pte.CopyOnWrite) === 0) return 'ok';
      tally('cowFaults', segment);
      if (heirOf(lineage, segment, page) === null) counters.quickCOWFaults++;
      return yield* passOn(lineage, segment, page, 'copy');
    });

  /**
   * End the sharing of a copy-on-write page: the first that refers to it gets a copy, or the page itself when
   * its master does not need it any more, and is master for the rest.
   */
  function* passOn(
    lineage: Lineage,
    segment: Segment,
    page: number,
    mode: 'copy' | 'hand over',
  ): Task<Outcome> {
    const spare = { frame: NO_FRAME };
    try {
      for (;;) {
        const heir = heirOf(lineage, segment, page);
        if (heir === null) break;
        const passed = yield* passTo(heir, segment, page, mode === 'copy' ? spare : null);
        if (passed === 'no-memory') return passed;
        if (passed === 'again') continue;
        heir.corCount--;
        follow(lineage, segment, heir, page);
        break;
      }
      clearMark(segment, page);
      return 'ok';
    } finally {
      if (spare.frame !== NO_FRAME) frames.give(spare.frame);
    }
  }

  /** Into the spare frame, where there is to be a copy. 'again': it waited, and everything may be otherwise. */
  function* passTo(
    heir: Segment,
    segment: Segment,
    page: number,
    spare: { frame: number } | null,
  ): Task<'ok' | 'again' | 'no-memory'> {
    const entry = entryOf(segment, page);
    if ((entry & Pte.Resident) === 0) return yield* passStored(heir, segment, page);
    if (spare === null) {
      if (frames.isLocked(entry & Pte.Frame)) {
        yield* sleepOn(kernel, frames.changed);
        return 'again';
      }
      own({ segment: heir, page }, evict(core, segment, page));
      return 'ok';
    }
    if (spare.frame === NO_FRAME) {
      spare.frame = yield* obtainFrame();
      return spare.frame === NO_FRAME ? 'no-memory' : 'again';
    }
    copyFrame(entry & Pte.Frame, spare.frame);
    own({ segment: heir, page }, spare.frame);
    spare.frame = NO_FRAME;
    return 'ok';
  }

  /** A page that is in no frame: on swap, or not anywhere yet. */
  function* passStored(heir: Segment, segment: Segment, page: number): Task<'ok' | 'again'> {
    let stored = 0;
    if ((entryOf(segment, page) & Pte.OnSwap) !== 0) {
      if ((yield* swap.copyPage(segment, heir, page)) !== 'ok') {
        lose(heir, page);
        return 'again';
      }
      stored = Pte.OnSwap;
    }
    setEntry(heir, page, protection(heir, page) | Pte.Valid | stored);
    return 'ok';
  }

  /** Whoever referred to the old master's page refers to the new one's. */
  function follow(lineage: Lineage, old: Segment, master: Segment, page: number): void {
    const followers = followersOf(lineage, old, page);
    for (const member of followers) refer(member, page, master, protection(member, page));
    if (followers.length > 0) becomeMaster(master, page);
  }

  /** The heir's page could not be saved, and with it its users. */
  function lose(heir: Segment, page: number): void {
    setEntry(heir, page, 0);
    heir.corCount--;
    failSegment(core, heir);
  }

  // --- Leaving -------------------------------------------------------------------------------------------------

  const isolate = (segment: Segment): Task<Outcome> =>
    ifShared(kernel, segment, function* (lineage): Task<Outcome> {
      for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
        const entry = entryOf(segment, page);
        let outcome: Outcome = 'ok';
        if ((entry & Pte.CopyOnWrite) !== 0) outcome = yield* passOn(lineage, segment, page, 'copy');
        else if ((entry & Pte.CopyOnRef) !== 0) outcome = yield* copyFromMaster(lineage, segment, page);
        if (outcome !== 'ok') return outcome;
      }
      withdraw(lineage, segment);
      return 'ok';
    });

  function* leaveLineage(segment: Segment): Task<void> {
    yield* ifShared(kernel, segment, function* (lineage) {
      for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
        yield* endSharing(lineage, segment, page);
      }
      withdraw(lineage, segment);
    });
  }

  function* leavePage(segment: Segment, page: number): Task<void> {
    yield* ifShared(kernel, segment, (lineage) => endSharing(lineage, segment, page));
  }

  function* endSharing(lineage: Lineage, segment: Segment, page: number): Task<void> {
    const entry = entryOf(segment, page);
    if ((entry & Pte.CopyOnWrite) !== 0) {
      yield* passOn(lineage, segment, page, 'hand over');
    } else if ((entry & Pte.CopyOnRef) !== 0) {
      setEntry(segment, page, 0);
      segment.corCount--;
    }
  }

  return { forkSegment, copyReferenced, countWrite, separate, isolate, leaveLineage, leavePage };
}
