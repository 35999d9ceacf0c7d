/**
 * Processor time of a process and of its waited-for descendants, in the records of the calls. Times are kept in
 * nanoseconds and reported in microseconds. Source: structures reference, 5.
 */
import type { ValueOf } from '../arch/codec.js';
import type { ProcResUsage } from '../arch/layouts.js';
import { timeOf } from '../arch/time.js';
import type { Nanoseconds } from '../arch/units.js';
import type { Process } from '../kernel/process.js';

/** Sums over descendants that were waited for, themselves and theirs. */
export interface ChildUsage {
  kernelCpuNs: Nanoseconds;
  userCpuNs: Nanoseconds;
}

export const noChildUsage = (): ChildUsage => ({ kernelCpuNs: 0, userCpuNs: 0 });

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
