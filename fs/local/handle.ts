/**
 * Handles: the files of a local domain that somebody uses, or whose descriptor is not on the disk yet. A handle
 * is found by file number; it has the descriptor, the file's blocks, the use counts, and a lock that holds
 * across waits.
 */
import type { Kernel } from '../../kernel/kernel.js';
import type { WaitQueue } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import type { CachedFile } from '../block-cache.js';
import type { Descriptor } from './layout.js';

export interface LocalHandle {
  readonly number: number;
  readonly descriptor: Descriptor;
  readonly file: CachedFile;
  readonly lock: Lock;
  /** Disk blocks that are taken for the file and in its block map only when they have been written. */
  readonly placing: Placing;
  /** Streams that refer to it, and how many of them write and execute. */
  references: number;
  writers: number;
  executers: number;
  /** Short uses by kernel work that holds no stream. */
  holders: number;
  /** The descriptor differs from the disk's since this virtual time. */
  changedNs: number | null;
  /** The size that the disk may show: no block below it is missing there. */
  storedSize: number;
  /** A directory has it, or had it. */
  named: boolean;
  /** Its last name is gone; it goes when its last user does. */
  removed: boolean;
  /** Its descriptor is being given up, or has been. */
  gone: boolean;
}

export interface Placing {
  /** Disk block by block index of the file; blocks of pointers by their keys (`block-map.ts`). */
  readonly blocks: Map<number, number>;
  /** Blocks of pointers that may not be on the disk as they are in the cache. */
  readonly changedPointers: Set<number>;
  /** Where the next block would be read without delay. */
  near: number;
  /** Held while the map is changed. */
  readonly lock: Lock;
}

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

/** Take the lock, waiting for whoever holds it. Give it back in a `finally`. */
export function* acquire(kernel: Kernel, lock: Lock): Task<void> {
  const waits = lock.held;
  while (lock.held) yield* sleepOn(kernel, lock.waiting);
  lock.held = true;
  kernel.lockCounts.taken(lock.kind, waits);
}

export function giveBack(kernel: Kernel, lock: Lock): void {
  lock.held = false;
  kernel.lockCounts.givenBack(lock.kind);
  if (lock.waiting.waiters.length > 0) wakeAll(kernel, lock.waiting);
}
