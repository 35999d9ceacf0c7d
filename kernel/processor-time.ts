/**
 * Where the time of one processor went. It is held for stretches with a known end, which interrupts move back. What the
 * host counts is exact; what a process is charged is sampled: each timer tick charges its whole interval to whom and
 * what it finds. Source: memory-and-scheduling reference, section 8.
 */
import type { Machine } from '../arch/machine.js';
import { MICROSECOND, type Nanoseconds } from '../arch/units.js';
import { isUserProcess, type Process } from './process.js';
import { UNINTERRUPTED } from './usage-averages.js';

/** A stretch of work that holds the processor until `atNs`. */
export interface Stretch {
  atNs: Nanoseconds;
  readonly startNs: Nanoseconds;
  readonly mode: 'user' | 'kernel';
  /** Of it, what interrupts took. */
  interruptNs: Nanoseconds;
  /** The timer ticks that came while it was interrupted, and the end of the last interrupt. */
  interruptTicks: number;
  interruptedUntilNs: Nanoseconds;
}

/** The processor's time by what it was spent on; serving is the work of RPC servers. */
export interface SpentTime {
  readonly userNs: Nanoseconds;
  readonly kernelNs: Nanoseconds;
  readonly servingNs: Nanoseconds;
}

/** So many ticks found this: 'user', 'interrupt', 'scheduler', or what a process was doing in the kernel. */
export type Sampler = (what: string, ticks: number) => void;

export interface ProcessorTime {
  tickOf(ns: Nanoseconds): number;
  /** An interrupt of the stretch, now. Interrupts are served one after the other. */
  interrupted(stretch: Stretch, nowNs: Nanoseconds, costNs: Nanoseconds): void;
  /** `occupant` is null where nobody held the processor: it was chosen, or only interrupted. */
  ended(stretch: Stretch, occupant: Process | null): void;
  /** With what has passed of a stretch that has not ended. */
  spentUntil(nowNs: Nanoseconds, stretch: Stretch | null, occupant: Process | null): SpentTime;
  /** From now on every timer tick tells what it finds the processor busy with; idle ones are not told. Null: none. */
  sample(sampler: Sampler | null): void;
}

export const createStretch = (
  mode: Stretch['mode'],
  startNs: Nanoseconds,
  durationNs: Nanoseconds,
): Stretch => ({
  atNs: startNs + durationNs,
  startNs,
  mode,
  interruptNs: 0,
  interruptTicks: 0,
  interruptedUntilNs: startNs,
});

const spentOn = ({ mode }: Stretch, occupant: Process | null): keyof SpentTime => {
  if (mode === 'user') return 'userNs';
  return occupant?.serves === true ? 'servingNs' : 'kernelNs';
};

export function createProcessorTime({ tickNs }: Machine): ProcessorTime {
  const spent = { userNs: 0, kernelNs: 0, servingNs: 0 };
  let sampler: Sampler | null = null;

  const tickOf = (ns: Nanoseconds): number => Math.floor(ns / tickNs);
  const ticksIn = (fromNs: Nanoseconds, toNs: Nanoseconds): number => tickOf(toNs) - tickOf(fromNs);

  function chargeTicks(process: Process, { startNs, atNs, mode }: Stretch): void {
    const ticks = ticksIn(startNs, atNs);
    if (ticks === 0) return;
    if (process.priority < UNINTERRUPTED) process.recentUsage += (ticks * tickNs) / MICROSECOND;
    if (mode === 'user') process.userCpuNs += ticks * tickNs;
    else process.kernelCpuNs += ticks * tickNs;
  }

  function tellSamples({ startNs, atNs, mode, interruptTicks }: Stretch, occupant: Process | null): void {
    if (sampler === null) return;
    const ticks = ticksIn(startNs, atNs) - interruptTicks;
    if (interruptTicks > 0) sampler('interrupt', interruptTicks);
    if (ticks <= 0) return;
    if (mode === 'user') sampler('user', ticks);
    else if (occupant === null) sampler('scheduler', ticks);
    else if (occupant.doing !== '') sampler(occupant.doing, ticks);
    else sampler(isUserProcess(occupant) ? 'new process' : occupant.argString, ticks);
  }

  return {
    tickOf,
    interrupted(stretch, nowNs, costNs) {
      stretch.interruptNs += costNs;
      if (sampler === null) return;
      const fromNs = Math.max(stretch.interruptedUntilNs, nowNs);
      stretch.interruptedUntilNs = fromNs + costNs;
      stretch.interruptTicks += ticksIn(fromNs, stretch.interruptedUntilNs);
    },
    ended(stretch, occupant) {
      if (occupant !== null) chargeTicks(occupant, stretch);
      spent.kernelNs += stretch.interruptNs;
      spent[spentOn(stretch, occupant)] += stretch.atNs - stretch.startNs - stretch.interruptNs;
      tellSamples(stretch, occupant);
    },
    spentUntil(nowNs, stretch, occupant) {
      if (stretch === null) return { ...spent };
      const ns = Math.max(0, nowNs - stretch.startNs - stretch.interruptNs);
      const kind = spentOn(stretch, occupant);
      return { ...spent, [kind]: spent[kind] + ns };
    },
    sample(tell) {
      sampler = tell;
    },
  };
}
