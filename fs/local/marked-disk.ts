/**
 * A disk whose header says whether it was shut down in order. The first write says that it was not, before
 * anything else changes; `markClean` says so again.
 */
import type { Task } from '../../kernel/task.js';
import type { Disk } from '../disk/disk.js';
import { BLOCK_SIZE } from '../types.js';
import { DomainHeader } from './layout.js';

export interface MarkedDisk extends Disk {
  /** Everything has been written and the bitmaps can be believed. */
  markClean(): Task<void>;
}

export function createMarkedDisk(disk: Disk, header: DomainHeader): MarkedDisk {
  let clean = header.clean;

  function* mark(value: 0 | 1): Task<void> {
    if (clean === value) return;
    clean = value;
    const block = new Uint8Array(BLOCK_SIZE);
    DomainHeader.encodeInto({ ...header, clean: value }, block, 0);
    yield* disk.writeBlock(0, block);
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
  };
}
