/** Which process a call means by an id, and who may act on it. */
import type { ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, homeOf, type Process, ProcessState } from '../kernel/process.js';
import { isForeign } from './network.js';
import { hasExited } from './process-table.js';

/** PROC_MY_PID, as an unsigned word. */
export const MY_PID = 0xffffffff;

/** The living process with this id on this host; `caller` for MY_PID; null when there is none. */
export interface Lookup {
  (caller: Process, id: number): Process | null;
  /** Without a caller. */
  own(id: number): Process | null;
}

export function createLookup(kernel: Kernel): Lookup {
  /** A process of another home that runs here: everybody knows it by its home's id. */
  const guest = (id: number): Process | null =>
    homeOf(id as ProcessId) === kernel.hostId
      ? null
      : (kernel.processes.all().find((process) => isForeign(process) && homeIdOf(process) === id) ?? null);

  function own(id: number): Process | null {
    const process = kernel.processes.find(id as ProcessId) ?? guest(id);
    if (process === null || process.state === ProcessState.New || hasExited(process)) return null;
    return process;
  }

  return Object.assign((caller: Process, id: number): Process | null => (id === MY_PID ? caller : own(id)), {
    own,
  });
}

/** Whether `caller` may signal, or change, what belongs to `ownerUserId`. */
export const mayControl = (caller: Pick<Process, 'effectiveUserId'>, ownerUserId: number): boolean =>
  caller.effectiveUserId === 0 || caller.effectiveUserId === ownerUserId;
