/**
 * A disk whose header says whether it was shut down in order, and how far versions have been given. The first write
 * says that it was not, before anything else changes; `markClean` says so again.
 */
import type { Task } from '../../kernel/task.js';
import type { Disk } from '../disk/disk.js';
import { BLOCK_SIZE } from '../types.js';
import { DomainHeader } from './layout.js';

export interface MarkedDisk extends Disk {
  /** Everything has been written and the bitmaps can be believed. */
  markClean(): Task<void>;
  /** Versions below it may be given. */
  writeVersionBound(bound: number): Task<void>;
}

export function createMarkedDisk(disk: Disk, header: DomainHeader): MarkedDisk {
  let present = header;

  function* writeHeader(changes: Partial<DomainHeader>): Task<void> {
    present = { ...present, ...changes };
    const block = new Uint8Array(BLOCK_SIZE);
    DomainHeader.encodeInto(present, block, 0);
    yield* disk.writeBlock(0, block);
  }

  function* mark(clean: 0 | 1): Task<void> {
    if (present.clean !== clean) yield* writeHeader({ clean });
  }

  return {
    ...disk,
    *writeBlock(block, bytes) {
      // A disk does its requests in their order: nobody has to wait for another's mark.
      yield* mark(0);
      yield* disk.writeBlock(block, bytes);
    },
    *markClean() {
      disk.flush();
      yield* mark(1);
      disk.flush();
    },
    writeVersionBound: (versionBound) => writeHeader({ versionBound }),
  };
}
