/**
 * Waiting for children: one that has exited is reported once and is then no more, one that detached itself once
 * and is then no child, one that was stopped or resumed once for each event and only if asked.
 * A wait keeps nothing: entered again, it looks at the children again. Source: exec-and-signals reference, 8.
 */

import { Status, SUCCESS } from '../arch/status.js';
import { USER_NIL } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { sleepOn } from '../kernel/wait-queue.js';
import { hasExited, type Outcome, type ProcessTable, Reason } from './process-table.js';
import { usageRecord } from './usage.js';

export const WaitFlag = { BLOCK: 1, FOR_SUSPEND: 2 } as const;

export interface WaitParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly table: ProcessTable;
}

type Wait = (process: Process, args: CallArguments<'Proc_Wait'>) => Task<CallResult>;

const WORD = 4;
/** More children than the process table has slots cannot be named. */
const MAX_PIDS = 0x10000;

export interface Waits {
  readonly wait: Wait;
  /** The same with the ids already here; null for any child. */
  waitForChild(process: Process, ids: readonly number[] | null, args: WaitRequest): Task<Status>;
}
/** What to wait for, and where to say what came of it. */
export type WaitRequest = Omit<CallArguments<'Proc_Wait'>, 'numPids' | 'pidArray'>;

export function createWait(parts: WaitParts): Waits {
  const { kernel, memory, table } = parts;
  const { littleEndian } = kernel.machine.layout;

  function* wait(process: Process, args: CallArguments<'Proc_Wait'>): Task<CallResult> {
    if (args.numPids < 0) return Status.SYS_INVALID_ARG;
    const wanted = yield* wantedIds(process, args.numPids, args.pidArray);
    if ('status' in wanted) return wanted.status;
    return yield* waitForChild(process, wanted.ids, args);
  }

  function* waitForChild(process: Process, ids: readonly number[] | null, args: WaitRequest): Task<Status> {
    kernel.charge(kernel.machine.costs.waitNs);
    for (;;) {
      const children = eligible(process, ids);
      if ('status' in children) return children.status;
      for (const child of children.list) {
        const outcome = takeOutcome(child, (args.flags & WaitFlag.FOR_SUSPEND) !== 0);
        if (outcome !== null) {
          report(process, child, outcome, args);
          return SUCCESS;
        }
      }
      if ((args.flags & WaitFlag.BLOCK) === 0) return Status.PROC_NO_EXITS;
      const reason = yield* sleepOn(kernel, table.kin(process).childNews, { interruptible: true });
      if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
  }

  /** The ids asked for; null for any child. */
  function* wantedIds(
    process: Process,
    count: number,
    address: number,
  ): Task<{ readonly ids: readonly number[] | null } | { readonly status: Status }> {
    if (count === 0) return { ids: null };
    if (address === USER_NIL) return { status: Status.SYS_INVALID_ARG };
    if (count > MAX_PIDS) return { status: Status.SYS_ARG_NOACCESS };
    const bytes = yield* memory.copyIn(process, address, count * WORD);
    if (bytes === null) return { status: Status.SYS_ARG_NOACCESS };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { ids: Array.from({ length: count }, (_, i) => view.getUint32(i * WORD, littleEndian)) };
  }

  function eligible(
    process: Process,
    ids: readonly number[] | null,
  ): { readonly list: readonly Process[] } | { readonly status: Status } {
    const { children } = table.kin(process);
    if (ids === null) {
      return children.length === 0 ? { status: Status.PROC_NO_CHILDREN } : { list: children };
    }
    const list: Process[] = [];
    for (const id of ids) {
      const child = children.find((candidate) => candidate.id === id);
      if (child === undefined) return { status: Status.PROC_INVALID_PID };
      list.push(child);
    }
    return { list };
  }

  /** What is to be told of a child, now told; null when there is nothing. */
  function takeOutcome(child: Process, forSuspend: boolean): Outcome | null {
    const kin = table.kin(child);
    const { news, end } = kin;
    const detachment = news !== null && news.reason === Reason.Detached;
    if (end !== null && !detachment) return end;
    if (news === null || !(detachment || forSuspend)) return null;
    kin.news = null;
    return news;
  }

  function report(process: Process, child: Process, outcome: Outcome, args: WaitRequest): void {
    const ofChild = table.kin(child).childUsage;
    args.pid.value = child.id;
    args.reason.value = outcome.reason;
    args.status.value = outcome.status;
    args.subStatus.value = outcome.code;
    args.usage.value = usageRecord(child, ofChild);
    if (hasExited(child)) {
      const sums = table.kin(process).childUsage;
      sums.kernelCpuNs += child.kernelCpuNs + ofChild.kernelCpuNs;
      sums.userCpuNs += child.userCpuNs + ofChild.userCpuNs;
      table.removeRecord(child);
    } else if (outcome.reason === Reason.Detached) {
      table.leaveParent(child);
    }
  }

  return { wait, waitForChild };
}
