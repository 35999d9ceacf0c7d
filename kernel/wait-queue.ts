/**
 * Where processes sleep. Broadcast only, as Sprite's condition variables: a waiter tests its condition in a
 * loop. A signal wakes any waiting process; an interruptible waiter then gets 'signal', any other goes on
 * waiting. Source: memory-and-scheduling reference, section 11.
 */
import type { Nanoseconds } from '../arch/units.js';
import type { Kernel } from './kernel.js';
import { type Process, ProcessState, type WaitQueue, type WakeReason } from './process.js';
import { deliverable } from './signal-state.js';
import { Suspension, type Task } from './task.js';

export type { WaitQueue } from './process.js';

export const createWaitQueue = (name: string): WaitQueue => ({ name, waiters: [] });

export interface WaitOptions {
  /** A deliverable signal ends the wait. */
  readonly interruptible?: boolean;
  /** So does one that is held (Sig_Pause only looks whether one came). */
  readonly anySignal?: boolean;
  /** The wait ends at the first timer interrupt at or after this time. */
  readonly deadlineNs?: Nanoseconds | null;
  /** A suspended process sleeps too, in its own state. */
  readonly state?: ProcessState.Waiting | ProcessState.Suspended;
}

/**
 * Put the current process to sleep until the queue is woken. An interruptible wait answers 'signal' at once if
 * a signal is deliverable already.
 */
export function* sleepOn(kernel: Kernel, queue: WaitQueue, options: WaitOptions = {}): Task<WakeReason> {
  const process = kernel.currentProcess();
  const interruptible = options.interruptible ?? false;
  if (interruptible && deliverable(process.signals) !== 0) return 'signal';
  const deadline = options.deadlineNs ?? null;
  const timer =
    deadline === null
      ? null
      : // One that has passed ends the wait at the next interrupt.
        kernel.atTick(Math.max(deadline, kernel.stretchTime()), () =>
          kernel.scheduler.wake(process, 'timeout'),
        );
  process.waitInterruptible = interruptible;
  process.waitQueue = queue;
  process.state = options.state ?? ProcessState.Waiting;
  queue.waiters.push(process);
  try {
    yield Suspension.Block;
  } finally {
    leaveQueue(process);
    timer?.cancel();
  }
  if (process.wakeReason !== 'signal' || options.anySignal === true) return process.wakeReason;
  return interruptible && deliverable(process.signals) !== 0 ? 'signal' : 'woken';
}

/** Make every waiter ready. They run when they are scheduled, and test their condition again. */
export function wakeAll(kernel: Kernel, queue: WaitQueue): void {
  for (const process of queue.waiters.slice()) kernel.scheduler.wake(process, 'woken');
}

function leaveQueue(process: Process): void {
  const queue = process.waitQueue;
  if (queue === null) return;
  const at = queue.waiters.indexOf(process);
  if (at >= 0) queue.waiters.splice(at, 1);
  process.waitQueue = null;
}
