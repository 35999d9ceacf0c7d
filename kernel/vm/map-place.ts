/**
 * What may be mapped, and where: requests that make no sense, and room in an address space. Files are mapped from the
 * top of their area down. Source: memory-and-scheduling reference, 1.5; kernel-call reference, call 96.
 */
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { VmCore } from './core.js';
import { type Mapping, tableEnd } from './segment.js';
import { MAX_STACK_GROWTH_BYTES, type Spaces } from './space.js';

export interface MapRequest {
  readonly start: UserAddress;
  readonly length: number;
  readonly protection: number;
  readonly share: number;
  readonly streamID: number;
  readonly fileOffset: number;
}

export const Protection = { READ: 4, WRITE: 2, EXEC: 1 } as const;
export const Share = { SHARED: 1, PRIVATE: 2, FIXED: 0x10 } as const;

export interface PageRange {
  readonly first: number;
  readonly end: number;
}

export const endOf = ({ firstPage, pageCount }: Mapping): number => firstPage + pageCount;

export function isSensible(
  { length, protection, share, fileOffset, start }: MapRequest,
  pageSize: number,
): boolean {
  const kind = share & ~Share.FIXED;
  const isFixed = (share & Share.FIXED) !== 0;
  return (
    (kind === Share.SHARED || kind === Share.PRIVATE) &&
    (protection & (Protection.READ | Protection.WRITE)) !== 0 &&
    (protection & ~(Protection.READ | Protection.WRITE | Protection.EXEC)) === 0 &&
    length > 0 &&
    fileOffset >= 0 &&
    fileOffset % pageSize === 0 &&
    (!isFixed || start % pageSize === 0)
  );
}

export interface MapPlaces {
  /** Where files may be mapped at all. */
  readonly area: PageRange;
  isFree(process: Process, range: PageRange): boolean;
  /** First page of room for so many; null when there is none. */
  findPlace(process: Process, pageCount: number): number | null;
}

export function createMapPlaces(core: VmCore, spaces: Spaces): MapPlaces {
  const { pageSize, space: map } = core.kernel.machine;
  const area = { first: map.mapping.start / pageSize, end: map.mapping.end / pageSize };
  const unitPages = map.mapping.unit / pageSize;
  const stackEnd = core.lastStackPage + 1;
  const stackRoomPages = MAX_STACK_GROWTH_BYTES / pageSize;

  /** Heap and stack keep what their page tables cover. */
  function isFree(process: Process, { first, end: last }: PageRange): boolean {
    const segments = spaces.segmentsOf(process);
    if (segments === null || first < area.first || last > area.end) return false;
    const { heap, stack } = segments;
    return first >= tableEnd(heap) && (last <= stack.tableStart || first >= stackEnd);
  }

  /** From the top of the area down, and not where the stack may grow to. */
  function findPlace(process: Process, pageCount: number): number | null {
    const room = { first: stackEnd - stackRoomPages, end: stackEnd };
    const taken = [
      room,
      ...(spaces.get(process)?.mappings ?? []).map((one) => ({ first: one.firstPage, end: endOf(one) })),
    ];
    let first = area.end - Math.ceil(pageCount / unitPages) * unitPages;
    while (first >= area.first) {
      const range = { first, end: first + pageCount };
      const obstacle = taken.find((one) => one.first < range.end && one.end > range.first);
      if (obstacle === undefined) return isFree(process, range) ? first : null;
      first = Math.floor((obstacle.first - pageCount) / unitPages) * unitPages;
    }
    return null;
  }

  return { area, isFree, findPlace };
}
