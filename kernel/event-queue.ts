/**
 * The one event queue: virtual time itself. Events are ordered by (time, source, sequence within the source):
 * source 0 is the outside world, then hosts by id. A source's numbers do not depend on what the
 * others do, so adding a trace or a recorded input changes no tie.
 *
 * Invariant: nothing happens to a source before the time to which it has run (`ranUntil`), checked at every
 * insertion.
 */
import type { Nanoseconds } from '../arch/units.js';

export const OUTSIDE_WORLD = 0;
/** The outside world and hosts 1 .. 199. */
const SOURCES = 200;

export interface QueuedEvent {
  readonly timeNs: Nanoseconds;
  cancel(): void;
}

interface Entry extends QueuedEvent {
  readonly sequence: number;
  action: (() => void) | null;
}

export interface EventQueue {
  /** Time of the event being handled; the start of time before the first. */
  now(): Nanoseconds;
  /** @throws Error when the time lies before what the source has already lived through. */
  schedule(source: number, timeNs: Nanoseconds, action: () => void): QueuedEvent;
  /** The source has executed up to `timeNs`. */
  setRanUntil(source: number, timeNs: Nanoseconds): void;
  /** Time of the source's next event, or Infinity. */
  nextTime(source: number): Nanoseconds;
  /** Time of the earliest event of any other source, or Infinity. */
  nextTimeOfOthers(source: number): Nanoseconds;
  /** The first instant to which nobody has run yet: the stamp of input from outside. */
  frontier(): Nanoseconds;
  /** Let time pass to `timeNs`, no event being due before; no effect when it is past. */
  advanceTo(timeNs: Nanoseconds): void;
  /** Handle the next event if it is due at or before `limitNs`; false when none is. */
  runNext(limitNs: Nanoseconds): boolean;
}

export function createEventQueue(): EventQueue {
  const heaps: Entry[][] = Array.from({ length: SOURCES }, () => []);
  const sequences = new Float64Array(SOURCES);
  const next = new Float64Array(SOURCES).fill(Number.POSITIVE_INFINITY);
  const ranUntil = new Float64Array(SOURCES);
  let nowNs = 0;

  /** Drop cancelled entries from the top, so that `next` is a time at which something happens. */
  function settle(source: number): void {
    const heap = heaps[source];
    while (heap.length > 0 && heap[0].action === null) pop(heap);
    next[source] = heap.length > 0 ? heap[0].timeNs : Number.POSITIVE_INFINITY;
  }

  function earliest(): number {
    let best = 0;
    for (let source = 1; source < SOURCES; source++) if (next[source] < next[best]) best = source;
    return best;
  }

  return {
    now: () => nowNs,
    schedule(source, timeNs, action) {
      if (!(timeNs >= nowNs && timeNs >= ranUntil[source])) {
        throw new Error(
          `event for source ${source} at ${timeNs} ns, which has run until ${ranUntil[source]} ns`,
        );
      }
      const entry: Entry = {
        timeNs,
        sequence: sequences[source]++,
        action,
        cancel() {
          if (entry.action === null) return;
          entry.action = null;
          if (heaps[source][0] === entry) settle(source);
        },
      };
      push(heaps[source], entry);
      if (timeNs < next[source]) next[source] = timeNs;
      return entry;
    },
    setRanUntil(source, timeNs) {
      ranUntil[source] = timeNs;
    },
    nextTime: (source) => next[source],
    nextTimeOfOthers(source) {
      let best = Number.POSITIVE_INFINITY;
      for (let other = 0; other < SOURCES; other++)
        if (other !== source && next[other] < best) best = next[other];
      return best;
    },
    frontier() {
      let latest = nowNs;
      for (const time of ranUntil) if (time > latest) latest = time;
      return latest;
    },
    advanceTo(timeNs) {
      if (next[earliest()] < timeNs) throw new Error(`time would jump over an event before ${timeNs} ns`);
      if (timeNs > nowNs) nowNs = timeNs;
    },
    runNext(limitNs) {
      const source = earliest();
      if (!(next[source] <= limitNs) || next[source] === Number.POSITIVE_INFINITY) return false;
      const entry = pop(heaps[source]);
      const action = entry.action;
      entry.action = null;
      settle(source);
      nowNs = entry.timeNs;
      action?.();
      return true;
    },
  };
}

// A binary heap of entries by (time, sequence).

const before = (a: Entry, b: Entry): boolean =>
  a.timeNs < b.timeNs || (a.timeNs === b.timeNs && a.sequence < b.sequence);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(entry, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry {
  const top = heap[0];
  const last = heap.pop() as Entry;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}
