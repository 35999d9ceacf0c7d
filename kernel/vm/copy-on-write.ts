/**
 * Copy-on-write: fork copies page tables, not pages. Every page shared this way has one master, the segment that
 * owns it and may not write it, and any number of later segments that refer to the master by number; pages are
 * never chained. The first to want a page of its own gets a copy; when it is the master that does, or goes, the
 * first of the others becomes master of what they share.
 *
 * Segments related by fork form a lineage, oldest first, with one lock: whoever holds it may sleep and still
 * finds every master and every reference as it was. Page-out takes no part in that and needs no lock. Whoever
 * waits for the lock looks at everything again.
 * Source: memory-and-scheduling reference, 4.
 */
import { SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { evict, failSegment, install, type Outcome, unmap, type VmCore } from './core.js';
import { NO_FRAME } from './frames.js';
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

export function createCopyOnWrite(core: VmCore, swap: Swap, obtainFrame: ObtainFrame): CopyOnWrite {
  const { kernel, frames, segments, counters, backing } = core;
  const { machine } = kernel;

  // --- The lock ------------------------------------------------------------------------------------------------

  /** The segment's lineage, locked, or null when it has none. */
  function* lockLineage(segment: Segment): Task<Lineage | null> {
    while (segment.lineage !== null) {
      const { lineage } = segment;
      if (!lineage.locked) {
        lineage.locked = true;
        return lineage;
      }
      yield* sleepOn(kernel, lineage.unlocked);
    }
    return null;
  }

  function unlock(lineage: Lineage): void {
    const [last] = lineage.members;
    if (lineage.members.length === 1) {
      clearMarks(last);
      last.lineage = null;
    }
    lineage.locked = false;
    wakeAll(kernel, lineage.unlocked);
  }

  /** Nobody is left who could refer to its pages. */
  function clearMarks(segment: Segment): void {
    for (let page = segment.firstPage; segment.cowCount > 0 && page < pagesEnd(segment); page++) {
      if ((entryOf(segment, page) & Pte.CopyOnWrite) !== 0) clearMark(segment, page);
    }
  }

  function clearMark(segment: Segment, page: number): void {
    setEntry(segment, page, entryOf(segment, page) & ~Pte.CopyOnWrite);
    segment.cowCount--;
  }

  function setMark(segment: Segment, page: number): void {
    setEntry(segment, page, entryOf(segment, page) | Pte.CopyOnWrite);
    segment.cowCount++;
    counters[segment.type === SegmentType.Stack ? 'numCOWStkPages' : 'numCOWHeapPages']++;
  }

  /** What a page keeps when it gets another place: that it may not be written. */
  const protection = (segment: Segment, page: number): number => entryOf(segment, page) & Pte.ReadOnly;

  const refersTo = (segment: Segment, page: number, master: Segment): boolean => {
    const entry = entryOf(segment, page);
    return (entry & Pte.CopyOnRef) !== 0 && (entry & Pte.Frame) === master.number;
  };

  // --- Fork ----------------------------------------------------------------------------------------------------

  function* forkSegment(source: Segment, child: Process): Task<Segment | null> {
    const lineage = (yield* lockLineage(source)) ?? found(source);
    try {
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
    } finally {
      unlock(lineage);
    }
  }

  function found(segment: Segment): Lineage {
    segment.lineage = { members: [segment], locked: true, unlocked: createWaitQueue('copy-on-write') };
    return segment.lineage;
  }

  function sharePage(source: Segment, copy: Segment, page: number): void {
    const entry = entryOf(source, page);
    const isOwned = (entry & (Pte.Resident | Pte.OnSwap)) !== 0;
    const { markResidentPageNs, markSwappedPageNs } = machine.costs;
    if ((entry & Pte.CopyOnRef) !== 0) {
      kernel.charge(markSwappedPageNs);
      refer(copy, page, segments.need(entry & Pte.Frame), entry);
    } else if (isOwned || (entry & Pte.CopyOnWrite) !== 0) {
      kernel.charge((entry & Pte.Resident) !== 0 ? markResidentPageNs : markSwappedPageNs);
      if ((entry & Pte.CopyOnWrite) === 0) setMark(source, page);
      unmap(core, source, page);
      refer(copy, page, source, entry);
    } else {
      setEntry(copy, page, entry);
    }
  }

  function refer(segment: Segment, page: number, master: Segment, entry: number): void {
    setEntry(segment, page, (entry & Pte.ReadOnly) | Pte.Valid | Pte.CopyOnRef | master.number);
    segment.corCount++;
    counters[segment.type === SegmentType.Stack ? 'numCORStkPages' : 'numCORHeapPages']++;
  }

  // --- The others' side ----------------------------------------------------------------------------------------

  function* copyReferenced(segment: Segment, page: number): Task<Outcome> {
    const lineage = yield* lockLineage(segment);
    if (lineage === null) return 'ok';
    try {
      if ((entryOf(segment, page) & Pte.CopyOnRef) === 0) return 'ok';
      return yield* copyFromMaster(lineage, segment, page);
    } finally {
      unlock(lineage);
    }
  }

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
      install(
        core,
        { segment, page },
        frame,
        protection(segment, page) | counted | Pte.Modified | Pte.Referenced,
      );
      placed = true;
      segment.corCount--;
      const masterIsAlone = heirOf(lineage, master, page) === null;
      if (masterIsAlone && (entryOf(master, page) & Pte.CopyOnWrite) !== 0) clearMark(master, page);
      counters[segment.type === SegmentType.Stack ? 'numCORStkFaults' : 'numCORHeapFaults']++;
      return 'ok';
    } finally {
      if (!placed) frames.give(frame);
    }
  }

  function copyFrame(from: number, to: number): void {
    frames.bytesOf(to).set(frames.bytesOf(from));
    kernel.charge(machine.costs.separatePageNs + machine.costs.copyNsPerByte * machine.pageSize);
  }

  function countWrite(segment: Segment, page: number): void {
    setEntry(segment, page, entryOf(segment, page) & ~Pte.CopyCounted);
    counters[segment.type === SegmentType.Stack ? 'numCORCOWStkFaults' : 'numCORCOWHeapFaults']++;
  }

  // --- The master's side ---------------------------------------------------------------------------------------

  function* separate(segment: Segment, page: number): Task<Outcome> {
    const lineage = yield* lockLineage(segment);
    if (lineage === null) return 'ok';
    try {
      if ((entryOf(segment, page) & Pte.CopyOnWrite) === 0) return 'ok';
      counters[segment.type === SegmentType.Stack ? 'numCOWStkFaults' : 'numCOWHeapFaults']++;
      if (heirOf(lineage, segment, page) === null) counters.quickCOWFaults++;
      return yield* passOn(lineage, segment, page, 'copy');
    } finally {
      unlock(lineage);
    }
  }

  /** The first later segment that refers to the master's page. */
  function heirOf(lineage: Lineage, master: Segment, page: number): Segment | null {
    return lineage.members.find((member) => refersTo(member, page, master)) ?? null;
  }

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
    let spare = NO_FRAME;
    try {
      for (;;) {
        const heir = heirOf(lineage, segment, page);
        if (heir === null) break;
        const entry = entryOf(segment, page);
        const place = { segment: heir, page };
        if ((entry & Pte.Resident) === 0) {
          if ((entry & Pte.OnSwap) === 0) {
            setEntry(heir, page, protection(heir, page) | Pte.Valid);
          } else {
            const copied = yield* swap.copyPage(segment, heir, page);
            if (copied !== 'ok') {
              lose(heir, page);
              continue;
            }
            setEntry(heir, page, protection(heir, page) | Pte.Valid | Pte.OnSwap);
          }
        } else if (mode === 'hand over') {
          if (frames.isLocked(entry & Pte.Frame)) {
            yield* sleepOn(kernel, frames.changed);
            continue;
          }
          install(
            core,
            place,
            evict(core, segment, page),
            protection(heir, page) | Pte.Modified | Pte.Referenced,
          );
        } else {
          if (spare === NO_FRAME) {
            spare = yield* obtainFrame();
            if (spare === NO_FRAME) return 'no-memory';
            continue;
          }
          copyFrame(entry & Pte.Frame, spare);
          install(core, place, spare, protection(heir, page) | Pte.Modified | Pte.Referenced);
          spare = NO_FRAME;
        }
        heir.corCount--;
        follow(lineage, segment, heir, page);
        break;
      }
      clearMark(segment, page);
      return 'ok';
    } finally {
      if (spare !== NO_FRAME) frames.give(spare);
    }
  }

  /** Whoever referred to the old master's page refers to the new one's. */
  function follow(lineage: Lineage, old: Segment, master: Segment, page: number): void {
    const followers = lineage.members.filter((member) => refersTo(member, page, old));
    for (const member of followers) {
      setEntry(member, page, protection(member, page) | Pte.Valid | Pte.CopyOnRef | master.number);
    }
    if (followers.length > 0) setMark(master, page);
  }

  /** The heir's page could not be saved, and with it its users. */
  function lose(heir: Segment, page: number): void {
    setEntry(heir, page, 0);
    heir.corCount--;
    failSegment(core, heir);
  }

  // --- Leaving -------------------------------------------------------------------------------------------------

  function* isolate(segment: Segment): Task<Outcome> {
    const lineage = yield* lockLineage(segment);
    if (lineage === null) return 'ok';
    try {
      for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
        const entry = entryOf(segment, page);
        let outcome: Outcome = 'ok';
        if ((entry & Pte.CopyOnWrite) !== 0) outcome = yield* passOn(lineage, segment, page, 'copy');
        else if ((entry & Pte.CopyOnRef) !== 0) outcome = yield* copyFromMaster(lineage, segment, page);
        if (outcome !== 'ok') return outcome;
      }
      withdraw(lineage, segment);
      return 'ok';
    } finally {
      unlock(lineage);
    }
  }

  function withdraw(lineage: Lineage, segment: Segment): void {
    lineage.members.splice(lineage.members.indexOf(segment), 1);
    segment.lineage = null;
  }

  function* leaveLineage(segment: Segment): Task<void> {
    const lineage = yield* lockLineage(segment);
    if (lineage === null) return;
    try {
      for (let page = segment.firstPage; page < pagesEnd(segment); page++) {
        yield* endSharing(lineage, segment, page);
      }
      withdraw(lineage, segment);
    } finally {
      unlock(lineage);
    }
  }

  function* leavePage(segment: Segment, page: number): Task<void> {
    const lineage = yield* lockLineage(segment);
    if (lineage === null) return;
    try {
      yield* endSharing(lineage, segment, page);
    } finally {
      unlock(lineage);
    }
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
