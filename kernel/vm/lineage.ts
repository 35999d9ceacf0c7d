/**
 * Segments related by fork, oldest first. A page that they share has one master, which carries a mark, and any number of
 * later members that refer to the master by number. Whoever holds the lineage's lock may sleep and still finds every
 * master and every reference as it was. Source: memory-and-scheduling reference, 4.
 */
import type { Kernel } from '../kernel.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { Pte } from './page-table.js';
import { entryOf, type Lineage, pagesEnd, type Segment, setEntry } from './segment.js';

// --- The lock --------------------------------------------------------------------------------------------------------

/** The segment's lineage, locked, or null when it has none. */
function* lockLineage(kernel: Kernel, segment: Segment): Task<Lineage | null> {
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

/** The last that is left has nobody who could refer to its pages. */
function unlock(kernel: Kernel, lineage: Lineage): void {
  const [last] = lineage.members;
  if (lineage.members.length === 1) {
    clearMarks(last);
    last.lineage = null;
  }
  lineage.locked = false;
  wakeAll(kernel, lineage.unlocked);
}

/** Work on the segment's lineage, or on a new one. */
export function* withLineage<T>(
  kernel: Kernel,
  segment: Segment,
  work: (lineage: Lineage) => Task<T>,
): Task<T> {
  const lineage = (yield* lockLineage(kernel, segment)) ?? found(segment);
  try {
    return yield* work(lineage);
  } finally {
    unlock(kernel, lineage);
  }
}

function found(segment: Segment): Lineage {
  segment.lineage = { members: [segment], locked: true, unlocked: createWaitQueue('copy-on-write') };
  return segment.lineage;
}

/** The same where a segment without a lineage needs nothing: 'ok'. */
export function* ifShared<T>(
  kernel: Kernel,
  segment: Segment,
  work: (lineage: Lineage) => Task<T>,
): Task<T | 'ok'> {
  const lineage = yield* lockLineage(kernel, segment);
  if (lineage === null) return 'ok';
  try {
    return yield* work(lineage);
  } finally {
    unlock(kernel, lineage);
  }
}

export function withdraw(lineage: Lineage, segment: Segment): void {
  lineage.members.splice(lineage.members.indexOf(segment), 1);
  segment.lineage = null;
}

// --- Masters, and who refers to them ---------------------------------------------------------------------------------

export function setMark(segment: Segment, page: number): void {
  setEntry(segment, page, entryOf(segment, page) | Pte.CopyOnWrite);
  segment.cowCount++;
}

export function clearMark(segment: Segment, page: number): void {
  setEntry(segment, page, entryOf(segment, page) & ~Pte.CopyOnWrite);
  segment.cowCount--;
}

function clearMarks(segment: Segment): void {
  for (let page = segment.firstPage; segment.cowCount > 0 && page < pagesEnd(segment); page++) {
    if ((entryOf(segment, page) & Pte.CopyOnWrite) !== 0) clearMark(segment, page);
  }
}

/** The page is the master's, and read-only still where it was. */
export function refer(segment: Segment, page: number, master: Segment, protection: number): void {
  setEntry(segment, page, protection | Pte.Valid | Pte.CopyOnRef | master.number);
}

const refersTo = (segment: Segment, page: number, master: Segment): boolean => {
  const entry = entryOf(segment, page);
  return (entry & Pte.CopyOnRef) !== 0 && (entry & Pte.Frame) === master.number;
};

/** All that refer to the master's page, the oldest first: it is the heir. */
export const followersOf = (lineage: Lineage, master: Segment, page: number): readonly Segment[] =>
  lineage.members.filter((member) => refersTo(member, page, master));

export const heirOf = (lineage: Lineage, master: Segment, page: number): Segment | null =>
  lineage.members.find((member) => refersTo(member, page, master)) ?? null;
