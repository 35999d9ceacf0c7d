/**
 * Process families: the groups that a terminal and Sig_Send signal at once. A family is named by the id of a
 * process and lives as long as it has members. Source: kernel-call reference, calls 21 and 22.
 */
import type { Process } from '../kernel/process.js';
import { createSlotTable, type SlotTable } from '../kernel/slot-table.js';

/** PROC_NO_FAMILY. */
export const NO_FAMILY = -1;

export interface Families {
  /** Family id of the process, or NO_FAMILY. */
  of(process: Process): number;
  /** In order of joining; empty when there is no such family. */
  members(family: number): readonly Process[];
  /** User id of the process that began the family: signals to it are checked against this. */
  owner(family: number): number | null;
  /** Leave the present family and, unless it is NO_FAMILY, join another, which is begun if need be. */
  join(process: Process, family: number): void;
  /** Of a foreign process: its home has the family, this host only knows which. */
  remember(process: Process, family: number): void;
  isEmpty(slot: number): boolean;
}

interface Family {
  readonly ownerUserId: number;
  readonly members: Process[];
}

export function createFamilies(): Families {
  const families = new Map<number, Family>();
  const membership: SlotTable<number> = createSlotTable('family');
  const of = (process: Process): number => membership.get(process) ?? NO_FAMILY;

  function leave(process: Process): void {
    const id = of(process);
    membership.clear(process);
    const family = families.get(id);
    if (family === undefined) return;
    const at = family.members.indexOf(process);
    if (at < 0) return;
    family.members.splice(at, 1);
    if (family.members.length === 0) families.delete(id);
  }

  return {
    of,
    members: (id) => families.get(id)?.members ?? [],
    owner: (id) => families.get(id)?.ownerUserId ?? null,
    join(process, id) {
      leave(process);
      if (id === NO_FAMILY) return;
      const family = families.get(id);
      if (family === undefined) {
        families.set(id, { ownerUserId: process.effectiveUserId, members: [process] });
      } else {
        family.members.push(process);
      }
      membership.set(process, id);
    },
    remember(process, id) {
      if (id === NO_FAMILY) membership.clear(process);
      else membership.set(process, id);
    },
    isEmpty: membership.isEmpty,
  };
}
