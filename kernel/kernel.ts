/**
 * One host's kernel as its modules see it: the machine, the memory, virtual time, the processor. It is composed
 * in `host.ts` (above all floors) and handed to every module's `create...` function.
 */
import type { Time } from '../arch/layouts.js';
import type { Engine, Machine, MemoryViews } from '../arch/machine.js';
import type { HostId, Nanoseconds } from '../arch/units.js';
import type { KernelEvent } from './kernel-event.js';
import type { LockCounts } from './lock-counts.js';
import type { Process } from './process.js';
import type { ProcessSlots } from './process-slots.js';
import type { Scheduler } from './scheduler.js';
import type { PostedSignal } from './signal-state.js';
import type { Task } from './task.js';

export interface Timer {
  cancel(): void;
}

/** A host's share of the emulator's memory. */
export interface HostMemory {
  readonly views: MemoryViews;
  /** First byte of the page frames, and their number (each of the machine's page size). */
  readonly frameBase: number;
  readonly frameCount: number;
  /** First byte of the context blocks, one for each process slot. */
  readonly contextBase: number;
}

export interface Kernel {
  readonly hostId: HostId;
  readonly hostName: string;
  readonly machine: Machine;
  readonly engine: Engine;
  readonly memory: HostMemory;
  readonly scheduler: Scheduler;
  readonly processes: ProcessSlots;
  readonly lockCounts: LockCounts;

  /** Virtual time of the present event. Work charged since is not in it yet. */
  now(): Nanoseconds;
  /** Virtual time with what the current stretch has been charged: when what it starts really starts. */
  stretchTime(): Nanoseconds;
  timeOfDay(): Time;
  /** Add kernel work of the current stretch (plain function; see `task.ts`). */
  charge(ns: Nanoseconds): void;

  /** Device and wire completions: run `action` as an interrupt of this host at that time. */
  at(timeNs: Nanoseconds, action: () => void): Timer;
  /** A device's own doing, without the processor: `action` at that time. */
  deviceAt(timeNs: Nanoseconds, action: () => void): Timer;
  /** An interrupt at the first timer interrupt at or after that time. */
  atTick(timeNs: Nanoseconds, action: () => void): Timer;

  /** The process whose kernel stretch is running. @throws Error outside one: a fault of the emulator. */
  currentProcess(): Process;
  /** Start a kernel process (a daemon). Its task begins again from the tables whenever it ends. */
  spawn(name: string, body: () => Task<void>): Process;

  /** A signal for a process that has migrated away goes where it is; nobody waits for that. */
  forwardSignal(process: Process, posted: PostedSignal): void;

  /** Kernel printf: to /dev/syslog, and the console if nobody reads that. One line without newline. */
  log(line: string): void;
  /** Whether anybody listens to this kind (to any, without one): events need not be made for nobody. */
  listening(kind?: KernelEvent['kind']): boolean;
  /** Tell whoever listens; never changes virtual history. */
  emit(event: KernelEvent): void;
}
