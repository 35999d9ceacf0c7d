/**
 * Mapped files. A file mapped shared has one segment on this host, whoever maps it and wherever, whose pages come
 * from the file and are written back to it: by page-out, by Vm_Msync, and when a mapping ends. A private mapping has
 * a segment of its own that is loaded from the file, and a swap file for what is modified. What a mapping allows
 * belongs to the mapping, so that one process may read what another writes. Fork shares all mappings, exec and exit
 * end them, and whoever has ever had one does not migrate.
 * Source: memory-and-scheduling reference, 1.5; kernel-call reference, calls 96-98 and 105.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import { type Process, ProcessFlag } from '../process.js';
import type { Task } from '../task.js';
import type { MappedFile } from './backing-store.js';
import { unmap, type VmCore } from './core.js';
import type { Discards } from './discard.js';
import type { Flushes } from './flush.js';
import {
  createMapPlaces,
  endOf,
  isSensible,
  type MapRequest,
  type PageRange,
  Protection,
  Share,
} from './map-place.js';
import { Pte } from './page-table.js';
import {
  entryOf,
  isSharedFile,
  type Mapping,
  pagesEnd,
  type Segment,
  SegmentType,
  setEntry,
} from './segment.js';
import type { Space, Spaces } from './space.js';
import type { Wiring } from './wiring.js';

export interface Mappings {
  map(
    process: Process,
    request: MapRequest,
  ): Task<{ readonly address: UserAddress } | { readonly status: Status }>;
  /** `anyway`: a range where nothing is mapped is no error. */
  unmapRange(process: Process, start: UserAddress, length: number, anyway: boolean): Task<Status>;
  /** Write what is modified to the files. */
  sync(process: Process, start: UserAddress, length: number): Task<Status>;
  protect(process: Process, start: UserAddress, length: number, protection: number): Status;
  /** The child sees all that the parent does. */
  share(parent: Process, child: Process): void;
  /** End every mapping of the process. */
  releaseAll(process: Process): Task<void>;
}

export interface MappingParts {
  readonly core: VmCore;
  readonly spaces: Spaces;
  readonly discards: Discards;
  readonly flushes: Flushes;
  readonly wiring: Wiring;
}

