/**
 * The processor of one host and who gets it. One occupant at a time: a user slice, or a stretch of kernel work
 * with a known end. Interrupts come first, at once, and move the end of what they interrupt back by their cost;
 * kernel work is never preempted; a flagged process is switched at its next return to user mode.
 *
 * Lowest weighted usage runs first (`usage-averages.ts`). Timer ticks are counted when a stretch ends: an idle host has
 * no event of its own. Source: memory-and-scheduling reference, section 8.
 */
import { type Context, ContextWord, type Engine, type Machine, Stop } from '../arch/machine.js';
import { type HostId, type Nanoseconds, SECOND } from '../arch/units.js';
import type { EventQueue, QueuedEvent } from './event-queue.js';
import { isUserProcess, type Process, ProcessFlag, ProcessState, type WakeReason } from './process.js';
import {
  createProcessorTime,
  createStretch,
  type Sampler,
  type SpentTime,
  type Stretch,
} from './processor-time.js';
import { deliverable } from './signal-state.js';
import { Suspension, type Task } from './task.js';
import { decayUsage, foldRecentUsage, UNINTERRUPTED } from './usage-averages.js';

export interface Scheduler {
  /** Work of the current stretch or interrupt, to be paid before anybody can observe what it did. */
  charge(ns: Nanoseconds): void;
  /** Charged to the current stretch and not yet paid. */
  debt(): Nanoseconds;
  /** End the wait of a sleeping process; no effect on one that does not sleep. */
  wake(process: Process, reason: WakeReason): void;
  /** A new process, or one whose task or context has been set up: let it run. */
  makeReady(process: Process): void;
  /** Let others run at the next return to user mode. */
  yieldProcessor(): void;
  /** The host is switched off: nothing runs on it any more. */
  halt(): void;
  /** Run `action` now as an interrupt: its charges hold the processor before anything else goes on. */
  interrupt(action: () => void): void;
  /** The process whose kernel stretch is being executed, or null. */
  current(): Process | null;
  /** Who holds the processor, or null when it is idle. */
  occupant(): Process | null;
  /** Usage averages as of now, decayed. */
  refreshUsage(process: Process): void;
  statistics(): SchedulerStatistics;
  /** From now on every timer tick tells what it finds the processor busy with; idle ones are not told. Null: none. */
  sample(sampler: Sampler | null): void;
}

export interface SchedulerStatistics extends SpentTime {
  readonly contextSwitches: number;
  readonly involuntarySwitches: number;
  readonly fullSwitches: number;
  readonly idleNs: Nanoseconds;
  /** The number of user processes that could run, summed over time: its growth by time is the load. */
  readonly runnableNs: Nanoseconds;
  readonly readyCount: number;
}

export interface SchedulerParts {
  readonly hostId: HostId;
  readonly machine: Machine;
  readonly engine: Engine;
  readonly queue: EventQueue;
  /** Least time until another host's next event could be felt here (one minimum frame and its sending). */
  readonly lookaheadNs: Nanoseconds;
  /** Kernel work after a user slice ended at a call, fault or trap. */
  handleStop(process: Process, stop: Stop): Task<void>;
  /** A debugged process has done the one instruction it was allowed. */
  stepDone(process: Process): void;
  /** What `userReturnPending` asks for: signals, suspension, migration, death. */
  userReturn(process: Process): Task<void>;
}

/** What the processor is busy with, and what comes then. */
interface Busy extends Stretch {
  event: QueuedEvent;
  readonly then: () => void;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { hostId, machine, engine, queue } = parts;
  const ready: Process[] = [];
  let occupant: Process | null = null;
  let lastOccupant: Process | null = null;
  let executing: Process | null = null;
  let busy: Busy | null = null;
  let debtNs = 0;
  let switchWanted = false;
  let quantumEndTick = 0;
  let idleSinceNs: Nanoseconds | null = queue.now();
  let halted = false;
  const counts = { contextSwitches: 0, involuntarySwitches: 0, fullSwitches: 0, idleNs: 0 };
  const time = createProcessorTime(machine);
  const { tickOf } = time;
  const runnable = { count: 0, sinceNs: queue.now(), ns: 0 };

