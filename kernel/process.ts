/**
 * The process record: what the kernel's bottom floor must know of a process to run it. It knows no module;
 * every module keeps its own state of a process in a table of its own indexed by `slot` (see `slot-table.ts`),
 * and can be asked whether a slot is empty. States, flags and the id layout are Sprite's (kernel-call
 * reference 5.5).
 */
import type { Context, Personality } from '../arch/machine.js';
import type { HostId, Nanoseconds, ProcessId } from '../arch/units.js';
import { createSignalState, type SignalState } from './signal-state.js';
import type { Task } from './task.js';

export const PROCESS_SLOTS = 256;

export const enum ProcessState {
  Unused = 0,
  Running = 1,
  Ready = 2,
  Waiting = 3,
  Exiting = 4,
  Dead = 5,
  Migrated = 6,
  New = 7,
  Suspended = 8,
}

/** genFlags bits. */
export const ProcessFlag = {
  KERNEL: 0x1,
  USER: 0x2,
  DEBUGGED: 0x4,
  DEBUG_ON_EXEC: 0x8,
  SINGLE_STEP: 0x10,
  DEBUG_WAIT: 0x20,
  MIG_PENDING: 0x40,
  DONT_MIGRATE: 0x80,
  FOREIGN: 0x100,
  DYING: 0x200,
  NO_VM: 0x800,
  MIGRATING: 0x1000,
  MIGRATION_DONE: 0x2000,
  ON_DEBUG_LIST: 0x4000,
  REMOTE_EXEC_PENDING: 0x8000,
  MIG_ERROR: 0x10000,
  /** It travels with the process, so that its home hears why it comes. */
  EVICTING: 0x20000,
  KILLING: 0x40000,
  VFORKCHILD: 0x80000,
  VFORKPARENT: 0x100000,
} as const;

/** What a long wait in a kernel call keeps, as data, so that the call can be dropped and entered again. */
export interface CallProgress {
  /** Bytes already moved by this call. */
  bytesMoved: number;
  /** Absolute end of the wait, or null for none. */
  deadlineNs: Nanoseconds | null;
}

/** The record of the same process on another host. */
export interface Peer {
  readonly host: HostId;
  /** In that host's table. */
  readonly id: ProcessId;
  /** That host is the process's home. */
  readonly isHome: boolean;
}

/** Where processes sleep, in order of arrival (`wait-queue.ts`). */
export interface WaitQueue {
  readonly name: string;
  readonly waiters: Process[];
}

export interface Process {
  readonly slot: number;
  id: ProcessId;
  homeHost: HostId;
  /** Where the other half is: of a foreign process its home, of one that has migrated away the process itself. */
  peer: Peer | null;
  state: ProcessState;
  genFlags: number;
  /** Argument strings, each followed by a blank (exec-and-signals reference 5.4); a kernel process's name. */
  argString: string;
  userId: number;
  effectiveUserId: number;
  /** A kernel process that works for other hosts: the processor's time is counted apart. */
  serves: boolean;
  /** Whose signal numbers and frames its program expects: Sprite's UNIX mark. Fork copies it, exec sets it. */
  personality: Personality;

  /** Registers and TLB; null for kernel processes and shadows. */
  context: Context | null;
  readonly signals: SignalState;
  /** Something must be looked at before the process next enters user mode. */
  userReturnPending: boolean;

  /** What its latest work in the kernel is for, in words; '' of a kernel process whose name says it, and of a new one. */
  doing: string;
  /** The kernel activity in progress; null while the process is in user mode. */
  task: Task<void> | null;
  /** Where it sleeps, while `state` is Waiting. */
  waitQueue: WaitQueue | null;
  waitInterruptible: boolean;
  wakeReason: WakeReason;
  /** Of the call in progress, or null. */
  callProgress: CallProgress | null;

  // Scheduling; usages in microseconds (memory-and-scheduling reference, section 8)
  /** -2 .. 2, Sprite's billingRate. */
  priority: number;
  recentUsage: number;
  weightedUsage: number;
  unweightedUsage: number;
  /** Second of host time up to which the two averages are decayed. */
  decayedToSecond: number;
  /** Host time in user mode already passed but not used by an instruction. */
  creditNs: number;
  userCpuNs: Nanoseconds;
  kernelCpuNs: Nanoseconds;
  quantumEnds: number;
  waitEvents: number;
}

export type WakeReason = 'woken' | 'signal' | 'timeout';

export const processId = (slot: number, home: HostId, generation: number): ProcessId =>
  (((generation & 0xf) << 16) | (home << 8) | slot) as ProcessId;
export const slotOf = (id: ProcessId): number => id & 0xff;
export const homeOf = (id: ProcessId): HostId => ((id >>> 8) & 0xff) as HostId;

/** The id by which everybody but this host's own tables knows the process: its home's. */
export const homeIdOf = ({ id, peer }: Process): ProcessId => (peer?.isHome === true ? peer.id : id);

export const isUserProcess = ({ genFlags }: Process): boolean => (genFlags & ProcessFlag.KERNEL) === 0;

/** Process ids are written in hexadecimal everywhere. */
export const formatProcessId = (id: ProcessId): string => (id >>> 0).toString(16);

export function createProcess(slot: number, id: ProcessId, homeHost: HostId): Process {
  return {
    slot,
    id,
    homeHost,
    peer: null,
    state: ProcessState.New,
    genFlags: 0,
    argString: '',
    userId: 0,
    effectiveUserId: 0,
    serves: false,
    personality: 'sprite',
    context: null,
    signals: createSignalState(),
    userReturnPending: false,
    doing: '',
    task: null,
    waitQueue: null,
    waitInterruptible: false,
    wakeReason: 'woken',
    callProgress: null,
    priority: 0,
    recentUsage: 0,
    weightedUsage: 0,
    unweightedUsage: 0,
    decayedToSecond: 0,
    creditNs: 0,
    userCpuNs: 0,
    kernelCpuNs: 0,
    quantumEnds: 0,
    waitEvents: 0,
  };
}