export function createMappings(parts: MappingParts): Mappings {
  const { core, spaces, discards, flushes, wiring } = parts;
  const { kernel, backing, segments: table } = core;
  const { pageSize } = kernel.machine;
  const { area, isFree, findPlace } = createMapPlaces(core, spaces);

  /** Null when the range does not begin with a page or has none. */
  function rangeOf(start: UserAddress, length: number): PageRange | null {
    if (start % pageSize !== 0 || length <= 0) return null;
    const first = start / pageSize;
    return { first, end: first + Math.ceil(length / pageSize) };
  }

  const mappingsOf = (process: Process): readonly Mapping[] => spaces.get(process)?.mappings ?? [];
  const within = (mappings: readonly Mapping[], range: PageRange): readonly Mapping[] =>
    mappings.filter((mapping) => mapping.firstPage < range.end && endOf(mapping) > range.first);

  // --- Vm_Mmap -------------------------------------------------------------------------------------------------

  function* mapFile(
    process: Process,
    request: MapRequest,
  ): Task<{ readonly address: UserAddress } | { readonly status: Status }> {
    const refused = { status: Status.VM_WRONG_SEG_TYPE };
    if (!isSensible(request, pageSize)) return refused;
    const pageCount = Math.ceil(request.length / pageSize);
    const isFixed = (request.share & Share.FIXED) !== 0;
    const wanted = request.start / pageSize;
    if (isFixed && !isFree(process, { first: wanted, end: wanted + pageCount })) return refused;
    const opened = yield* backing.openMapped(process, request.streamID);
    if ('status' in opened) return opened;
    const { file } = opened;
    const isWritable = (request.protection & Protection.WRITE) !== 0;
    if (!file.mayRead || (isWritable && !file.mayWrite)) {
      yield* backing.close(file);
      return refused;
    }
    if (isFixed) yield* removeRange(process, { first: wanted, end: wanted + pageCount });
    const firstPage = isFixed ? wanted : findPlace(process, pageCount);
    const isShared = (request.share & ~Share.FIXED) === Share.SHARED;
    const segmentPage = request.fileOffset / pageSize;
    const segment =
      firstPage === null ? null : isShared ? sharedSegment(file) : table.create(SegmentType.Mapped);
    if (firstPage === null || segment === null) {
      yield* backing.close(file);
      return { status: firstPage === null ? Status.VM_SEG_TOO_LARGE : Status.VM_NO_SEGMENTS };
    }
    if (isShared) coverPages(segment, segmentPage + pageCount);
    else layOutPrivate(segment, file, segmentPage, pageCount);
    const isKept = segment.file === file || segment.swap === file;
    process.genFlags |= ProcessFlag.DONT_MIGRATE;
    const { mayWrite } = file;
    addView(process, { process, segment, firstPage, pageCount, segmentPage, isWritable, mayWrite });
    if (!isKept) yield* backing.close(file);
    return { address: firstPage * pageSize };
  }

  /** The file's one segment; it writes through the first reference that may. */
  function sharedSegment(file: MappedFile): Segment | null {
    let segment = table.findByFile(file.identity);
    if (segment === null) {
      segment = table.create(SegmentType.Mapped);
      if (segment === null) return null;
      table.enterByFile(segment, file.identity);
      segment.file = file;
    }
    if (file.mayWrite && segment.swap === null) {
      segment.swap = segment.file === file ? backing.duplicate(file) : file;
    }
    return segment;
  }

  /** Pages begin as being on swap, which is the file. */
  function coverPages(segment: Segment, pageCount: number): void {
    const before = segment.table.length;
    if (pageCount <= before) return;
    const longer = new Uint32Array(pageCount).fill(Pte.Valid | Pte.OnSwap, before);
    longer.set(segment.table);
    segment.table = longer;
    segment.pageCount = pageCount;
  }

  function layOutPrivate(segment: Segment, file: MappedFile, first: number, pageCount: number): void {
    segment.file = file;
    segment.fileOffset = first * pageSize;
    segment.tableStart = segment.firstPage = first;
    segment.table = new Uint32Array(pageCount).fill(Pte.Valid);
    segment.pageCount = pageCount;
  }

  // --- Mappings come and go ------------------------------------------------------------------------------------

  function spaceOf(process: Process): Space {
    const space = spaces.get(process);
    if (space === undefined) throw new Error(`process ${process.slot} has no address space to map a file in`);
    return space;
  }

  function addView(process: Process, mapping: Mapping): void {
    const space = spaceOf(process);
    space.mappings = [...space.mappings, mapping];
    mapping.segment.views.push(mapping);
    mapping.segment.users.push(process);
  }

  /** Put other mappings, perhaps none, in the place of one. No processor remembers it, and its segment has a user. */
  function exchange(old: Mapping, others: readonly Mapping[]): void {
    const { segment, process } = old;
    for (let i = 0; i < old.pageCount; i++) unmap(core, segment, old.segmentPage + i);
    const space = spaceOf(process);
    space.mappings = space.mappings.filter((mapping) => mapping !== old);
    segment.views.splice(segment.views.indexOf(old), 1);
    for (const mapping of others) addView(process, mapping);
  }

  /** The part of a mapping in `first` up to `last`, which is not empty. */
  function part(mapping: Mapping, first: number, last: number): Mapping {
    const start = Math.max(first, mapping.firstPage);
    return {
      ...mapping,
      firstPage: start,
      pageCount: Math.min(last, endOf(mapping)) - start,
      segmentPage: mapping.segmentPage + start - mapping.firstPage,
    };
  }

  /** What of a mapping lies outside the range. */
  const outside = (mapping: Mapping, range: PageRange): readonly Mapping[] => [
    ...(mapping.firstPage < range.first ? [part(mapping, mapping.firstPage, range.first)] : []),
    ...(endOf(mapping) > range.end ? [part(mapping, range.end, endOf(mapping))] : []),
  ];

  function* removeRange(process: Process, range: PageRange): Task<boolean> {
    let isWritten = true;
    for (const mapping of within(mappingsOf(process), range)) {
      const gone = part(mapping, range.first, range.end);
      wiring.unwire(process, gone.firstPage, endOf(gone));
      exchange(mapping, outside(mapping, range));
      // The segment has this user until all is in the file: nobody else makes another segment of it meanwhile.
      if (!(yield* writeBack(gone))) isWritten = false;
      yield* discards.dropUser(mapping.segment, process);
    }
    return isWritten;
  }

  function* writeBack({ segment, segmentPage, pageCount }: Mapping): Task<boolean> {
    if (!isSharedFile(segment)) return true;
    return yield* flushes.writeModified(segment, segmentPage, segmentPage + pageCount - 1);
  }

  // --- Protection ----------------------------------------------------------------------------------------------

  function protectMapped(mapping: Mapping, range: PageRange, isWritable: boolean): void {
    const changed = { ...part(mapping, range.first, range.end), isWritable };
    exchange(mapping, [...outside(mapping, range), changed]);
    const { users } = mapping.segment;
    users.splice(users.indexOf(mapping.process), 1);
  }

  function protectPage(segment: Segment, page: number, isWritable: boolean): void {
    const entry = entryOf(segment, page);
    setEntry(segment, page, isWritable ? entry & ~Pte.ReadOnly : entry | Pte.ReadOnly);
    unmap(core, segment, page);
  }

  /** A page of heap or stack that there is. */
  function privatePage(process: Process, page: number): Segment | null {
    const place = spaces.placeOf(process, page);
    if (place === null || place.segment.type === SegmentType.Code) return null;
    const { segment } = place;
    const isThere = page < pagesEnd(segment) && (entryOf(segment, page) & Pte.Valid) !== 0;
    return isThere ? segment : null;
  }

  return {
    map: mapFile,
    *unmapRange(process, start, length, anyway) {
      const range = rangeOf(start, length);
      if (range === null) return Status.VM_WRONG_SEG_TYPE;
      const isMapped = spaces.isMapped(process, range.first, range.end);
      if (!isMapped) return anyway ? SUCCESS : Status.VM_WRONG_SEG_TYPE;
      return (yield* removeRange(process, range)) ? SUCCESS : Status.VM_SWAP_ERROR;
    },
    *sync(process, start, length) {
      const range = rangeOf(start, length);
      const mapped = range === null ? [] : within(mappingsOf(process), range);
      if (range === null || mapped.length === 0) return Status.VM_WRONG_SEG_TYPE;
      let isWritten = true;
      for (const mapping of mapped) {
        if (!(yield* writeBack(part(mapping, range.first, range.end)))) isWritten = false;
      }
      return isWritten ? SUCCESS : Status.VM_SWAP_ERROR;
    },
    protect(process, start, length, protection) {
      const range = rangeOf(start, length);
      if (range === null || (protection & Protection.READ) === 0) return Status.VM_WRONG_SEG_TYPE;
      const isWritable = (protection & Protection.WRITE) !== 0;
      const mapped = within(mappingsOf(process), range);
      const privates: (readonly [Segment, number])[] = [];
      for (let page = range.first; page < range.end; page++) {
        if (spaces.isMapped(process, page, page + 1)) continue;
        const segment = privatePage(process, page);
        if (segment === null) return Status.VM_WRONG_SEG_TYPE;
        privates.push([segment, page]);
      }
      if (isWritable && !mapped.every(({ mayWrite }) => mayWrite)) return Status.VM_WRONG_SEG_TYPE;
      for (const mapping of mapped) protectMapped(mapping, range, isWritable);
      for (const [segment, page] of privates) protectPage(segment, page, isWritable);
      return SUCCESS;
    },
    share(parent, child) {
      const mappings = mappingsOf(parent);
      if (mappings.length > 0) child.genFlags |= ProcessFlag.DONT_MIGRATE;
      for (const mapping of mappings) addView(child, { ...mapping, process: child });
    },
    *releaseAll(process) {
      yield* removeRange(process, area);
    },
  };
}
