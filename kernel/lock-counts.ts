/**
 * How often locks of each kind were taken, and how often whoever wanted one had to wait for it: Sys_Stats 21 tells,
 * and 24 begins again. Locks here have no order among each other, and one processor never spins: those fields are 0.
 * Source: kernel-call reference, 1.6; structures reference, 6.
 */
import { bind, type LayoutRules } from '../arch/codec.js';
import { SyncLockStat } from '../arch/layouts.js';

export interface LockCounts {
  taken(kind: string, waited: boolean): void;
  givenBack(kind: string): void;
  reset(): void;
  /** A record for each of the kinds, as many as there is room for. */
  encode(layout: LayoutRules, room: number): Uint8Array;
}

interface Counts {
  hits: number;
  misses: number;
  held: number;
}

const NAME_BYTES = 30;
/** A lock that is waited for, not a semaphore that is spun on. */
const LOCK_CLASS = 1;

export function createLockCounts(): LockCounts {
  const kinds = new Map<string, Counts>();

  function countsOf(kind: string): Counts {
    let counts = kinds.get(kind);
    if (counts === undefined) {
      counts = { hits: 0, misses: 0, held: 0 };
      kinds.set(kind, counts);
    }
    return counts;
  }

  return {
    taken(kind, waited) {
      const counts = countsOf(kind);
      counts.held++;
      if (waited) counts.misses++;
      else counts.hits++;
    },
    givenBack(kind) {
      countsOf(kind).held--;
    },
    reset() {
      for (const counts of kinds.values()) Object.assign(counts, { hits: 0, misses: 0 });
    },
    encode(layout, room) {
      const codec = bind(SyncLockStat, layout);
      const shown = [...kinds].slice(0, Math.max(room, 0));
      const bytes = new Uint8Array(shown.length * codec.size);
      for (const [i, [kind, { hits, misses, held }]] of shown.entries()) {
        const record = codec.encode({
          inUse: 1,
          class: LOCK_CLASS,
          hit: hits,
          miss: misses,
          name: kind.slice(0, NAME_BYTES - 1),
          priorCount: 0,
          priorTypes: 0,
          activeCount: held,
          deadCount: 0,
          spinCount: 0,
        });
        bytes.set(record, i * codec.size);
      }
      return bytes;
    },
  };
}
