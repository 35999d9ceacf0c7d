/**
 * Segments: the pages of a code, heap, stack or mapped file, shared by its users, with everything that belongs to
 * the pages: page table, backing files, counts. One table per host. Code segments are found by the identity of their
 * file and stay, inactive, when the last user goes; the oldest inactive one makes room when the table is full.
 * Pages are numbered by their place in the address space, the same for every user; those of a mapped segment by
 * their place in the file, because every mapping shows them elsewhere.
 * Source: memory-and-scheduling reference, 1.
 */
import { BitSet } from 'bitset';
import type { Process } from '../process.js';
import { createWaitQueue, type WaitQueue } from '../wait-queue.js';
import type { BackingFile } from './backing-store.js';
import { Pte } from './page-table.js';

/** Number 0 is the kernel's. */
export const SEGMENT_COUNT = 256;

export const enum SegmentType {
  System = 0,
  Code = 1,
  Heap = 2,
  Stack = 3,
  /** Of a mapped file. */
  Mapped = 4,
}

export const enum SegmentFlag {
  Inactive = 2,
  SwapFileOpened = 4,
  SwapFileLocked = 8,
  /** Being torn down. */
  Dead = 0x10,
  /** A page could not be read or written; every later fault fails, unless the segment is a shared mapped file's. */
  IoError = 0x400,
}

/** Pages of a mapped segment as they stand in the address space of one process. */
export interface Mapping {
  readonly process: Process;
  readonly segment: Segment;
  readonly firstPage: number;
  readonly pageCount: number;
  /** The segment's page that is seen at `firstPage`. */
  readonly segmentPage: number;
  readonly isWritable: boolean;
  /** As far as the stream goes that it was made with. */
  readonly mayWrite: boolean;
}

/** Segments related by fork, oldest first; one copy-on-write operation at a time (`copy-on-write.ts`). */
export interface Lineage {
  readonly members: Segment[];
  locked: boolean;
  readonly unlocked: WaitQueue;
}

/** Of an executable: what a later exec of a code segment without reading the header would need. */
export interface ExecInfo {
  readonly entry: number;
  readonly heapFirstPage: number;
  readonly heapPages: number;
  readonly heapFileOffset: number;
  readonly bssFirstPage: number;
  readonly bssPages: number;
}

export interface Segment {
  readonly number: number;
  readonly type: SegmentType;
  flags: number;
  /** Its length is the reference count. Of a mapped segment: one for each mapping. */
  readonly users: Process[];
  /** Of a mapped segment only: where its pages are seen. */
  readonly views: Mapping[];
  /** Page number of the table's first entry. A stack's table grows downwards. */
  tableStart: number;
  table: Uint32Array;
  /** The first page that belongs to the segment, and how many there are up to the last. */
  firstPage: number;
  pageCount: number;
  /** Object file or mapped file, and where in it the page `tableStart` begins; null for stacks and inactive code. */
  file: BackingFile | null;
  fileOffset: number;
  /** Where modified pages go: of a shared mapped file that file itself, once somebody may write to it. */
  swap: BackingFile | null;
  /** Of code and of shared mapped files. */
  identity: string | null;
  execInfo: ExecInfo | null;
  residentCount: number;
  cowCount: number;
  corCount: number;
  lineage: Lineage | null;
  /** A page has been filled, or the swap file opened. */
  readonly changed: WaitQueue;
}

/** The entry of a page; 0 for a page outside the table. */
export function entryOf(segment: Segment, page: number): number {
  const index = page - segment.tableStart;
  return index >= 0 && index < segment.table.length ? segment.table[index] : 0;
}

export function setEntry(segment: Segment, page: number, entry: number): void {
  segment.table[page - segment.tableStart] = entry;
}

export const tableEnd = (segment: Segment): number => segment.tableStart + segment.table.length;
export const pagesEnd = (segment: Segment): number => segment.firstPage + segment.pageCount;
export const hasFailed = (segment: Segment): boolean => (segment.flags & SegmentFlag.IoError) !== 0;
/** A mapped file whose pages are written to the file itself. */
export const isSharedFile = (segment: Segment): boolean =>
  segment.type === SegmentType.Mapped && segment.identity !== null;
/** Nobody can use its pages any more. */
export const isLost = (segment: Segment): boolean => hasFailed(segment) && !isSharedFile(segment);

