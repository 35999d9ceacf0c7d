/**
 * How much of the processor a process has had lately: what it used since it was last looked at, and two averages that
 * decay by 14/16 every second, one of them weighted by its priority. The decay is computed when somebody looks.
 * Source: memory-and-scheduling reference, section 8.
 */
import { type Nanoseconds, SECOND } from '../arch/units.js';
import type { Process } from './process.js';

/** The highest priority: a process with it has no end of its quantum, and no usage. */
export const UNINTERRUPTED = 2;

export function decayUsage(process: Process, nowNs: Nanoseconds): void {
  const second = Math.floor(nowNs / SECOND);
  for (let i = process.decayedToSecond; i < second; i++) {
    if (process.weightedUsage === 0 && process.unweightedUsage === 0) break;
    process.weightedUsage = Math.floor((process.weightedUsage * 14) / 16);
    process.unweightedUsage = Math.floor((process.unweightedUsage * 14) / 16);
  }
  process.decayedToSecond = second;
}

/** The averages take in what was used since the last time. */
export function foldRecentUsage(process: Process, nowNs: Nanoseconds): void {
  decayUsage(process, nowNs);
  const { recentUsage, priority } = process;
  process.recentUsage = 0;
  process.unweightedUsage += recentUsage;
  if (priority < UNINTERRUPTED)
    process.weightedUsage += priority >= 0 ? recentUsage >> priority : recentUsage << -priority;
}
