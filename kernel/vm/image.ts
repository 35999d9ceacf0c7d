/**
 * The segments of a new image: code to be loaded from the file, or the code segment another process has made of
 * it; a heap that is loaded as far as there are initialised data, and zeros beyond; one page of stack. Initialised
 * data that end inside a page make exec fetch that page, because what follows in the file is not data.
 * Source: memory-and-scheduling reference, 1.4.
 */
import type { ImageDescription, ImagePart } from '../../arch/machine.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { BackingFile } from './backing-store.js';
import type { VmCore } from './core.js';
import type { Discards } from './discard.js';
import type { Faults } from './fault.js';
import { Pte } from './page-table.js';
import { addZeroPages, type ExecInfo, entryOf, type Segment, SegmentType, setEntry } from './segment.js';
import type { Segments } from './space.js';

export interface Images {
  /**
   * Segments of which `process` is a user. On success `file` belongs to them; on failure nothing has been made,
   * and the file is as it was.
   */
  build(
    process: Process,
    image: ImageDescription,
    file: BackingFile,
  ): Task<{ readonly segments: Segments } | { readonly status: Status }>;
  /** The code segment of a file, or a new one, with one more user; null when the segment table is full. */
  useCode(process: Process, identity: string, create: (segment: Segment) => void): Segment | null;
  /** Both page from the executable: the heap through a reference of its own, where the code has one already. */
  useFile(code: Segment, heap: Segment, file: BackingFile): void;
}

/** An image in pages; the first page of a part begins at `fileOffset`. */
interface Layout {
  readonly code: { readonly first: number; readonly count: number; readonly fileOffset: number };
  readonly heap: {
    readonly first: number;
    readonly loadedCount: number;
    readonly count: number;
    readonly fileOffset: number;
  };
  /** Bytes of the last loaded page that are data; 0 when all are. */
  readonly tailStart: number;
}

