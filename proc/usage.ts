/**
 * Processor time of a process and of its waited-for descendants, in the records of the calls. Times are kept in
 * nanoseconds and reported in microseconds. Source: structures reference, 5.
 */

import type { ValueOf } from '../arch/codec.js';
import type { ProcResUsage, Time } from '../arch/layouts.js';
import { MICROSECOND, type Nanoseconds } from '../arch/units.js';
import type { Process } from '../kernel/process.js';

/** Sums over descendants that were waited for, themselves and theirs. */
export interface ChildUsage {
  kernelCpuNs: Nanoseconds;
  userCpuNs: Nanoseconds;
}

export const noChildUsage = (): ChildUsage => ({ kernelCpuNs: 0, userCpuNs: 0 });

export function timeOf(ns: Nanoseconds): Time {
  const microseconds = Math.floor(ns / MICROSECOND);
  const seconds = Math.floor(microseconds / 1_000_000);
  return { seconds, microseconds: microseconds - seconds * 1_000_000 };
}

export const nanosecondsOf = (time: Time): Nanoseconds =>
  (time.seconds * 1_000_000 + time.microseconds) * MICROSECOND;

export function usageRecord(process: Process, children: ChildUsage): ValueOf<typeof ProcResUsage> {
  return {
    kernelCpuUsage: timeOf(process.kernelCpuNs),
    userCpuUsage: timeOf(process.userCpuNs),
    childKernelCpuUsage: timeOf(children.kernelCpuNs),
    childUserCpuUsage: timeOf(children.userCpuNs),
    numQuantumEnds: process.quantumEnds,
    numWaitEvents: process.waitEvents,
  };
}
