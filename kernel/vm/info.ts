/**
 * What virtual memory tells about itself: Vm_Stat, Vm_SegmentInfo, and the state of single pages.
 * Source: structures reference, 6; memory-and-scheduling reference, 7.
 */
import { bind, type ValueOf } from '../../arch/codec.js';
import { VmSegmentInfo } from '../../arch/layouts.js';
import { Access } from '../../arch/machine.js';
import type { Process } from '../process.js';
import type { VmCore } from './core.js';
import { RESERVE_FRAMES } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, pagesEnd, SEGMENT_COUNT, type Segment, SegmentType, tableEnd } from './segment.js';
import { isAllowed, type Spaces } from './space.js';
import { VmStat } from './statistics.js';

export interface VmInfo {
  /** Vm_Stat in the machine's layout. */
  statistics(): Uint8Array;
  countModified(): number;
  /** Vm_SegmentInfo in the machine's layout; of a free entry too. Null when there is no such number. */
  segmentInfo(number: number): Uint8Array | null;
  /** One byte for each page from `first` on, as Vm_Mincore answers. */
  pageStates(process: Process, first: number, count: number): Uint8Array;
}

/** Vm_Mincore's bytes. */
const PageState = { INVALID: 0, NOT_RESIDENT: 1, RESIDENT: 2, REFERENCED: 3, MODIFIED: 4 } as const;
/** Flag of a free entry of the segment table. */
const FREE = 1;
const SYSTEM_SEGMENT = 0;

export function createVmInfo(core: VmCore, spaces: Spaces): VmInfo {
  const { kernel, frames, segments, counters } = core;
  const { machine } = kernel;
  const statCodec = bind(VmStat, machine.layout);
  const infoCodec = bind(VmSegmentInfo, machine.layout);

  function describe(segment: Segment): ValueOf<typeof VmSegmentInfo> {
    const end = segment.type === SegmentType.Heap ? core.lastStackPage + 1 : tableEnd(segment);
    return {
      ...nothing(segment.number, segment.flags),
      refCount: segment.users.length,
      objFileName: segment.file?.name ?? '',
      type: segment.type,
      numPages: segment.pageCount,
      ptSize: segment.table.length,
      resPages: segment.residentCount,
      numCOWPages: segment.cowCount,
      numCORPages: segment.corCount,
      minAddr: segment.tableStart * machine.pageSize,
      maxAddr: end * machine.pageSize - 1,
    };
  }

  return {
    statistics: () =>
      statCodec.encode({
        ...counters,
        numPhysPages: frames.totalCount,
        numFreePages: frames.freeCount(),
        numReservePages: RESERVE_FRAMES,
        numUserPages: frames.allocateCount(),
        kernMemPages: frames.kernelCount,
        minVMPages: frames.minVmCount,
        numDirtyPages: frames.dirtyCount(),
      }),
    countModified() {
      const modified = Pte.Resident | Pte.Modified;
      return segments.all().reduce((sum, segment) => sum + pageMap(segment, modified).cardinality(), 0);
    },
    segmentInfo(number) {
      if (number === SYSTEM_SEGMENT) return infoCodec.encode(nothing(SYSTEM_SEGMENT, 0));
      if (number < 0 || number >= SEGMENT_COUNT) return null;
      const segment = segments.inTable(number);
      return infoCodec.encode(segment === null ? nothing(number, FREE) : describe(segment));
    },
    pageStates(process, first, count) {
      return Uint8Array.from({ length: count }, (_, i) => pageState(process, first + i));
    },
  };

  function pageState(process: Process, page: number): number {
    const place = spaces.placeOf(process, page);
    if (place === null || place.page >= pagesEnd(place.segment) || !isAllowed(place, Access.Read)) {
      return PageState.INVALID;
    }
    const entry = entryOf(place.segment, place.page);
    if ((entry & Pte.Resident) === 0) return PageState.NOT_RESIDENT;
    if ((entry & Pte.Modified) !== 0) return PageState.MODIFIED;
    return (entry & Pte.Referenced) !== 0 ? PageState.REFERENCED : PageState.RESIDENT;
  }
}

const nothing = (segNum: number, flags: number): ValueOf<typeof VmSegmentInfo> => ({
  segNum,
  refCount: 0,
  objFileName: '',
  type: SegmentType.System,
  numPages: 0,
  ptSize: 0,
  resPages: 0,
  flags,
  ptUserCount: 0,
  numCOWPages: 0,
  numCORPages: 0,
  minAddr: 0,
  maxAddr: 0,
  traceTime: 0,
});