  /** Hold the processor for `ns`, then go on with `then`. */
  function hold(ns: Nanoseconds, mode: 'user' | 'kernel', then: () => void): void {
    const stretch = createStretch(mode, queue.now(), ns);
    busy = { ...stretch, event: queue.schedule(hostId, stretch.atNs, finish), then };
  }

  function finish(): void {
    const done = busy;
    if (done === null) throw new Error('processor finished nothing');
    busy = null;
    if (halted) return;
    // An interrupt of an idle processor.
    if (idleSinceNs !== null) counts.idleNs -= done.interruptNs;
    time.ended(done, occupant);
    done.then();
  }

  /** Who can run has changed. */
  function countRunnable(): void {
    runnable.ns += runnable.count * (queue.now() - runnable.sinceNs);
    runnable.sinceNs = queue.now();
    runnable.count = occupant !== null && isUserProcess(occupant) ? 1 : 0;
    for (const process of ready) if (isUserProcess(process)) runnable.count++;
  }

  function takeDebt(): Nanoseconds {
    const owed = Math.ceil(debtNs);
    debtNs = 0;
    return owed;
  }

  // --- Choosing --------------------------------------------------------------------------------------------

  function makeReady(process: Process): void {
    process.state = ProcessState.Ready;
    if (!isUserProcess(process)) process.weightedUsage = 0;
    decayUsage(process, queue.now());
    ready.push(process);
    countRunnable();
    if (occupant !== null && process.weightedUsage < occupant.weightedUsage) switchWanted = true;
    if (busy === null && executing === null) hold(0, 'kernel', dispatch);
  }

  function takeBest(): Process | null {
    let best = -1;
    for (let i = 0; i < ready.length; i++) {
      decayUsage(ready[i], queue.now());
      if (best < 0 || ready[i].weightedUsage < ready[best].weightedUsage) best = i;
    }
    return best < 0 ? null : ready.splice(best, 1)[0];
  }

  function dispatch(): void {
    // Idle until now, even if it was only interrupted and stays so.
    if (idleSinceNs !== null) counts.idleNs += queue.now() - idleSinceNs;
    idleSinceNs = null;
    const process = takeBest();
    if (process === null) {
      occupant = null;
      idleSinceNs = queue.now();
      countRunnable();
      return;
    }
    counts.contextSwitches++;
    if (process !== lastOccupant) {
      counts.fullSwitches++;
      debtNs += machine.costs.contextSwitchNs;
    }
    occupant = lastOccupant = process;
    countRunnable();
    process.state = ProcessState.Running;
    switchWanted = false;
    quantumEndTick = tickOf(queue.now()) + machine.quantumTicks;
    proceed(process);
  }

  function release(): void {
    if (occupant !== null) foldRecentUsage(occupant, queue.now());
    occupant = null;
    dispatch();
  }

  // --- Kernel mode -----------------------------------------------------------------------------------------

  /** Run the process's kernel work until it must wait, or enter user mode. */
  function proceed(process: Process): void {
    for (;;) {
      if (debtNs > 0) return hold(takeDebt(), 'kernel', () => proceed(process));
      if (process.task === null) {
        if (!process.userReturnPending) return enterUser(process);
        process.doing = 'return to user mode';
        process.task = parts.userReturn(process);
      }
      if (step(process, process.task) === 'blocked') return hold(takeDebt(), 'kernel', release);
    }
  }

  function step(process: Process, task: Task<void>): 'goes on' | 'blocked' {
    executing = process;
    const result = task.next();
    executing = null;
    if (result.done === true) {
      process.task = null;
      if (process.state === ProcessState.Running) return 'goes on';
    } else if (result.value === Suspension.Pay) {
      return 'goes on';
    }
    process.waitEvents++;
    if (process.state === ProcessState.Dead) process.task = null;
    return 'blocked';
  }

  // --- User mode -------------------------------------------------------------------------------------------

  function enterUser(process: Process): void {
    const nowNs = queue.now();
    if (tickOf(nowNs) >= quantumEndTick) {
      quantumEndTick = tickOf(nowNs) + machine.quantumTicks;
      if (process.priority < UNINTERRUPTED) {
        process.quantumEnds++;
        foldRecentUsage(process, queue.now());
        switchWanted = true;
      }
    }
    if (switchWanted && ready.length > 0) return preempt(process);
    switchWanted = false;
    runSlice(process, nowNs);
  }

