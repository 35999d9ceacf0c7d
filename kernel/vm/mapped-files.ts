/**
 * Files that are mapped shared and read, written or cut by calls of this host at the same time: what is in memory and
 * what is in the file are kept the same. The file system says what it does; a file's identity is the one its segment
 * is found by. Source: memory-and-scheduling reference, 1.5.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, type VmCore } from './core.js';
import type { Flushes } from './flush.js';
import { Pte } from './page-table.js';
import { entryOf, type Segment, setEntry, tableEnd } from './segment.js';

export interface MappedFiles {
  /** Nothing need be said about a file that is not. */
  isMapped(identity: string): boolean;
  /** The bytes are about to be read from the file: it gets them from memory first. */
  beforeRead(identity: string, offset: number, length: number): Task<void>;
  /** They have been written to the file at `offset`. */
  afterWrite(identity: string, offset: number, bytes: Uint8Array): Task<void>;
  /** The file has become shorter: what lay beyond its end is in no memory any more. */
  afterCut(identity: string, size: number): Task<void>;
}

export function createMappedFiles(core: VmCore, flushes: Flushes): MappedFiles {
  const { kernel, frames, segments } = core;
  const { pageSize } = kernel.machine;
  const pageOf = (offset: number): number => Math.floor(offset / pageSize);

  /** The entry of a page that is neither being filled nor being written. */
  function* quietEntry(segment: Segment, page: number): Task<number> {
    for (;;) {
      const entry = entryOf(segment, page);
      if ((entry & Pte.InProgress) !== 0) yield* sleepOn(kernel, segment.changed);
      else if ((entry & Pte.Resident) !== 0 && frames.isLocked(entry & Pte.Frame)) {
        yield* sleepOn(kernel, frames.changed);
      } else return entry;
    }
  }

  return {
    isMapped: (identity) => segments.findByFile(identity) !== null,
    *beforeRead(identity, offset, length) {
      const segment = segments.findByFile(identity);
      if (segment !== null)
        yield* flushes.writeModified(segment, pageOf(offset), pageOf(offset + length - 1));
    },
    *afterWrite(identity, offset, bytes) {
      const segment = segments.findByFile(identity);
      if (segment === null) return;
      for (let done = 0; done < bytes.length; ) {
        const page = pageOf(offset + done);
        const at = (offset + done) % pageSize;
        const count = Math.min(pageSize - at, bytes.length - done);
        const entry = yield* quietEntry(segment, page);
        if ((entry & Pte.Resident) !== 0) {
          frames.bytesOf(entry & Pte.Frame).set(bytes.subarray(done, done + count), at);
          // What may be on its way to the file is older.
          if (segment.swap !== null) setEntry(segment, page, entry | Pte.Modified);
        }
        done += count;
      }
    },
    *afterCut(identity, size) {
      const segment = segments.findByFile(identity);
      if (segment === null) return;
      const last = pageOf(size);
      if (size % pageSize !== 0) {
        const entry = yield* quietEntry(segment, last);
        if ((entry & Pte.Resident) !== 0) frames.bytesOf(entry & Pte.Frame).fill(0, size % pageSize);
      }
      for (let page = Math.ceil(size / pageSize); page < tableEnd(segment); page++) {
        const entry = yield* quietEntry(segment, page);
        if ((entry & Pte.Resident) !== 0) frames.give(evict(core, segment, page));
      }
    },
  };
}
