/**
 * Pages between memory and files. A segment's swap file is made at its first page-out; every page has a fixed
 * place in it: a heap's by distance from its first page, a stack's by distance from the top, so that the file
 * grows as the stack does. Source: memory-and-scheduling reference, 3.1-3.3.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import { type Nanoseconds, type ProcessId, SECOND } from '../../arch/units.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import type { BackingFile } from './backing-store.js';
import { failSegment, unmap, type VmCore } from './core.js';
import { Pte } from './page-table.js';
import {
  entryOf,
  hasFailed,
  isSharedFile,
  type Segment,
  SegmentFlag,
  SegmentType,
  setEntry,
} from './segment.js';

export interface Swap {
  /** Fill `frame` (detached) with a page that is not resident, from the swap file or the object file. */
  readIn(segment: Segment, page: number, frame: number): Task<Status>;
  /**
   * Write a resident page out. Its frame is locked meanwhile; afterwards the page is clean unless it has been
   * written to again. 'failed': the segment's users are killed. 'down': the server does not answer, and the page
   * is as modified as before.
   */
  writeOut(segment: Segment, page: number): Task<'ok' | 'failed' | 'down'>;
  /** Sleep until the server of the segment's swap file may answer again. */
  awaitServer(segment: Segment): Task<void>;
  /** The file there is, or a new one. */
  open(segment: Segment): Task<Status>;
  /** Give `to` what the swap file of `from` holds of a page; the status tells whose file has failed. */
  copyPage(from: Segment, to: Segment, page: number): Task<'ok' | 'read-failed' | 'write-failed'>;
  /** Remove the name of the segment's swap file, and close it. */
  discard(segment: Segment): Task<void>;
  /** The same for a file that goes on elsewhere; one that comes back to this host keeps its name. */
  abandon(segment: Segment, owner: ProcessId, comesBack: boolean): Task<void>;
}

/** These mean that the server is away: the page is asked for again when it is back, and no signal ends the wait. */
const away: ReadonlySet<Status> = new Set([
  Status.RPC_TIMEOUT,
  Status.FS_STALE_HANDLE,
  Status.RPC_SERVICE_DISABLED,
]);
/** A busy server is asked again after this time. */
const RETRY_NS: Nanoseconds = 60 * SECOND;

