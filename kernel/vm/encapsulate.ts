/**
 * The VM module of the encapsulation table. Before a process is packed, its heap and stack are separated from
 * their relatives and every page is sent where the target can fetch it: to the swap files, which travel as open
 * files, or back to the executable. So no page travels, only page tables.
 *
 * The record: for code, heap and stack in turn five words (first page, file offset, type, pages, entries of the
 * page table); for code the words of ExecInfo, for heap and stack the page table; then the stream of the
 * executable, or of the swap file. Source: migration reference, 4.2.
 */
import { bind, int, roundUp, struct, type ValueOf } from '../../arch/codec.js';
import { FsioMigInfo } from '../../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import type { MaybeTask, Task } from '../task.js';
import type { BackingFile } from './backing-store.js';
import type { CopyOnWrite } from './copy-on-write.js';
import type { VmCore } from './core.js';
import type { Discards } from './discard.js';
import type { Flush } from './flush.js';
import type { Images } from './image.js';
import { Pte } from './page-table.js';
import { hasFailed, pagesEnd, type Segment, SegmentFlag, SegmentType } from './segment.js';
import type { Segments, Spaces } from './space.js';
import type { Swap } from './swap.js';

/** What the encapsulation table wants of a module. */
export interface VmEncapsulation {
  /** Make ready (see above) and say how many bytes it takes; FAILURE when the heap is shared, a file mapped or a page wired. */
  size(process: Process): Task<{ readonly size: number } | { readonly status: Status }>;
  encapsulate(process: Process): Task<{ readonly bytes: Uint8Array } | { readonly status: Status }>;
  /** Delete the segments and the context; what has been packed lives on in the open files. */
  forget(process: Process, comesBack: boolean): MaybeTask<void>;
  /** Build context and segments. A failure leaves nothing behind. */
  deencapsulate(process: Process, bytes: Uint8Array): Task<Status>;
  isEmpty(slot: number): boolean;
}

export interface EncapsulationParts {
  readonly core: VmCore;
  readonly spaces: Spaces;
  readonly images: Images;
  readonly discards: Discards;
  readonly copyOnWrite: CopyOnWrite;
  readonly swap: Swap;
  readonly flush: Flush;
}

const SegmentRecord = struct('segment', {
  pageOffset: int,
  fileAddress: int,
  type: int,
  pageCount: int,
  tableLength: int,
});
type SegmentRecord = ValueOf<typeof SegmentRecord>;
const ExecInfoRecord = struct('Vm_ExecInfo', {
  entry: int,
  heapFirstPage: int,
  heapPages: int,
  heapFileOffset: int,
  bssFirstPage: int,
  bssPages: int,
});
const ENTRY_BYTES = 4;
/** What an entry says once its page is out of memory and nobody's but its segment's. */
const TRAVELLING = Pte.Valid | Pte.ZeroFill | Pte.OnSwap | Pte.ReadOnly;

interface Unpacked {
  readonly record: SegmentRecord;
  readonly table: Uint32Array;
  readonly stream: ValueOf<typeof FsioMigInfo>;
}
interface UnpackedProcess {
  readonly code: Unpacked & { readonly execInfo: ValueOf<typeof ExecInfoRecord> };
  readonly heap: Unpacked;
  readonly stack: Unpacked;
}

