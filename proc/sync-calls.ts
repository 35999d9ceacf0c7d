/**
 * Sleeping for a time, and the slow paths of user-level locks and condition variables. An event is a user
 * address, host-wide and not per address space: processes that share memory at equal addresses meet there, and
 * chance meetings of others only wake a waiter that looks again (every wait is in a loop).
 * Source: kernel-call reference, calls 3 and 61 to 63; scheduling reference, 11.
 */
import { bind, type ValueOf } from '../arch/codec.js';
import { SyncUserLock } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { nanosecondsOf } from '../arch/time.js';
import type { Nanoseconds, UserAddress } from '../arch/units.js';
import { type CallResult, ENTER_AGAIN, type Implementations } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process, WaitQueue } from '../kernel/process.js';
import { deliverable, migrateSignals } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import type { SemaphoreCalls } from './semaphores/calls.js';

export type SyncCalls = Omit<
  Pick<Implementations, Extract<keyof Implementations, `Sync_${string}`>>,
  keyof SemaphoreCalls
>;

export interface SyncParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
}

export function createSyncCalls(parts: SyncParts): SyncCalls {
  const { kernel, memory } = parts;
  const lockCodec = bind(SyncUserLock, kernel.machine.layout);
  const asleep = createWaitQueue('time');
  /** Only events somebody sleeps on. */
  const events = new Map<number, WaitQueue>();

  function* sleepOnEvent(event: number): Task<'woken' | 'signal'> {
    let queue = events.get(event);
    if (queue === undefined) events.set(event, (queue = createWaitQueue(`event ${event.toString(16)}`)));
    try {
      const reason = yield* sleepOn(kernel, queue, { interruptible: true });
      return reason === 'signal' ? 'signal' : 'woken';
    } finally {
      if (queue.waiters.length === 0 && events.get(event) === queue) events.delete(event);
    }
  }

  function wakeEvent(event: number): void {
    const queue = events.get(event);
    if (queue !== undefined) wakeAll(kernel, queue);
  }

  function* waitTime(process: Process, intervalNs: Nanoseconds): Task<CallResult> {
    if (intervalNs <= 0) return SUCCESS;
    process.callProgress ??= { bytesMoved: 0, deadlineNs: kernel.stretchTime() + intervalNs };
    const { deadlineNs } = process.callProgress;
    if (deadlineNs !== null && deadlineNs <= kernel.now()) return SUCCESS;
    const reason = yield* sleepOn(kernel, asleep, { interruptible: true, deadlineNs });
    if (reason !== 'signal') return SUCCESS;
    const isOnlyMoved = (deliverable(process.signals) & ~migrateSignals) === 0;
    return isOnlyMoved ? ENTER_AGAIN : Status.GEN_ABORTED_BY_SIGNAL;
  }

  function* readLock(process: Process, address: UserAddress): Task<ValueOf<typeof SyncUserLock> | null> {
    const bytes = yield* memory.copyIn(process, address, lockCodec.size);
    return bytes === null ? null : lockCodec.decode(bytes);
  }

  function* slowLock(process: Process, address: UserAddress): Task<CallResult> {
    for (;;) {
      const lock = yield* readLock(process, address);
      if (lock === null) return Status.SYS_ARG_NOACCESS;
      const free = lock.inUse === 0;
      const next = lockCodec.encode({ inUse: 1, waiting: free ? lock.waiting : 1 });
      if (!(yield* memory.copyOut(process, address, next))) return Status.SYS_ARG_NOACCESS;
      if (free) return SUCCESS;
      if ((yield* sleepOnEvent(address)) === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
  }

  function* slowWait(
    process: Process,
    event: number,
    lock: UserAddress,
    wakeIfSignal: boolean,
  ): Task<CallResult> {
    // Entered again: the lock was released long ago and a broadcast may have passed, so the waiter looks again.
    if (process.callProgress !== null) return SUCCESS;
    const released = lockCodec.encode({ inUse: 0, waiting: 0 });
    if (!(yield* memory.copyOut(process, lock, released))) return Status.SYS_ARG_NOACCESS;
    wakeEvent(lock);
    process.callProgress = { bytesMoved: 0, deadlineNs: null };
    const reason = yield* sleepOnEvent(event);
    return reason === 'signal' && wakeIfSignal ? Status.GEN_ABORTED_BY_SIGNAL : SUCCESS;
  }

  return {
    Sync_WaitTime: (process, args) => waitTime(process, nanosecondsOf(args.interval)),
    Sync_SlowLock: (process, args) => slowLock(process, args.lock),
    Sync_SlowWait: (process, args) => slowWait(process, args.event, args.lock, args.wakeIfSignal !== 0),
    Sync_SlowBroadcast(_process, args) {
      wakeEvent(args.event);
      args.waitFlag.value = 0;
      return SUCCESS;
    },
  };
}