  function preempt(process: Process): void {
    counts.involuntarySwitches++;
    process.state = ProcessState.Ready;
    foldRecentUsage(process, queue.now());
    occupant = null;
    ready.push(process);
    dispatch();
  }

  /** The longest stretch of user code that is provably undisturbed. */
  function runSlice(process: Process, nowNs: Nanoseconds): void {
    const context = process.context;
    if (context === null) throw new Error(`process ${process.slot} has no context to run`);
    const limitNs = Math.min(
      quantumEndTick * machine.tickNs,
      queue.nextTime(hostId),
      Math.floor(queue.nextTimeOfOthers(hostId) + parts.lookaheadNs),
    );
    const availableNs = limitNs - nowNs + process.creditNs;
    const cycles = limitNs > nowNs ? Math.floor((availableNs * machine.clockHz) / SECOND) : 0;
    if (cycles < 1) {
      process.creditNs = availableNs;
      return hold(limitNs - nowNs, 'user', () => proceed(process));
    }
    const step = (process.genFlags & ProcessFlag.SINGLE_STEP) === 0 ? null : runStep(context, cycles);
    const stop = step?.stop ?? engine.run(context, cycles);
    const usedNs =
      (((step?.budget ?? cycles) - context.words[ContextWord.CyclesLeft]) * SECOND) / machine.clockHz;
    const elapsedNs =
      stop === Stop.Budget && step === null
        ? limitNs - nowNs
        : Math.max(0, Math.ceil(usedNs - process.creditNs));
    process.creditNs += elapsedNs - usedNs;
    queue.setRanUntil(hostId, nowNs + elapsedNs);
    hold(elapsedNs, 'user', () => {
      // Signals that waited until the handler of another had begun.
      if (deliverable(process.signals) !== 0) process.userReturnPending = true;
      if (stop !== Stop.Budget) process.task = parts.handleStop(process, stop);
      // A page that has to be fetched first is no step.
      if (step !== null && stop !== Stop.PageFault) process.task = endStep(process, process.task);
      proceed(process);
    });
  }

  /** One instruction: the least budget with which anything happens. Null when the slice is too short for it. */
  function runStep(
    context: Context,
    cycles: number,
  ): { readonly stop: Stop; readonly budget: number } | null {
    for (let budget = 1; budget <= cycles; budget++) {
      const stop = engine.run(context, budget);
      if (stop !== Stop.Budget || context.words[ContextWord.CyclesLeft] !== budget) return { stop, budget };
    }
    return null;
  }

  /** What the instruction has asked of the kernel is done first. */
  function* endStep(process: Process, asked: Task<void> | null): Task<void> {
    if (asked !== null) yield* asked;
    parts.stepDone(process);
  }

  return {
    charge(ns) {
      debtNs += ns;
    },
    debt: () => debtNs,
    wake(process, reason) {
      if (process.waitQueue === null || process.state === ProcessState.Ready) return;
      if (process.state !== ProcessState.Waiting && process.state !== ProcessState.Suspended) return;
      process.wakeReason = reason;
      makeReady(process);
    },
    makeReady,
    yieldProcessor() {
      switchWanted = true;
    },
    halt() {
      halted = true;
    },
    interrupt(action) {
      if (halted) return;
      const owedNs = debtNs;
      debtNs = machine.costs.interruptNs;
      const interrupted = busy;
      if (interrupted === null) hold(0, 'kernel', dispatch);
      action();
      const costNs = takeDebt();
      debtNs = owedNs;
      const held = interrupted ?? busy;
      if (held === null) return;
      held.event.cancel();
      held.atNs = Math.max(held.atNs, queue.now()) + costNs;
      time.interrupted(held, queue.now(), costNs);
      held.event = queue.schedule(hostId, held.atNs, finish);
    },
    current: () => executing,
    occupant: () => occupant,
    refreshUsage: (process) => decayUsage(process, queue.now()),
    sample: time.sample,
    statistics: () => ({
      ...counts,
      ...time.spentUntil(queue.now(), busy, occupant),
      runnableNs: runnable.ns + runnable.count * (queue.now() - runnable.sinceNs),
      idleNs: counts.idleNs + (idleSinceNs === null ? 0 : queue.now() - idleSinceNs),
      readyCount: ready.length,
    }),
  };
}
