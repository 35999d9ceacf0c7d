/** Priorities and resource usage. Source: kernel-call reference, calls 40 to 42; scheduling reference, 8.1. */
import { Status, SUCCESS } from '../arch/status.js';
import type { Implementations } from '../kernel/calls.js';
import type { Process } from '../kernel/process.js';
import type { Families } from './family.js';
import { type Lookup, mayControl } from './lookup.js';
import type { ProcessTable } from './process-table.js';
import { noChildUsage, usageRecord } from './usage.js';

export type PriorityCalls = Pick<
  Implementations,
  'Proc_GetPriority' | 'Proc_SetPriority' | 'Proc_GetResUsage'
>;

export interface PriorityParts {
  readonly table: ProcessTable;
  readonly families: Families;
  readonly lookup: Lookup;
}

const LOWEST = -2;
const HIGHEST = 2;

export function createPriorityCalls(parts: PriorityParts): PriorityCalls {
  const { table, families, lookup } = parts;

  function targets(caller: Process, id: number, isFamily: boolean): readonly Process[] | Status {
    if (isFamily) {
      const members = families.members(id | 0);
      return members.length > 0 ? members : Status.PROC_INVALID_FAMILY_ID;
    }
    const process = lookup(caller, id);
    return process === null ? Status.PROC_INVALID_PID : [process];
  }

  return {
    Proc_GetPriority(caller, args) {
      const process = lookup(caller, args.pid);
      if (process === null) return Status.PROC_INVALID_PID;
      args.priority.value = process.priority;
      return SUCCESS;
    },
    Proc_SetPriority(caller, args) {
      const found = targets(caller, args.pid, args.family !== 0);
      if (typeof found === 'number') return found;
      if (!found.every((process) => mayControl(caller, process.effectiveUserId))) {
        return Status.PROC_UID_MISMATCH;
      }
      const priority = Math.max(LOWEST, Math.min(HIGHEST, args.priority));
      for (const process of found) process.priority = priority;
      return SUCCESS;
    },
    Proc_GetResUsage(caller, args) {
      const process = lookup(caller, args.pid);
      if (process === null) return Status.PROC_INVALID_PID;
      // Processes of the kernel are nobody's parent or child.
      const children = table.isEmpty(process.slot) ? noChildUsage() : table.kin(process).childUsage;
      args.usage.value = usageRecord(process, children);
      return SUCCESS;
    },
  };
}