/** Make pages `first` .. `last` valid, zeros when they are first touched; those valid already stay as they are. */
export function addZeroPages(segment: Segment, first: number, last: number): void {
  for (let page = first; page <= last; page++) {
    if (entryOf(segment, page) === 0) setEntry(segment, page, Pte.Valid | Pte.ZeroFill);
  }
}

/**
 * Which pages of a segment have all of `bits` in their entries, counted from its first page: a map that stays
 * as it is while pages change.
 */
export function pageMap(segment: Segment, bits: number): BitSet {
  const map = new BitSet();
  for (let i = 0; i < segment.pageCount; i++) {
    if ((entryOf(segment, segment.firstPage + i) & bits) === bits) map.set(i);
  }
  return map;
}

export interface SegmentTable {
  /** A new segment without pages; null when every entry is in use (VM_NO_SEGMENTS). */
  create(type: SegmentType): Segment | null;
  /** @throws Error when there is no such segment: a fault of the emulator. */
  need(number: number): Segment;
  inTable(number: number): Segment | null;
  /** Give the entry back. The caller has emptied the segment. */
  free(segment: Segment): void;
  /** The segment of a file's code, in use or inactive, or of a shared mapped file; or null. */
  findByFile(identity: string): Segment | null;
  enterByFile(segment: Segment, identity: string): void;
  /** The segment is not found any more, and will not stay when its last user goes. */
  forgetFile(segment: Segment): void;
  /** Its last user has gone: false when it may not stay. */
  makeInactive(segment: Segment): boolean;
  makeActive(segment: Segment): void;
  all(): readonly Segment[];
}

/** `discardInactive` empties an inactive code segment whose entry is needed. */
export function createSegmentTable(discardInactive: (segment: Segment) => void): SegmentTable {
  const entries: (Segment | null)[] = new Array<Segment | null>(SEGMENT_COUNT).fill(null);
  const freeNumbers: number[] = [];
  for (let number = SEGMENT_COUNT - 1; number > 0; number--) freeNumbers.push(number);
  const byFile = new Map<string, Segment>();
  const inactive: Segment[] = [];

  function takeNumber(): number | null {
    if (freeNumbers.length === 0 && inactive.length > 0) discardInactive(inactive[0]);
    return freeNumbers.pop() ?? null;
  }

  function leaveInactive(segment: Segment): void {
    if ((segment.flags & SegmentFlag.Inactive) === 0) return;
    segment.flags &= ~SegmentFlag.Inactive;
    inactive.splice(inactive.indexOf(segment), 1);
  }

  function forgetFile(segment: Segment): void {
    if (segment.identity !== null && byFile.get(segment.identity) === segment)
      byFile.delete(segment.identity);
    segment.identity = null;
  }

  return {
    create(type) {
      const number = takeNumber();
      if (number === null) return null;
      const segment = emptySegment(number, type);
      entries[number] = segment;
      return segment;
    },
    need(number) {
      const segment = entries[number];
      if (segment === null || segment === undefined) throw new Error(`no segment ${number}`);
      return segment;
    },
    inTable: (number) => entries[number] ?? null,
    free(segment) {
      forgetFile(segment);
      leaveInactive(segment);
      segment.flags |= SegmentFlag.Dead;
      entries[segment.number] = null;
      freeNumbers.push(segment.number);
    },
    findByFile: (identity) => byFile.get(identity) ?? null,
    enterByFile(segment, identity) {
      segment.identity = identity;
      byFile.set(identity, segment);
    },
    forgetFile,
    makeInactive(segment) {
      if (segment.identity === null) return false;
      segment.flags |= SegmentFlag.Inactive;
      inactive.push(segment);
      return true;
    },
    makeActive: leaveInactive,
    all: () => entries.filter((segment) => segment !== null),
  };
}

function emptySegment(number: number, type: SegmentType): Segment {
  return {
    number,
    type,
    flags: 0,
    users: [],
    views: [],
    tableStart: 0,
    table: new Uint32Array(0),
    firstPage: 0,
    pageCount: 0,
    file: null,
    fileOffset: 0,
    swap: null,
    identity: null,
    execInfo: null,
    residentCount: 0,
    cowCount: 0,
    corCount: 0,
    lineage: null,
    changed: createWaitQueue('segment'),
  };
}
