/**
 * What the server of a file has been given and need not have on its disk yet. If the server crashes before that,
 * blocks that are still here are dirty again; for others the next fsync fails, once. Without this an fsync could
 * succeed after the server has lost what was written before it.
 */
import { type Nanoseconds, SECOND } from '../../arch/units.js';

export interface Unstable {
  /** Block `index` has been taken by that life of the server; null for a write past the cache. */
  given(index: number | null, life: number, nowNs: Nanoseconds): void;
  /** All that was given before `sinceNs` is on the server's disk. */
  synced(sinceNs: Nanoseconds): void;
  /** A new life of the server: the blocks it may lack. `again` is asked to make each dirty; false: it is gone. */
  serverLost(life: number, nowNs: Nanoseconds, again: (index: number) => boolean): void;
  /** Contents have been cut off or thrown away from block `first` on. */
  dropped(first: number): void;
  /** Whether something given has been lost since the last question. */
  takeLoss(): boolean;
}

/** The server's write-back takes 30 s for the data and again for the descriptor, with a scan every 5 s. */
const STABLE_AFTER_NS: Nanoseconds = 120 * SECOND;
const UNCACHED = -1;

interface Given {
  readonly life: number;
  readonly atNs: Nanoseconds;
}

export function createUnstable(): Unstable {
  const pending = new Map<number, Given>();
  let isLost = false;

  function forgetOld(nowNs: Nanoseconds): void {
    for (const [index, { atNs }] of pending) {
      if (nowNs - atNs < STABLE_AFTER_NS) return;
      pending.delete(index);
    }
  }

  return {
    given(index, life, nowNs) {
      const key = index ?? UNCACHED;
      // In order of time.
      pending.delete(key);
      pending.set(key, { life, atNs: nowNs });
      forgetOld(nowNs);
    },
    synced(sinceNs) {
      for (const [index, { atNs }] of pending) if (atNs < sinceNs) pending.delete(index);
    },
    serverLost(life, nowNs, again) {
      forgetOld(nowNs);
      for (const [index, given] of [...pending]) {
        if (given.life === life) continue;
        pending.delete(index);
        if (index === UNCACHED || !again(index)) isLost = true;
      }
    },
    dropped(first) {
      for (const index of [...pending.keys()]) if (index >= first) pending.delete(index);
    },
    takeLoss() {
      const had = isLost;
      isLost = false;
      return had;
    },
  };
}