export function createVmEncapsulation(parts: EncapsulationParts): VmEncapsulation {
  const { core, spaces, images, discards, copyOnWrite, swap, flush } = parts;
  const { kernel, backing, segments: segmentTable } = core;
  const { layout, space: map, pageSize } = kernel.machine;
  const recordCodec = bind(SegmentRecord, layout);
  const infoCodec = bind(ExecInfoRecord, layout);
  const streamCodec = bind(FsioMigInfo, layout);
  const stackEnd = core.lastStackPage + 1;

  const sizeOf = ({ heap, stack }: Segments): number =>
    3 * (recordCodec.size + streamCodec.size) +
    infoCodec.size +
    ENTRY_BYTES * (heap.table.length + stack.table.length);

  // --- At the source -------------------------------------------------------------------------------------------

  function* size(process: Process): Task<{ readonly size: number } | { readonly status: Status }> {
    const segments = spaces.segmentsOf(process);
    if (segments === null || segments.heap.users.length > 1) return { status: FAILURE };
    const space = spaces.get(process);
    if (space === undefined || space.mappings.length > 0 || space.wired.size > 0) return { status: FAILURE };
    for (const segment of [segments.heap, segments.stack]) {
      const status = yield* makeReady(segment);
      if (status !== SUCCESS) return { status };
    }
    return { size: sizeOf(segments) };
  }

  function* makeReady(segment: Segment): Task<Status> {
    const outcome = yield* copyOnWrite.isolate(segment);
    if (outcome !== 'ok') return outcome === 'failed' ? Status.VM_SWAP_ERROR : FAILURE;
    const opened = yield* swap.open(segment);
    if (opened !== SUCCESS) return opened;
    const flushed = yield* flush(segment, segment.firstPage, pagesEnd(segment) - 1);
    return flushed ? SUCCESS : Status.VM_SWAP_ERROR;
  }

  function* encapsulate(
    process: Process,
  ): Task<{ readonly bytes: Uint8Array } | { readonly status: Status }> {
    const space = spaces.get(process);
    const segments = space?.segments ?? null;
    if (space === undefined || segments === null) return { status: FAILURE };
    const { code, heap, stack } = segments;
    if (hasFailed(heap) || hasFailed(stack)) return { status: Status.VM_SWAP_ERROR };
    space.packedCode = backing.duplicate(need(code.file));
    const bytes = new Uint8Array(sizeOf(segments));
    let at = 0;
    const put = (part: Uint8Array): void => {
      bytes.set(part, at);
      at += part.length;
    };
    put(recordCodec.encode(recordOf(code)));
    put(infoCodec.encode(need(code.execInfo)));
    put(streamCodec.encode(backing.encapsulate(space.packedCode)));
    for (const segment of [heap, stack]) {
      put(recordCodec.encode(recordOf(segment)));
      put(tableBytes(segment.table));
      put(streamCodec.encode(backing.encapsulate(need(segment.swap))));
    }
    return { bytes };
  }

  const recordOf = (segment: Segment): SegmentRecord => ({
    pageOffset: segment.firstPage,
    fileAddress: segment.fileOffset,
    type: segment.type,
    pageCount: segment.pageCount,
    tableLength: segment.table.length,
  });

  function tableBytes(table: Uint32Array): Uint8Array {
    const bytes = new Uint8Array(ENTRY_BYTES * table.length);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < table.length; i++) {
      view.setUint32(ENTRY_BYTES * i, table[i] & TRAVELLING, layout.littleEndian);
    }
    return bytes;
  }

  function* letGo(process: Process, comesBack: boolean): Task<void> {
    const space = spaces.get(process);
    if (space === undefined) return;
    const { segments, packedCode } = space;
    spaces.change(process, space, null);
    if (segments === null || packedCode === null) throw new Error('a process is dropped that was not packed');
    space.packedCode = null;
    yield* backing.abandon(packedCode, process.id);
    for (const segment of [segments.heap, segments.stack])
      yield* swap.abandon(segment, process.id, comesBack);
    yield* discards.dropSegments(segments, process);
    spaces.leave(process);
  }

  // --- At the target -------------------------------------------------------------------------------------------

  function* deencapsulate(process: Process, bytes: Uint8Array): Task<Status> {
    const packed = unpack(bytes);
    if (packed === null || !fits(packed)) return Status.PROC_MIGRATION_REFUSED;
    const files: BackingFile[] = [];
    let failure = SUCCESS;
    for (const part of [packed.code, packed.heap, packed.stack]) {
      const taken = yield* backing.deencapsulate(part.stream, process.id);
      if ('file' in taken) files.push(taken.file);
      else failure = taken.status;
    }
    if (failure !== SUCCESS) {
      yield* closeAll(files);
      return failure;
    }
    const [codeFile, heapSwap, stackSwap] = files;
    const code = images.useCode(process, codeFile.identity, (segment) => {
      layOut(segment, packed.code);
      segment.table.fill(Pte.Valid | Pte.ReadOnly);
      segment.execInfo = packed.code.execInfo;
    });
    const heap = code === null ? null : segmentTable.create(SegmentType.Heap);
    const stack = heap === null ? null : segmentTable.create(SegmentType.Stack);
    if (code === null || heap === null || stack === null) {
      if (heap !== null) segmentTable.free(heap);
      if (code !== null) yield* discards.dropUser(code, process);
      yield* closeAll(files);
      return Status.VM_NO_SEGMENTS;
    }
    images.useFile(code, heap, codeFile);
    rebuild(process, heap, packed.heap, heapSwap);
    rebuild(process, stack, packed.stack, stackSwap);
    spaces.change(process, spaces.enter(process), { code, heap, stack });
    return SUCCESS;
  }

  function* closeAll(files: readonly BackingFile[]): Task<void> {
    for (const file of files) {
      yield* backing.removeSwap(file);
      yield* backing.close(file);
    }
  }

  function layOut(segment: Segment, { record, table }: Unpacked): void {
    segment.firstPage = record.pageOffset;
    segment.pageCount = record.pageCount;
    segment.fileOffset = record.fileAddress;
    segment.table = table;
    segment.tableStart = record.type === SegmentType.Stack ? stackEnd - table.length : record.pageOffset;
  }

  /** A swap file that has come from another host goes on without a name. */
  function rebuild(process: Process, segment: Segment, packed: Unpacked, swapFile: BackingFile): void {
    layOut(segment, packed);
    segment.users.push(process);
    segment.swap = swapFile;
    segment.flags |= SegmentFlag.SwapFileOpened;
  }

  /** Null when the bytes are cut short, or run over. */
  function unpack(bytes: Uint8Array): UnpackedProcess | null {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    const take = (count: number): number | null => {
      if (count > bytes.length - at) return null;
      at += count;
      return at - count;
    };
    const takeTable = (length: number): Uint32Array | null => {
      const start = length < 0 ? null : take(ENTRY_BYTES * length);
      if (start === null) return null;
      return Uint32Array.from({ length }, (_, i) =>
        view.getUint32(start + ENTRY_BYTES * i, layout.littleEndian),
      );
    };
    const takePart = (type: SegmentType): (Unpacked & { readonly infoAt: number }) | null => {
      const recordAt = take(recordCodec.size);
      if (recordAt === null) return null;
      const record = recordCodec.decode(bytes, recordAt);
      if (record.type !== type || record.tableLength > stackEnd) return null;
      const infoAt = type === SegmentType.Code ? take(infoCodec.size) : 0;
      const table =
        type === SegmentType.Code
          ? new Uint32Array(Math.max(0, record.tableLength))
          : takeTable(record.tableLength);
      const streamAt = table === null ? null : take(streamCodec.size);
      if (infoAt === null || table === null || streamAt === null) return null;
      return { record, table, infoAt, stream: streamCodec.decode(bytes, streamAt) };
    };
    const code = takePart(SegmentType.Code);
    const heap = code === null ? null : takePart(SegmentType.Heap);
    const stack = heap === null ? null : takePart(SegmentType.Stack);
    if (code === null || heap === null || stack === null || at !== bytes.length) return null;
    return { code: { ...code, execInfo: infoCodec.decode(bytes, code.infoAt) }, heap, stack };
  }

  /** The parts are such as this module makes, and lie in an address space without touching. */
  function fits({ code, heap, stack }: UnpackedProcess): boolean {
    const end = ({ record }: Unpacked): number => record.pageOffset + record.pageCount;
    const inTable = ({ record }: Unpacked): boolean =>
      record.pageCount >= 0 && record.pageCount <= record.tableLength && record.fileAddress >= 0;
    const inUnits = ({ record }: Unpacked): boolean =>
      record.tableLength > 0 && record.tableLength === roundUp(record.tableLength, core.growthPages);
    const stackStart = stackEnd - stack.record.tableLength;
    return (
      [code, heap, stack].every(inTable) &&
      [heap, stack].every(inUnits) &&
      code.record.pageCount === code.record.tableLength &&
      code.record.pageOffset >= map.lowest / pageSize &&
      end(code) <= heap.record.pageOffset &&
      heap.record.pageOffset + heap.record.tableLength <= stackStart &&
      stack.record.pageOffset >= stackStart &&
      end(stack) === stackEnd &&
      hasGoodTable(heap, heap.record.pageOffset, true) &&
      hasGoodTable(stack, stackStart, false)
    );
  }

  /** Entries say where their pages are, and no entry lies outside the pages. */
  function hasGoodTable({ record, table }: Unpacked, tableStart: number, hasFile: boolean): boolean {
    return table.every((entry, i) => {
      const isInside =
        tableStart + i >= record.pageOffset && tableStart + i < record.pageOffset + record.pageCount;
      if (entry === 0) return true;
      const isPlaced = hasFile || (entry & (Pte.ZeroFill | Pte.OnSwap)) !== 0;
      return isInside && isPlaced && (entry & Pte.Valid) !== 0 && (entry & ~TRAVELLING) === 0;
    });
  }

  return { size, encapsulate, forget: letGo, deencapsulate, isEmpty: spaces.isEmpty };
}

/** What a process that has been made ready has. */
function need<T>(value: T | null): T {
  if (value === null) throw new Error('a process is packed that was not made ready');
  return value;
}
