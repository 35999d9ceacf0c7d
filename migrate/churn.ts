/**
 * Churn: at every Nth kernel entry of a user process it is taken apart into one buffer, torn down until no table
 * knows it, and rebuilt on the same host from the bytes alone. So every module that keeps state for a process
 * is exercised as by migration, by every program that runs. A process that goes to sleep in a long wait is
 * taken apart as well: its call is dropped and entered again with what the wait has kept.
 *
 * Only calls count as entries: a process taken apart at a page fault would lose the pages it just got, and an
 * instruction that needs two of them would never be done.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { postArrived } from '../kernel/signals.js';
import type { MaybeTask, Task } from '../kernel/task.js';
import type { Exit } from '../proc/exit.js';
import { Reason } from '../proc/process-table.js';
import {
  deencapsulateAll,
  type EncapsulationTable,
  encapsulateAll,
  forgetAll,
  leftovers,
  sizeAll,
} from './encapsulation.js';

export interface Churn {
  /** For the call dispatcher, before a call is looked at. */
  atKernelEntry(process: Process): MaybeTask<void>;
  readonly counts: ChurnCounts;
}

export interface ChurnCounts {
  /** Times a process was taken apart and rebuilt. */
  churned: number;
  /** Times a call was dropped in a long wait and entered again. */
  restarted: number;
  /** Times a module refused, as it would refuse a migration (a shared heap). */
  refused: number;
}

export interface ChurnParts {
  readonly kernel: Kernel;
  readonly table: EncapsulationTable;
  readonly exit: Exit;
  /** Take a process apart at every `interval`-th call; 0 never. */
  readonly interval: number;
  /** Serve the call the process has trapped with. */
  handleCall(process: Process): Task<void>;
}

export function createChurn(parts: ChurnParts): Churn {
  const { kernel, table } = parts;
  const { layout } = kernel.machine;
  const counts: ChurnCounts = { churned: 0, restarted: 0, refused: 0 };
  let entries = 0;
  /** The process whose call is being entered again: that is no new entry. */
  let reentering: Process | null = null;

  function atKernelEntry(process: Process): MaybeTask<void> {
    if (process === reentering) {
      reentering = null;
      return;
    }
    if (parts.interval === 0 || ++entries % parts.interval !== 0) return;
    watch(process);
    return churn(process);
  }

  // --- Taking apart --------------------------------------------------------------------------------------------

  function* churn(process: Process): Task<void> {
    const sized = yield* sizeAll(table, process);
    if ('status' in sized) {
      counts.refused++;
      return;
    }
    process.genFlags |= ProcessFlag.MIGRATING;
    const packed = yield* encapsulateAll(table, process, sized.sizes, { layout, goingHome: true });
    if ('status' in packed) return yield* lost(process);
    yield* forgetAll(table, process, true);
    checkGone(process);
    const status = yield* deencapsulateAll(table, process, packed.bytes, layout);
    if (status !== SUCCESS) return yield* lost(process);
    arrive(process);
    counts.churned++;
    if (kernel.listening('churn')) {
      kernel.emit({
        kind: 'churn',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: process.id,
        bytes: packed.bytes.length,
      });
    }
  }

  function arrive(process: Process): void {
    process.genFlags &= ~ProcessFlag.MIGRATING;
    postArrived(kernel, process);
  }

  /** Beyond the point of no return a failure destroys the process, as it would a migrating one. */
  function* lost(process: Process): Task<void> {
    arrive(process);
    yield* parts.exit(process, { reason: Reason.Destroyed, status: Status.PROC_NO_PEER, code: 0 });
  }

  function checkGone(process: Process): void {
    const left = leftovers(table, process.slot);
    if (process.context !== null) throw new Error(`churn: slot ${process.slot} still has a context`);
    if (left.length > 0) throw new Error(`churn: slot ${process.slot} is still known to ${left.join(', ')}`);
  }

  // --- Long waits ----------------------------------------------------------------------------------------------

  /** Look at every timer interrupt whether the call in progress has gone into a long wait. */
  function watch(process: Process): void {
    const call = process.task;
    kernel.atTick(kernel.now() + 1, look);
    function look(): void {
      if (call === null || process.task !== call) return;
      const asleep = process.state === ProcessState.Waiting && process.waitInterruptible;
      if (!asleep) kernel.atTick(kernel.now() + 1, look);
      else restart(process, call);
    }
  }

  function restart(process: Process, call: Task<void>): void {
    const dropped = call.return();
    if (dropped.done !== true) throw new Error(`churn: the call of slot ${process.slot} cannot be dropped`);
    counts.restarted++;
    process.task = enterAgain(process);
    kernel.scheduler.makeReady(process);
  }

  function* enterAgain(process: Process): Task<void> {
    yield* churn(process);
    if ((process.genFlags & ProcessFlag.DYING) !== 0) return;
    reentering = process;
    yield* parts.handleCall(process);
  }

  return { atKernelEntry, counts };
}
