/**
 * Pages that a process keeps in memory: Vm_Mlock brings them in, and their frames are not given to anybody else
 * until Vm_Munlock, or until the process ends or execs. A fork child has none of its own. No more than half of
 * memory can be kept so. A process does not move as long as it keeps pages: they would be lost on the way.
 * Source: kernel-call reference, calls 99 and 100; memory-and-scheduling reference, 5.5.
 */
import { Access } from '../../arch/machine.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { VmCore } from './core.js';
import type { Faults } from './fault.js';
import { Pte } from './page-table.js';
import { entryOf } from './segment.js';
import type { Spaces } from './space.js';

export interface Wiring {
  /** All of the range, or nothing more than before. VM_NO_SEGMENTS when too much would be kept. */
  wireRange(process: Process, start: UserAddress, length: number): Task<Status>;
  /** Pages `first` up to `end`; those that are not wired stay as they are. */
  unwire(process: Process, first: number, end: number): void;
  unwireAll(process: Process): void;
}

/** Of the frames that pages can have, the part that may be wired. */
const SHARE = 2;

export function createWiring(core: VmCore, spaces: Spaces, resolve: Faults['resolve']): Wiring {
  const { frames, kernel } = core;
  const { pageSize } = kernel.machine;

  /** The frame of a page that is in memory and belongs to its segment alone; null while it has to be fetched. */
  function frameOf(process: Process, page: number): number | null {
    const place = spaces.placeOf(process, page);
    if (place === null) return null;
    const entry = entryOf(place.segment, place.page);
    const isThere = (entry & (Pte.Resident | Pte.Prefetched | Pte.InProgress)) === Pte.Resident;
    return isThere ? entry & Pte.Frame : null;
  }

  function* wirePage(process: Process, page: number): Task<Status> {
    for (;;) {
      const frame = frameOf(process, page);
      if (frame !== null) {
        if (!frames.isWired(frame) && frames.wiredCount() * SHARE >= frames.pageableCount) {
          return Status.VM_NO_SEGMENTS;
        }
        frames.wire(frame);
        spaces.get(process)?.wired.set(page, frame);
        return SUCCESS;
      }
      const outcome = yield* resolve(process, page * pageSize, Access.Read);
      if (outcome !== 'ok') return Status.VM_WRONG_SEG_TYPE;
    }
  }

  function unwire(process: Process, first: number, end: number): void {
    const wired = spaces.get(process)?.wired;
    if (wired === undefined) return;
    for (const [page, frame] of [...wired]) {
      if (page < first || page >= end) continue;
      wired.delete(page);
      // A file that was cut has taken its pages away.
      if (frameOf(process, page) === frame) frames.unwire(frame);
    }
  }

  return {
    *wireRange(process, start, length) {
      if (start % pageSize !== 0 || length <= 0) return Status.VM_WRONG_SEG_TYPE;
      const first = start / pageSize;
      const end = first + Math.ceil(length / pageSize);
      const done: number[] = [];
      for (let page = first; page < end; page++) {
        if (spaces.get(process)?.wired.has(page) === true) continue;
        const status = yield* wirePage(process, page);
        if (status !== SUCCESS) {
          for (const wiredPage of done) unwire(process, wiredPage, wiredPage + 1);
          return status;
        }
        done.push(page);
      }
      return SUCCESS;
    },
    unwire,
    unwireAll: (process) => unwire(process, 0, Number.POSITIVE_INFINITY),
  };
}