export function createImages(core: VmCore, faults: Faults, discards: Discards): Images {
  const { kernel, segments: table, backing, frames } = core;
  const { pageSize, space } = kernel.machine;

  function partInPages(part: ImagePart): { first: number; count: number; fileOffset: number } {
    const first = Math.floor(part.address / pageSize);
    const end = part.size === 0 ? first : Math.ceil((part.address + part.size) / pageSize);
    return { first, count: end - first, fileOffset: part.fileOffset - (part.address - first * pageSize) };
  }

  /** Null when the parts do not fit into an address space. */
  function layOut(image: ImageDescription): Layout | null {
    const code = partInPages(image.code);
    // Without initialised data the heap begins with the zeros.
    const data = partInPages(
      image.data.size === 0 ? { address: image.bssStart, size: 0, fileOffset: 0 } : image.data,
    );
    const bssEnd = image.bssSize === 0 ? 0 : Math.ceil((image.bssStart + image.bssSize) / pageSize);
    const end = Math.max(data.first + data.count, bssEnd);
    // Even a program without code has a code segment.
    const codeCount = Math.max(1, code.count);
    const tableEnd = data.first + tableLength(end - data.first);
    const inOrder =
      image.code.address >= space.lowest &&
      code.first + codeCount <= data.first &&
      (image.bssSize === 0 || image.bssStart >= data.first * pageSize) &&
      tableEnd <= core.lastStackPage + 1 - core.growthPages;
    if (!inOrder || code.fileOffset < 0 || (data.count > 0 && data.fileOffset < 0)) return null;
    const { first, count: loadedCount, fileOffset } = data;
    return {
      code: { ...code, count: codeCount },
      heap: { first, loadedCount, count: end - first, fileOffset: loadedCount === 0 ? 0 : fileOffset },
      tailStart: data.count === 0 ? 0 : (image.data.address + image.data.size) % pageSize,
    };
  }

  const tableLength = (pageCount: number): number =>
    Math.max(1, Math.ceil(pageCount / core.growthPages)) * core.growthPages;
  const tableFor = (pageCount: number): Uint32Array => new Uint32Array(tableLength(pageCount));

  function useCode(process: Process, identity: string, create: (segment: Segment) => void): Segment | null {
    const present = table.findByFile(identity);
    const code = present ?? table.create(SegmentType.Code);
    if (code === null) return null;
    if (present === null) {
      create(code);
      table.enterByFile(code, identity);
    }
    table.makeActive(code);
    code.users.push(process);
    return code;
  }

  function* build(
    process: Process,
    image: ImageDescription,
    file: BackingFile,
  ): Task<{ readonly segments: Segments } | { readonly status: Status }> {
    const layout = layOut(image);
    if (layout === null) return { status: Status.VM_NO_SEGMENTS };
    const code = useCode(process, file.identity, (segment) => layOutCode(segment, layout, image));
    const heap = code === null ? null : table.create(SegmentType.Heap);
    const stack = heap === null ? null : table.create(SegmentType.Stack);
    if (code === null || heap === null || stack === null) {
      for (const segment of [heap, stack]) if (segment !== null) table.free(segment);
      if (code !== null) yield* discards.dropUser(code, process);
      return { status: Status.VM_NO_SEGMENTS };
    }
    layOutHeap(heap, layout);
    layOutStack(stack);
    heap.users.push(process);
    stack.users.push(process);
    useFile(code, heap, file);
    const segments = { code, heap, stack };
    const status = yield* clearTail(heap, layout);
    if (status === SUCCESS) return { segments };
    returnFile(segments, file);
    yield* discards.dropSegments(segments, process);
    return { status };
  }

  function useFile(code: Segment, heap: Segment, file: BackingFile): void {
    heap.file = code.file === null ? backing.duplicate(file) : file;
    code.file ??= file;
  }

  /** `file` stays the caller's; if others have come to use the code through it, they get the duplicate. */
  function returnFile({ code, heap }: Segments, file: BackingFile): void {
    if (code.file === file) code.file = heap.file;
    heap.file = null;
  }

  function layOutCode(segment: Segment, { code, heap }: Layout, image: ImageDescription): void {
    segment.tableStart = segment.firstPage = code.first;
    segment.pageCount = code.count;
    segment.table = new Uint32Array(code.count).fill(Pte.Valid | Pte.ReadOnly);
    segment.fileOffset = code.fileOffset;
    const info: ExecInfo = {
      entry: image.entry,
      heapFirstPage: heap.first,
      heapPages: heap.loadedCount,
      heapFileOffset: heap.fileOffset,
      bssFirstPage: heap.first + heap.loadedCount,
      bssPages: heap.count - heap.loadedCount,
    };
    segment.execInfo = info;
  }

  function layOutHeap(segment: Segment, { heap }: Layout): void {
    segment.tableStart = segment.firstPage = heap.first;
    segment.pageCount = heap.count;
    segment.table = tableFor(heap.count);
    segment.table.fill(Pte.Valid, 0, heap.loadedCount);
    segment.fileOffset = heap.fileOffset;
    addZeroPages(segment, heap.first + heap.loadedCount, heap.first + heap.count - 1);
  }

  function layOutStack(segment: Segment): void {
    segment.table = tableFor(1);
    segment.tableStart = core.lastStackPage + 1 - segment.table.length;
    segment.firstPage = core.lastStackPage;
    segment.pageCount = 1;
    addZeroPages(segment, core.lastStackPage, core.lastStackPage);
  }

  function* clearTail(heap: Segment, { heap: { first, loadedCount }, tailStart }: Layout): Task<Status> {
    if (tailStart === 0) return SUCCESS;
    const page = first + loadedCount - 1;
    core.counters.totalFaults++;
    core.counters.heapFaults++;
    if ((yield* faults.fetchPage(heap, page)) !== 'ok') return Status.VM_NO_SEGMENTS;
    const entry = entryOf(heap, page);
    frames.bytesOf(entry & Pte.Frame).fill(0, tailStart);
    kernel.charge((pageSize - tailStart) * kernel.machine.costs.zeroNsPerByte);
    setEntry(heap, page, entry | Pte.Modified);
    return SUCCESS;
  }

  return { build, useCode, useFile };
}
