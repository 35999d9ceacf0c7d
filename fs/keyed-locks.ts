/** Locks by name, each there only while somebody holds it or waits for it. */
import type { Kernel } from '../kernel/kernel.js';
import { createLock, type Lock, withLock } from '../kernel/lock.js';
import type { Task } from '../kernel/task.js';

export interface KeyedLocks {
  /** Do `work` with nobody else of the same key in between. */
  oneAtATime<T>(key: string, work: () => Task<T>): Task<T>;
}

interface Entry {
  readonly lock: Lock;
  /** Who holds it, and who waits: woken ones too, which are in no queue. */
  users: number;
}

export function createKeyedLocks(kernel: Kernel, name: string): KeyedLocks {
  const entries = new Map<string, Entry>();

  return {
    *oneAtATime(key, work) {
      const entry = entries.get(key) ?? { lock: createLock(name), users: 0 };
      entries.set(key, entry);
      entry.users++;
      try {
        return yield* withLock(kernel, entry.lock, work);
      } finally {
        if (--entry.users === 0) entries.delete(key);
      }
    },
  };
}
