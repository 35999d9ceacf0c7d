/**
 * Vm_CreateVA and Vm_DestroyVA: how a heap grows and shrinks. A heap and a stack may not meet, by where their
 * page tables end; a shared heap must keep clear of the stack of every user.
 * Source: memory-and-scheduling reference, 1.2; kernel-call reference, calls 25 and 26.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { VmCore } from './core.js';
import type { Discards } from './discard.js';
import { Pte } from './page-table.js';
import { addZeroPages, entryOf, pagesEnd, type Segment, tableEnd } from './segment.js';
import type { Spaces } from './space.js';

export interface Heaps {
  createVA(process: Process, address: UserAddress, size: number): Status;
  destroyVA(process: Process, address: UserAddress, size: number): Task<Status>;
}

export function createHeaps(core: VmCore, spaces: Spaces, discards: Discards): Heaps {
  const { pageSize } = core.kernel.machine;

  /** The pages of the range's first and last byte. */
  function pagesOf(address: UserAddress, size: number): { readonly first: number; readonly last: number } {
    return { first: Math.floor(address / pageSize), last: Math.floor((address + size - 1) / pageSize) };
  }

  function growTable(heap: Segment, last: number): boolean {
    if (last < tableEnd(heap)) return true;
    const units = Math.ceil((last + 1 - heap.tableStart) / core.growthPages);
    const length = units * core.growthPages;
    for (const user of heap.users) {
      const segments = spaces.segmentsOf(user);
      const end = heap.tableStart + length;
      if (segments !== null && end > segments.stack.tableStart) return false;
      if (spaces.isMapped(user, tableEnd(heap), end)) return false;
    }
    const table = new Uint32Array(length);
    table.set(heap.table);
    heap.table = table;
    return true;
  }

  function isAnyWired(heap: Segment, first: number, end: number): boolean {
    for (let page = first; page < end; page++) {
      const entry = entryOf(heap, page);
      if ((entry & Pte.Resident) !== 0 && core.frames.isWired(entry & Pte.Frame)) return true;
    }
    return false;
  }

  return {
    createVA(process, address, size) {
      const segments = spaces.segmentsOf(process);
      if (segments === null) return Status.VM_WRONG_SEG_TYPE;
      const { heap } = segments;
      const { first, last } = pagesOf(address, size);
      if (first < heap.tableStart) return Status.VM_WRONG_SEG_TYPE;
      if (last > core.lastStackPage - 2) return Status.VM_SEG_TOO_LARGE;
      if (last < first) return SUCCESS;
      if (!growTable(heap, last)) return Status.VM_SEG_TOO_LARGE;
      addZeroPages(heap, first, last);
      heap.pageCount = Math.max(heap.pageCount, last + 1 - heap.firstPage);
      return SUCCESS;
    },
    *destroyVA(process, address, size) {
      const segments = spaces.segmentsOf(process);
      if (segments === null) return Status.VM_WRONG_SEG_TYPE;
      const { heap } = segments;
      const { first, last } = pagesOf(address, size);
      if (first < heap.tableStart) return Status.VM_WRONG_SEG_TYPE;
      const end = Math.min(last + 1, pagesEnd(heap));
      if (isAnyWired(heap, first, end)) return FAILURE;
      for (let page = first; page < end; page++) {
        if (entryOf(heap, page) !== 0) yield* discards.dropPage(heap, page);
      }
      const reachesEnd = first < pagesEnd(heap) && last + 1 >= pagesEnd(heap);
      if (reachesEnd) heap.pageCount = first - heap.firstPage;
      return SUCCESS;
    },
  };
}
