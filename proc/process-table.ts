/**
 * Who is whose child, and what a parent has not been told yet. This is home bookkeeping: it stays with the
 * record in the home host's table while the process itself runs elsewhere, or is being rebuilt.
 * Source: exec-and-signals reference, 8.
 */
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessState, type WaitQueue } from '../kernel/process.js';
import type { Waiter } from '../kernel/rpc/remote-waits.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { createSlotTable, type SlotTable } from '../kernel/slot-table.js';
import { createWaitQueue, wakeAll } from '../kernel/wait-queue.js';
import { type ChildUsage, noChildUsage } from './usage.js';

/** Why a wait reports a child (kernel-call reference, 5.5). */
export const enum Reason {
  Exited = 1,
  Detached = 2,
  Signaled = 3,
  Destroyed = 4,
  Suspended = 5,
  Resumed = 6,
}

/** Statuses of Reason.Destroyed that are not a ReturnStatus. */
export const Destroyed = { BAD_STACK: 1, VM_READ_ERROR: 3, VM_WRITE_ERROR: 4 } as const;

/** What happened to a child, as Proc_Wait answers it. */
export interface Outcome {
  readonly reason: Reason;
  readonly status: number;
  readonly code: number;
}

export interface Kin {
  /** Null for the first process, for a foreign one, and once the parent has exited. */
  parent: Process | null;
  /** Of a foreign process: its parent's id at home. */
  parentAtHome: number;
  /** Oldest first. */
  readonly children: Process[];
  /** Where the process waits for news of its children. */
  readonly childNews: WaitQueue;
  /** The process is away, and waits there: whom to call back. */
  waitingAway: Waiter | null;
  readonly childUsage: ChildUsage;
  /** A detachment, suspension or resumption its parent has not been told of. */
  news: Outcome | null;
  /** Why it last stopped, for a debugger. */
  lastStop: Outcome | null;
  /** Why it exited, once it has. */
  end: Outcome | null;
}

export interface ProcessTable {
  /** Of a process that lives, or has exited and not been waited for. */
  kin(process: Process): Kin;
  enter(process: Process, parent: Process | null): void;
  /** Take the record out: its slot is free afterwards. */
  removeRecord(process: Process): void;
  /** The process no longer counts among its parent's children. */
  leaveParent(process: Process): void;
  /** Wake the parent's wait and send it SIG_CHILD. */
  tellParent(process: Process): void;
  isEmpty(slot: number): boolean;
}

const NO_PARENT = -1;
export const parentId = (kin: Kin): number => (kin.parent === null ? kin.parentAtHome : kin.parent.id);

export const hasExited = (process: Process): boolean =>
  process.state === ProcessState.Exiting || process.state === ProcessState.Dead;

/** `wakeAway` keeps the promise to a process that waits on another host. */
export function createProcessTable(kernel: Kernel, wakeAway: (waiter: Waiter) => void): ProcessTable {
  const table: SlotTable<Kin> = createSlotTable('process table');

  function leaveParent(process: Process): void {
    const kin = table.need(process);
    if (kin.parent === null) return;
    const siblings = table.need(kin.parent).children;
    siblings.splice(siblings.indexOf(process), 1);
    kin.parent = null;
  }

  return {
    kin: table.need,
    enter(process, parent) {
      table.set(process, {
        parent,
        parentAtHome: NO_PARENT,
        children: [],
        childNews: createWaitQueue('child'),
        waitingAway: null,
        childUsage: noChildUsage(),
        news: null,
        lastStop: null,
        end: null,
      });
      if (parent !== null) table.need(parent).children.push(process);
    },
    removeRecord(process) {
      leaveParent(process);
      table.clear(process);
      kernel.processes.free(process);
    },
    leaveParent,
    tellParent(process) {
      const { parent } = table.need(process);
      if (parent === null) return;
      const kin = table.need(parent);
      if (kin.waitingAway !== null) wakeAway(kin.waitingAway);
      kin.waitingAway = null;
      wakeAll(kernel, kin.childNews);
      postSignal(kernel, parent, Sig.CHILD);
    },
    isEmpty: table.isEmpty,
  };
}
