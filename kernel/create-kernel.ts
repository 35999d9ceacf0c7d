/** One host's `Kernel` object: virtual time, timers and the processor put together for the modules to use. */
import { ContextWord, type Engine, type Machine, type Stop } from '../arch/machine.js';
import type { HostId, Nanoseconds } from '../arch/units.js';
import { type Clock, createClock } from './clock.js';
import type { EventQueue } from './event-queue.js';
import type { HostMemory, Kernel, Timer } from './kernel.js';
import type { KernelEvent } from './kernel-event.js';
import { createLockCounts } from './lock-counts.js';
import { type Process, ProcessFlag } from './process.js';
import { createProcessSlots } from './process-slots.js';
import { createScheduler } from './scheduler.js';
import { NO_CODE, type PostedSignal, Sig } from './signal-state.js';
import { postFault } from './signals.js';
import type { Task } from './task.js';

export interface KernelParts {
  readonly hostId: HostId;
  readonly hostName: string;
  readonly machine: Machine;
  readonly memory: HostMemory;
  readonly queue: EventQueue;
  /** Seconds since 1970 (UT) at virtual time 0. */
  readonly startSeconds: number;
  readonly lookaheadNs: Nanoseconds;
  handleStop(process: Process, stop: Stop): Task<void>;
  userReturn(process: Process): Task<void>;
  forwardSignal(process: Process, posted: PostedSignal): void;
  /** Where kernel messages go besides listeners: the syslog. */
  logged(line: string): void;
  listening(kind?: KernelEvent['kind']): boolean;
  emit(event: KernelEvent): void;
}

export interface KernelWithClock {
  readonly kernel: Kernel;
  readonly clock: Clock;
}

export function createKernel(parts: KernelParts): KernelWithClock {
  const { hostId, machine, memory, queue } = parts;
  const engine: Engine = machine.createEngine(memory.views);
  const processes = createProcessSlots(hostId);
  const clock = createClock(parts.startSeconds);
  const scheduler = createScheduler({
    hostId,
    machine,
    engine,
    queue,
    lookaheadNs: parts.lookaheadNs,
    handleStop: parts.handleStop,
    stepDone(process) {
      process.genFlags &= ~ProcessFlag.SINGLE_STEP;
      const pc = process.context?.words[ContextWord.Pc] ?? 0;
      postFault(kernel, process, Sig.TRACE_TRAP, NO_CODE, pc >>> 0);
    },
    userReturn: parts.userReturn,
  });

  const at = (timeNs: Nanoseconds, action: () => void): Timer =>
    queue.schedule(hostId, Math.ceil(timeNs), () => scheduler.interrupt(action));

  const kernel: Kernel = {
    hostId,
    hostName: parts.hostName,
    machine,
    engine,
    memory,
    scheduler,
    processes,
    lockCounts: createLockCounts(),
    now: () => queue.now(),
    stretchTime: () => queue.now() + Math.ceil(scheduler.debt()),
    timeOfDay: () => clock.timeOfDay(kernel.stretchTime()),
    charge: scheduler.charge,
    at,
    deviceAt: (timeNs, action) => queue.schedule(hostId, Math.ceil(timeNs), action),
    atTick: (timeNs, action) => at(Math.ceil(timeNs / machine.tickNs) * machine.tickNs, action),
    currentProcess() {
      const process = scheduler.current();
      if (process === null) throw new Error('kernel work of a process outside a kernel stretch');
      return process;
    },
    spawn(name, body) {
      const process = processes.allocate();
      if (process === null) throw new Error(`no process slot for ${name}`);
      process.genFlags = ProcessFlag.KERNEL;
      process.argString = name;
      process.task = forever(body);
      scheduler.makeReady(process);
      return process;
    },
    forwardSignal: parts.forwardSignal,
    log(line) {
      parts.logged(line);
      if (parts.listening('log'))
        parts.emit({ kind: 'log', timeNs: kernel.stretchTime(), host: hostId, text: line });
    },
    listening: parts.listening,
    emit: parts.emit,
  };
  return { kernel, clock };
}

function* forever(body: () => Task<void>): Task<void> {
  for (;;) yield* body();
}
