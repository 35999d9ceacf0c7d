/** A disk whose writes stay in memory: a check works on it, and what it changed is written, or not, at the end. */
import type { Task } from '../../../kernel/task.js';
import type { Disk } from '../../disk/disk.js';

export interface OverlayDisk extends Disk {
  /** Changed blocks by number, in ascending order. */
  changes(): readonly (readonly [number, Uint8Array])[];
}

export function createOverlayDisk(disk: Disk): OverlayDisk {
  const changed = new Map<number, Uint8Array>();
  return {
    blockCount: disk.blockCount,
    counts: disk.counts,
    busyTicks: disk.busyTicks,
    *readBlock(block): Task<Uint8Array> {
      return changed.get(block)?.slice() ?? (yield* disk.readBlock(block));
    },
    *writeBlock(block, bytes) {
      changed.set(block, bytes.slice());
    },
    flush() {},
    changes: () => [...changed].sort(([a], [b]) => a - b),
  };
}
