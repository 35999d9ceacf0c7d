/**
 * Address spaces: which three segments a process has, what files it has mapped, and its context, whose lookup is the
 * one way from a user address to memory. An address that no mapping has is looked for by where page tables end: above
 * the heap's is the stack's, below it the heap's, below that the code's.
 * Source: memory-and-scheduling reference, 1.2 and 1.5.
 */
import { Access, type Context } from '../../arch/machine.js';
import type { PhysicalAddress, UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import { createSlotTable } from '../slot-table.js';
import type { BackingFile } from './backing-store.js';
import type { VmCore } from './core.js';
import { Pte } from './page-table.js';
import { entryOf, isLost, type Mapping, type Segment, SegmentType, tableEnd } from './segment.js';

export interface Segments {
  readonly code: Segment;
  readonly heap: Segment;
  readonly stack: Segment;
}

export interface Space {
  /** Null between the parts of a migration, and while the process is being built or dropped. */
  segments: Segments | null;
  /** The reference to the code file that a packed process takes along. */
  packedCode: BackingFile | null;
  /** No two of them overlap. */
  mappings: readonly Mapping[];
  /** Pages that the process keeps in memory, and the frames they are in (`wiring.ts`). */
  readonly wired: Map<number, number>;
}

/** A page of an address space: the segment it belongs to, and its number there. */
export interface Place {
  readonly segment: Segment;
  readonly page: number;
  readonly isWritable: boolean;
}

export interface Spaces {
  /** The process's space, with a new context if it has none. */
  enter(process: Process): Space;
  get(process: Process): Space | undefined;
  segmentsOf(process: Process): Segments | null;
  /** Give the process other segments, or none. */
  change(process: Process, space: Space, segments: Segments | null): void;
  /** Drop the context too. The segments have been dropped before. */
  leave(process: Process): void;
  isEmpty(slot: number): boolean;
  /** Where an address of this page would belong, whether the page exists or not. */
  placeOf(process: Process, page: number): Place | null;
  /** Whether the process has mapped any page of `first` up to `end`. */
  isMapped(process: Process, first: number, end: number): boolean;
}

const covers = ({ firstPage, pageCount }: Mapping, page: number): boolean =>
  page >= firstPage && page < firstPage + pageCount;

/** Where the lowest page of a stack may be after a fault, given where its page table begins now. */
export const MAX_STACK_GROWTH_BYTES = 8 * 0x10_0000;

export function createSpaces({ kernel, frames, touched }: VmCore): Spaces {
  const { machine, memory, engine } = kernel;
  const table = createSlotTable<Space>('virtual memory');
  const pageShift = 31 - Math.clz32(machine.pageSize);
  const stackEnd = machine.space.stackTop >>> pageShift;

  function lookupIn(segment: Segment, page: number, access: Access): PhysicalAddress | -1 {
    const index = page - segment.tableStart;
    if (index < 0 || index >= segment.table.length) return -1;
    const entry = segment.table[index];
    if ((entry & (Pte.Resident | Pte.Prefetched)) !== Pte.Resident) return -1;
    if ((entry & Pte.Referenced) === 0) touched();
    if (access !== Access.Write) {
      segment.table[index] = entry | Pte.Referenced;
    } else if ((entry & (Pte.ReadOnly | Pte.CopyOnWrite | Pte.CopyCounted)) === 0) {
      segment.table[index] = entry | Pte.Referenced | Pte.Modified;
    } else {
      return -1;
    }
    return frames.addressOf(entry & Pte.Frame);
  }

  function lookupMapped(mapping: Mapping, page: number, access: Access): PhysicalAddress | -1 {
    if (access === Access.Write && !mapping.isWritable) return -1;
    return lookupIn(mapping.segment, page - mapping.firstPage + mapping.segmentPage, access);
  }

  function createContext(process: Process, space: Space): Context {
    const firstWord = (memory.contextBase + process.slot * machine.contextSize) >>> 2;
    const words = memory.views.words.subarray(firstWord, firstWord + (machine.contextSize >>> 2));
    words.fill(0);
    const lookup = (address: UserAddress, access: Access): PhysicalAddress | -1 => {
      const { segments, mappings } = space;
      if (segments === null) return -1;
      const page = address >>> pageShift;
      for (const mapping of mappings) if (covers(mapping, page)) return lookupMapped(mapping, page, access);
      const { heap } = segments;
      const segment =
        page >= heap.tableStart + heap.table.length
          ? segments.stack
          : page >= heap.tableStart
            ? heap
            : segments.code;
      return lookupIn(segment, page, access);
    };
    const context: Context = { words, lookup };
    engine.invalidateAll(context);
    return context;
  }

  return {
    enter(process) {
      let space = table.get(process);
      if (space === undefined)
        table.set(process, (space = { segments: null, packedCode: null, mappings: [], wired: new Map() }));
      if (process.context === null) process.context = createContext(process, space);
      return space;
    },
    get: table.get,
    segmentsOf: (process) => table.get(process)?.segments ?? null,
    change(process, space, segments) {
      space.segments = segments;
      if (process.context !== null) engine.invalidateAll(process.context);
    },
    leave(process) {
      if (process.context !== null) {
        engine.invalidateAll(process.context);
        process.context.words.fill(0);
      }
      process.context = null;
      table.clear(process);
    },
    isEmpty: table.isEmpty,
    placeOf(process, page) {
      const space = table.get(process);
      if (space === undefined || space.segments === null) return null;
      const mapping = space.mappings.find((candidate) => covers(candidate, page));
      if (mapping !== undefined) {
        const { segment, firstPage, segmentPage, isWritable } = mapping;
        return { segment, page: page - firstPage + segmentPage, isWritable };
      }
      const segment = privateSegmentAt(space.segments, page);
      return segment === null ? null : { segment, page, isWritable: segment.type !== SegmentType.Code };
    },
    isMapped(process, first, end) {
      const mappings = table.get(process)?.mappings ?? [];
      return mappings.some(({ firstPage, pageCount }) => first < firstPage + pageCount && end > firstPage);
    },
  };

  function privateSegmentAt({ code, heap, stack }: Segments, page: number): Segment | null {
    if (page >= tableEnd(heap)) return page < stackEnd ? stack : null;
    if (page >= heap.tableStart) return heap;
    return page >= code.tableStart && page < tableEnd(code) ? code : null;
  }
}

/** Whether the page is there for such an access, in memory or not. */
export function isAllowed({ segment, page, isWritable }: Place, access: Access): boolean {
  const entry = entryOf(segment, page);
  if ((entry & Pte.Valid) === 0 || isLost(segment)) return false;
  return access !== Access.Write || (isWritable && (entry & Pte.ReadOnly) === 0);
}
