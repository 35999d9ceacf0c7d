/**
 * A real kernel (clock, scheduler, process slots) on a fake machine, for tests of what stands on it. Kernel work
 * is given as tasks to processes that never enter user mode; the driver runs the event queue, so charges are
 * paid, sleepers sleep, and several processes take turns exactly as on a host.
 */
import type { HostId, Nanoseconds } from '../../arch/units.js';
import type { Clock } from '../clock.js';
import { createKernel } from '../create-kernel.js';
import { createEventQueue, type EventQueue } from '../event-queue.js';
import type { Kernel } from '../kernel.js';
import type { KernelEvent } from '../kernel-event.js';
import { createMemory } from '../memory.js';
import { type Process, ProcessFlag, ProcessState } from '../process.js';
import { Suspension, type Task } from '../task.js';
import { createFakeMachine, type FakeEngine, type FakeMachineOptions } from './fake-machine.js';

export interface FakeKernelOptions extends FakeMachineOptions {
  readonly hostId?: number;
  /** Page frames of the host. */
  readonly frames?: number;
  /** Of a cluster; a kernel alone has its own. */
  readonly queue?: EventQueue;
}

/** Kernel work on its way: `value` is there once `done`. */
export interface Running<T> {
  readonly process: Process;
  readonly done: boolean;
  /** @throws Error while the work is not done. */
  value(): T;
}

export interface FakeKernel {
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly engine: FakeEngine;
  readonly queue: EventQueue;
  /** Lines of kernel.log. */
  readonly lines: readonly string[];
  readonly events: readonly KernelEvent[];
  /** A new user process, without context, that does nothing until it is given work. */
  newProcess(): Process;
  /** Give a process that has none kernel work to do; nothing happens before the queue is run. */
  start<T>(process: Process, work: () => Task<T>): Running<T>;
  /**
   * Do `work` (as a process of its own, unless one is given) and run the queue until it is done.
   * @throws Error when nothing can happen any more and the work sleeps.
   */
  run<T>(work: () => Task<T>, process?: Process): T;
  /** Handle every event up to virtual time `untilNs`, or until there are none. */
  settle(untilNs?: Nanoseconds): void;
}

const MEMORY_LIMIT_BYTES = 0x1000_0000;
/** 1989-03-06 17:00 UT, nine in the morning at Berkeley. */
const START_SECONDS = 605_206_800;

export function createFakeKernel(options: FakeKernelOptions = {}): FakeKernel {
  const machine = createFakeMachine(options);
  const sizeBytes = (options.frames ?? 64) * machine.pageSize;
  const [memory] = createMemory([{ machine, sizeBytes }], MEMORY_LIMIT_BYTES);
  const queue = options.queue ?? createEventQueue();
  const lines: string[] = [];
  const events: KernelEvent[] = [];
  let engine: FakeEngine | null = null;
  const { kernel, clock } = createKernel({
    hostId: (options.hostId ?? 1) as HostId,
    hostName: 'mint',
    machine: { ...machine, createEngine: (views) => (engine = machine.createEngine(views)) },
    memory,
    queue,
    startSeconds: START_SECONDS,
    lookaheadNs: 57_600,
    handleStop() {
      throw new Error('a process of the fake kernel entered user mode');
    },
    *userReturn(process) {
      process.userReturnPending = false;
    },
    forwardSignal: () => {},
    logged: (line) => lines.push(line),
    listening: () => true,
    emit: (event) => events.push(event),
  });
  if (engine === null) throw new Error('the kernel made no engine');

  function newProcess(): Process {
    const process = kernel.processes.allocate();
    if (process === null) throw new Error('no process slot left');
    process.genFlags = ProcessFlag.USER;
    return process;
  }

  function start<T>(process: Process, work: () => Task<T>): Running<T> {
    if (process.task !== null) throw new Error(`process ${process.slot} has work already`);
    let outcome: { readonly value: T } | null = null;
    process.task = (function* (): Task<void> {
      outcome = { value: yield* work() };
      // Off the processor before it can enter user mode, and ready for more work.
      process.task = null;
      process.state = ProcessState.New;
      yield Suspension.Block;
    })();
    kernel.scheduler.makeReady(process);
    return {
      process,
      get done() {
        return outcome !== null;
      },
      value() {
        if (outcome === null) throw new Error(`process ${process.slot} is not done: ${whereabouts(process)}`);
        return outcome.value;
      },
    };
  }

  function run<T>(work: () => Task<T>, process?: Process): T {
    const worker = process ?? newProcess();
    const running = start(worker, work);
    while (!running.done && queue.runNext(Number.POSITIVE_INFINITY));
    const value = running.value();
    settleWork(worker);
    if (process === undefined) kernel.processes.free(worker);
    return value;
  }

  /** The work's last charges have still to be paid. */
  function settleWork(process: Process): void {
    while (kernel.scheduler.occupant() === process && queue.runNext(Number.POSITIVE_INFINITY));
  }

  function settle(untilNs: Nanoseconds = Number.POSITIVE_INFINITY): void {
    while (queue.runNext(untilNs));
  }

  return { kernel, clock, engine, queue, lines, events, newProcess, start, run, settle };
}

function whereabouts(process: Process): string {
  return process.waitQueue === null
    ? `state ${process.state}`
    : `asleep for ever on '${process.waitQueue.name}'`;
}