export function createSwap(core: VmCore): Swap {
  const { kernel, backing, frames, counters, tuning } = core;
  const { pageSize } = kernel.machine;
  const pause = createWaitQueue('backing store');

  function* whileBusy(attempt: () => Task<Status>): Task<Status> {
    for (;;) {
      const status = yield* attempt();
      if (status !== Status.FS_WOULD_BLOCK) return status;
      yield* sleepOn(kernel, pause, { deadlineNs: kernel.now() + RETRY_NS });
    }
  }

  function* patiently(file: BackingFile, attempt: () => Task<Status>): Task<Status> {
    for (;;) {
      const status = yield* whileBusy(attempt);
      if (!away.has(status)) return status;
      yield* backing.awaitServer(file);
    }
  }

  function placeInSwap(segment: Segment, page: number): number {
    const distance =
      segment.type === SegmentType.Stack ? core.lastStackPage - page : page - segment.tableStart;
    return distance * pageSize;
  }

  function* readInto(segment: Segment, page: number, target: Uint8Array): Task<Status> {
    if ((entryOf(segment, page) & Pte.OnSwap) !== 0) {
      counters.psFilled++;
      const file = needFile(segment, isSharedFile(segment) ? segment.file : segment.swap);
      return yield* patiently(file, () => backing.readPage(file, 'swap', placeInSwap(segment, page), target));
    }
    counters.fsFilled++;
    const file = needFile(segment, segment.file);
    const isPast = !tuning.fsReadAhead || tuning.prefetch;
    const kind = segment.type !== SegmentType.Code ? 'heap' : isPast ? 'direct' : 'code';
    const offset = segment.fileOffset + (page - segment.tableStart) * pageSize;
    return yield* patiently(file, () => backing.readPage(file, kind, offset, target));
  }

  function* open(segment: Segment): Task<Status> {
    while ((segment.flags & SegmentFlag.SwapFileLocked) !== 0) yield* sleepOn(kernel, segment.changed);
    if (segment.swap !== null) return SUCCESS;
    segment.flags |= SegmentFlag.SwapFileLocked;
    try {
      const opened = yield* backing.openSwap(segment.number);
      if ('status' in opened) return opened.status;
      segment.swap = opened.file;
      segment.flags |= SegmentFlag.SwapFileOpened;
      return SUCCESS;
    } finally {
      segment.flags &= ~SegmentFlag.SwapFileLocked;
      wakeAll(kernel, segment.changed);
    }
  }

  function* writePageOf(segment: Segment, page: number, source: Uint8Array): Task<Status> {
    const opened = yield* open(segment);
    if (opened !== SUCCESS) return opened;
    const file = needFile(segment, segment.swap);
    const status = yield* whileBusy(() => backing.writePage(file, placeInSwap(segment, page), source));
    if (status === SUCCESS) counters.pagesWritten++;
    return status;
  }

  /** The server of both swap files copies the page. */
  function* copyThere(from: Segment, to: Segment, page: number): Task<boolean> {
    const place = placeInSwap(from, page);
    if (from.swap === null || place !== placeInSwap(to, page)) return false;
    if ((yield* open(to)) !== SUCCESS || to.swap === null) return false;
    return (yield* backing.copyPage(from.swap, to.swap, place, pageSize)) === SUCCESS;
  }

  /** Those who have mapped a file live on when it cannot be written to, but its pages are not tried for ever. */
  function noteFileWrite(segment: Segment, status: Status): void {
    if (status === SUCCESS) {
      segment.flags &= ~SegmentFlag.IoError;
      return;
    }
    if (!hasFailed(segment)) {
      const name = segment.swap?.name ?? 'a mapped file';
      kernel.log(`${name}: a mapped page cannot be written: status 0x${status.toString(16)}`);
    }
    segment.flags |= SegmentFlag.IoError;
  }

  function* awaitServer({ swap }: Segment): Task<void> {
    if (swap !== null) yield* backing.awaitServer(swap);
    else yield* sleepOn(kernel, pause, { deadlineNs: kernel.now() + RETRY_NS });
  }

  function letGo(segment: Segment): BackingFile | null {
    const { swap } = segment;
    segment.swap = null;
    segment.flags &= ~SegmentFlag.SwapFileOpened;
    return swap;
  }

  return {
    *readIn(segment, page, frame) {
      frames.lock(frame);
      try {
        return yield* readInto(segment, page, frames.bytesOf(frame));
      } finally {
        frames.unlock(frame);
      }
    },
    *writeOut(segment, page) {
      const entry = entryOf(segment, page);
      const frame = entry & Pte.Frame;
      frames.lock(frame);
      try {
        // Cleared before the write: what the program stores from now on marks the page again.
        setEntry(segment, page, entry & ~(Pte.Modified | Pte.Referenced));
        unmap(core, segment, page);
        const status = yield* writePageOf(segment, page, frames.bytesOf(frame));
        const mark = status === SUCCESS ? Pte.OnSwap : Pte.Modified;
        setEntry(segment, page, entryOf(segment, page) | mark);
        if (away.has(status)) return 'down';
        if (isSharedFile(segment)) noteFileWrite(segment, status);
        else if (status !== SUCCESS) failSegment(core, segment);
        return status === SUCCESS ? 'ok' : 'failed';
      } finally {
        frames.unlock(frame);
      }
    },
    awaitServer,
    open,
    *copyPage(from, to, page) {
      if (yield* copyThere(from, to, page)) {
        counters.swapPagesCopied++;
        return 'ok';
      }
      const bytes = new Uint8Array(pageSize);
      if ((yield* readInto(from, page, bytes)) !== SUCCESS) return 'read-failed';
      for (;;) {
        const status = yield* writePageOf(to, page, bytes);
        if (status === SUCCESS) break;
        if (!away.has(status)) return 'write-failed';
        yield* awaitServer(to);
      }
      counters.swapPagesCopied++;
      return 'ok';
    },
    *discard(segment) {
      const swap = letGo(segment);
      if (swap === null) return;
      yield* backing.removeSwap(swap);
      yield* backing.close(swap);
    },
    *abandon(segment, owner, comesBack) {
      const swap = letGo(segment);
      if (swap === null) return;
      if (!comesBack) yield* backing.removeSwap(swap);
      yield* backing.abandon(swap, owner);
    },
  };
}

function needFile(segment: Segment, file: BackingFile | null): BackingFile {
  if (file === null) throw new Error(`segment ${segment.number} has no file for a page it should hold`);
  return file;
}
