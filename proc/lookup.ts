/** Which process a call means by an id, and who may act on it. */
import type { ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessState } from '../kernel/process.js';
import { hasExited } from './process-table.js';

/** PROC_MY_PID, as an unsigned word. */
export const MY_PID = 0xffffffff;

/** The living process with this id on this host; `caller` for MY_PID; null when there is none. */
export type Lookup = (caller: Process, id: number) => Process | null;

export function createLookup(kernel: Kernel): Lookup {
  return (caller, id) => {
    if (id === MY_PID) return caller;
    const process = kernel.processes.find(id as ProcessId);
    if (process === null || process.state === ProcessState.New || hasExited(process)) return null;
    return process;
  };
}

/** Whether `caller` may signal, or change, what belongs to `ownerUserId`. */
export const mayControl = (caller: Process, ownerUserId: number): boolean =>
  caller.effectiveUserId === 0 || caller.effectiveUserId === ownerUserId;
