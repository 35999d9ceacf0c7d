/**
 * Page faults, of user code and of the kernel's own copies: find the page, grow the stack to it, copy it if it is
 * shared, fill it. Every sleep is followed by another look from the start.
 * Source: memory-and-scheduling reference, 1.2 and 3.
 */
import { Access } from '../../arch/machine.js';
import { SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import { sleepOn, wakeAll } from '../wait-queue.js';
import type { CopyOnWrite } from './copy-on-write.js';
import { failSegment, install, type Outcome, READ_ERROR, type VmCore } from './core.js';
import { NO_FRAME } from './frames.js';
import { Pte } from './page-table.js';
import type { Prefetch } from './prefetch.js';
import type { ObtainFrame } from './replace.js';
import {
  addZeroPages,
  entryOf,
  hasFailed,
  type Segment,
  SegmentType,
  setEntry,
  tableEnd,
} from './segment.js';
import { isAllowed, MAX_STACK_GROWTH_BYTES, type Place, type Spaces } from './space.js';
import type { Swap } from './swap.js';

export interface Faults {
  /**
   * Bring in the page of an address. 'bad': no segment allows the access. After 'failed' and 'no-memory' the
   * process has been killed.
   */
  resolve(process: Process, address: UserAddress, access: Access): Task<Outcome | 'bad'>;
  /** Bring in a page of a segment that is not (yet) anybody's to run. */
  fetchPage(segment: Segment, page: number): Task<Outcome>;
  /** Whether `resolve` would find a page, for one page or for the stack growing to it. */
  wouldAllow(process: Process, page: number, access: Access): boolean;
}

export interface FaultParts {
  readonly core: VmCore;
  readonly spaces: Spaces;
  readonly swap: Swap;
  readonly copyOnWrite: CopyOnWrite;
  readonly obtainFrame: ObtainFrame;
  readonly prefetch: Prefetch;
}

export function createFaults(parts: FaultParts): Faults {
  const { core, spaces, swap, copyOnWrite, obtainFrame, prefetch } = parts;
  const { kernel, frames, counters } = core;
  const { machine } = kernel;
  const maxGrowthPages = MAX_STACK_GROWTH_BYTES >>> core.pageShift;

  function* resolve(process: Process, address: UserAddress, access: Access): Task<Outcome | 'bad'> {
    kernel.charge(machine.costs.pageFaultNs);
    counters.totalFaults++;
    let isQuick = true;
    for (;;) {
      const place = usablePage(process, address >>> core.pageShift, access);
      if (place === null) return 'bad';
      const { segment, page } = place;
      if (isQuick) prefetch.fetchSoon(segment, page + 1);
      const entry = entryOf(segment, page);
      let outcome: Outcome = 'ok';
      if ((entry & Pte.InProgress) !== 0) {
        counters.collFaults++;
        yield* sleepOn(kernel, segment.changed);
      } else if ((entry & Pte.CopyOnRef) !== 0) {
        outcome = yield* copyOnWrite.copyReferenced(segment, page);
      } else if (access === Access.Write && (entry & Pte.CopyOnWrite) !== 0) {
        outcome = yield* copyOnWrite.separate(segment, page);
      } else if (access === Access.Write && (entry & Pte.CopyCounted) !== 0) {
        copyOnWrite.countWrite(segment, page);
        continue;
      } else if ((entry & Pte.Resident) !== 0) {
        if ((entry & Pte.Prefetched) !== 0) prefetch.countHit(segment, entry);
        setEntry(segment, page, (entry & ~Pte.Prefetched) | Pte.Referenced);
        core.touched();
        if (isQuick) counters.quickFaults++;
        else countBySegment(segment);
        return 'ok';
      } else {
        outcome = yield* fetchPage(segment, page);
      }
      // Those that have not touched the page of a mapped file go on.
      if (outcome === 'failed' && segment.type === SegmentType.Mapped) return 'bad';
      if (outcome === 'no-memory') core.hooks.killSegmentUser(process, READ_ERROR);
      if (outcome !== 'ok') return outcome;
      isQuick = false;
    }
  }

  function usablePage(process: Process, page: number, access: Access): Place | null {
    const place = spaces.placeOf(process, page);
    if (place === null) return null;
    if (isBelowStack(place) && (hasFailed(place.segment) || !growStack(process, page))) return null;
    return isAllowed(place, access) ? place : null;
  }

  const isBelowStack = ({ segment, page }: Place): boolean =>
    segment.type === SegmentType.Stack && page < segment.firstPage;

  function countBySegment(segment: Segment): void {
    if (segment.type === SegmentType.Code) counters.codeFaults++;
    else if (segment.type === SegmentType.Stack) counters.stackFaults++;
    else counters.heapFaults++;
  }

  // --- Filling -------------------------------------------------------------------------------------------------

  function* fetchPage(segment: Segment, page: number): Task<Outcome> {
    setEntry(segment, page, entryOf(segment, page) | Pte.InProgress);
    let frame = NO_FRAME;
    try {
      frame = yield* obtainFrame();
      if (frame === NO_FRAME) return 'no-memory';
      const isZero = (entryOf(segment, page) & Pte.ZeroFill) !== 0;
      if (isZero) {
        counters.zeroFilled++;
        kernel.charge(machine.costs.zeroNsPerByte * machine.pageSize);
        frames.bytesOf(frame).fill(0);
      } else if ((yield* swap.readIn(segment, page, frame)) !== SUCCESS) {
        if (segment.type !== SegmentType.Mapped) failSegment(core, segment);
        return 'failed';
      }
      // The copy-on-write mark may have gone while the page was read.
      const kept = entryOf(segment, page) & (Pte.OnSwap | Pte.CopyOnWrite | Pte.ReadOnly);
      install(core, { segment, page }, frame, kept | Pte.Referenced | (isZero ? Pte.Modified : 0));
      frame = NO_FRAME;
      return 'ok';
    } finally {
      if (frame !== NO_FRAME) frames.give(frame);
      setEntry(segment, page, entryOf(segment, page) & ~Pte.InProgress);
      wakeAll(kernel, segment.changed);
    }
  }

  // --- The stack -----------------------------------------------------------------------------------------------

  /** Where the table would begin if the stack grew to `page`; null when it may not. */
  function grownTableStart(process: Process, page: number): number | null {
    const segments = spaces.segmentsOf(process);
    if (segments === null) return null;
    const { heap, stack } = segments;
    if (page >= stack.tableStart) return stack.tableStart;
    if (stack.tableStart - page > maxGrowthPages) return null;
    const stackEnd = core.lastStackPage + 1;
    const pages = Math.ceil((stackEnd - page) / core.growthPages) * core.growthPages;
    const start = stackEnd - pages;
    return start < tableEnd(heap) || spaces.isMapped(process, start, stack.tableStart) ? null : start;
  }

  function growStack(process: Process, page: number): boolean {
    const stack = spaces.segmentsOf(process)?.stack;
    const start = grownTableStart(process, page);
    if (start === null || stack === undefined) return false;
    if (start < stack.tableStart) {
      const table = new Uint32Array(tableEnd(stack) - start);
      table.set(stack.table, stack.tableStart - start);
      stack.table = table;
      stack.tableStart = start;
    }
    const oldFirst = stack.firstPage;
    stack.firstPage = page;
    stack.pageCount += oldFirst - page;
    addZeroPages(stack, page, oldFirst - 1);
    return true;
  }

  function wouldAllow(process: Process, page: number, access: Access): boolean {
    const place = spaces.placeOf(process, page);
    if (place === null) return false;
    if (isBelowStack(place)) return !hasFailed(place.segment) && grownTableStart(process, page) !== null;
    return isAllowed(place, access);
  }

  return { resolve, fetchPage, wouldAllow };
}
