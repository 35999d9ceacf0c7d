/**
 * The interval timer: one real-time timer to a process, which sends SIG_TIMER. It expires at a timer interrupt,
 * never early; periodic expiries are computed from the previous one, so there is no drift. Exec keeps it, fork
 * does not copy it, exit cancels it. Source: kernel-call reference, calls 83 and 84; scheduling reference, 9.
 */
import type { ValueOf } from '../arch/codec.js';
import type { ProcTimerInterval } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { nanosecondsOf, timeOf } from '../arch/time.js';
import { MICROSECOND, type Nanoseconds } from '../arch/units.js';
import type { Kernel, Timer } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { createSlotTable, type SlotTable } from '../kernel/slot-table.js';

export type TimerInterval = ValueOf<typeof ProcTimerInterval>;

/** The only type: real time. */
const REAL_TIMER = 0;
const MAX_MICROSECONDS = 1_000_000;

export interface IntervalTimers {
  get(process: Process, type: number): TimerInterval | null;
  set(process: Process, type: number, timer: TimerInterval): Status;
  /** What is left of the timer, which is cancelled by it: a process on its way carries its timer along. */
  take(process: Process): TimerInterval;
  /** Arm with what `take` gave; a zero value arms nothing. */
  give(process: Process, timer: TimerInterval): void;
  cancel(process: Process): void;
  isEmpty(slot: number): boolean;
}

interface Armed {
  readonly intervalNs: Nanoseconds;
  expiryNs: Nanoseconds;
  timer: Timer;
}

export function createIntervalTimers(kernel: Kernel): IntervalTimers {
  const table: SlotTable<Armed> = createSlotTable('interval timer');

  function read(process: Process): TimerInterval {
    const armed = table.get(process);
    if (armed === undefined) return { interval: timeOf(0), curValue: timeOf(0) };
    return {
      interval: timeOf(armed.intervalNs),
      // Due, but for the interrupt that will say so: zero would mean that there is none.
      curValue: timeOf(Math.max(MICROSECOND, armed.expiryNs - kernel.stretchTime())),
    };
  }

  function cancel(process: Process): void {
    table.get(process)?.timer.cancel();
    table.clear(process);
  }

  function arm(process: Process, valueNs: Nanoseconds, intervalNs: Nanoseconds): void {
    const expiryNs = kernel.stretchTime() + valueNs;
    const expired = (): void => expire(process, armed);
    const armed: Armed = { intervalNs, expiryNs, timer: kernel.atTick(expiryNs, expired) };
    table.set(process, armed);
  }

  function expire(process: Process, armed: Armed): void {
    if (armed.intervalNs === 0) {
      table.clear(process);
    } else {
      // Several expiries that passed within one interrupt make one signal.
      while (armed.expiryNs <= kernel.now()) armed.expiryNs += armed.intervalNs;
      armed.timer = kernel.atTick(armed.expiryNs, () => expire(process, armed));
    }
    postSignal(kernel, process, Sig.TIMER, REAL_TIMER);
  }

  /** Values below one timer interrupt are raised to it. */
  const raised = (ns: Nanoseconds): Nanoseconds => (ns === 0 ? 0 : Math.max(ns, kernel.machine.tickNs));

  return {
    get: (process, type) => (type === REAL_TIMER ? read(process) : null),
    set(process, type, timer) {
      if (type !== REAL_TIMER) return Status.GEN_INVALID_ARG;
      for (const { seconds, microseconds } of [timer.interval, timer.curValue]) {
        if (seconds < 0 || microseconds < 0 || microseconds > MAX_MICROSECONDS) return Status.GEN_INVALID_ARG;
      }
      cancel(process);
      const valueNs = nanosecondsOf(timer.curValue);
      if (valueNs > 0) arm(process, raised(valueNs), raised(nanosecondsOf(timer.interval)));
      return SUCCESS;
    },
    take(process) {
      const timer = read(process);
      cancel(process);
      return timer;
    },
    give(process, timer) {
      const valueNs = nanosecondsOf(timer.curValue);
      if (valueNs > 0) arm(process, valueNs, nanosecondsOf(timer.interval));
    },
    cancel,
    isEmpty: table.isEmpty,
  };
}
