/** Locks that hold across waits: whoever wants one that is held sleeps until it is given back. */
import type { Kernel } from './kernel.js';
import type { WaitQueue } from './process.js';
import type { Task } from './task.js';
import { createWaitQueue, sleepOn, wakeAll } from './wait-queue.js';

export interface Lock {
  /** What it protects, as statistics have it. */
  readonly kind: string;
  held: boolean;
  readonly waiting: WaitQueue;
}

/** `number`: of what it protects, where there are many. */
export const createLock = (kind: string, number?: number): Lock => ({
  kind,
  held: false,
  waiting: createWaitQueue(number === undefined ? kind : `${kind} ${number}`),
});

/** Work while nobody else holds the lock. A process that ends in the middle of it gives it back. */
export function* withLock<T>(kernel: Kernel, lock: Lock, work: () => Task<T>): Task<T> {
  const waits = lock.held;
  while (lock.held) yield* sleepOn(kernel, lock.waiting);
  lock.held = true;
  kernel.lockCounts.taken(lock.kind, waits);
  try {
    return yield* work();
  } finally {
    lock.held = false;
    kernel.lockCounts.givenBack(lock.kind);
    if (lock.waiting.waiters.length > 0) wakeAll(kernel, lock.waiting);
  }
}
