/** Waiting in a read or write of something that is not ready. */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process, WaitQueue } from '../kernel/process.js';
import { SigAction, signalBit } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { sleepOn } from '../kernel/wait-queue.js';
import type { Transfer } from './io-object.js';
import { UseFlag } from './types.js';

/**
 * Whether a stop signal would do nothing to the process: it ignores or holds it. Whoever would be stopped for using
 * a terminal is refused instead.
 */
export function refusesToStop({ signals }: Process, signal: number): boolean {
  return signals.actions[signal] === SigAction.Ignore || (signals.holdMask & signalBit(signal)) !== 0;
}

/**
 * Sleep until something has changed: SUCCESS, and the caller looks again. FS_WOULD_BLOCK on a stream that does
 * not wait, GEN_ABORTED_BY_SIGNAL when a signal ends the wait.
 */
export function* waitForChange(kernel: Kernel, changed: WaitQueue, { flags }: Transfer): Task<Status> {
  if ((flags & UseFlag.NON_BLOCKING) !== 0) return Status.FS_WOULD_BLOCK;
  const reason = yield* sleepOn(kernel, changed, { interruptible: true });
  return reason === 'signal' ? Status.GEN_ABORTED_BY_SIGNAL : SUCCESS;
}
