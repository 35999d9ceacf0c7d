/**
 * A disk: one arm, one request at a time, first come first served. Its time is that of the Fujitsu Eagle of
 * Sprite's servers: seek, wait for the block to come round, transfer; blocks are laid out so that reading
 * one after the other takes a revolution each (about 240 KB/s). Requests are done in the order they are made, and a
 * write reaches the device when it is done. Source: measurements reference, 3.
 */
import { MILLISECOND, type Nanoseconds } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { payDebt, type Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { BLOCK_SIZE } from '../types.js';
import type { BlockDevice } from './block-device.js';

export interface DiskCounts {
  readonly reads: number;
  readonly writes: number;
  /** Time the arm has been taken, requests under way included. */
  readonly busyNs: Nanoseconds;
}

export interface Disk {
  readonly blockCount: number;
  counts(): DiskCounts;
  /** Timer ticks until now that found the arm taken. */
  busyTicks(): number;
  readBlock(block: number): Task<Uint8Array>;
  writeBlock(block: number, bytes: Uint8Array): Task<void>;
  /** Everything written survives the emulator's own machine from now on. */
  flush(): void;
}

/** 3600 revolutions a minute. */
const REVOLUTION_NS = 16_666_667;
/** A track holds 46 sectors of 512 bytes, a cylinder 20 tracks. */
const TRACK_BYTES = 46 * 512;
const CYLINDER_BLOCKS = Math.floor((20 * TRACK_BYTES) / BLOCK_SIZE);
const TRANSFER_NS = Math.floor((REVOLUTION_NS * BLOCK_SIZE) / TRACK_BYTES);

/** 4.6 ms to the next cylinder, 18 ms over a third of the disk, 35 ms over all 842: a curve through the three. */
function seekNs(cylinders: number): Nanoseconds {
  if (cylinders === 0) return 0;
  return Math.floor((4.6 + 0.4635 * Math.sqrt(cylinders) + 0.02016 * cylinders) * MILLISECOND);
}

export function createDisk(kernel: Kernel, device: BlockDevice): Disk {
  let freeAtNs = 0;
  let armCylinder = 0;
  const counts = { reads: 0, writes: 0, busyNs: 0 };
  let busyTicks = 0;
  const tickOf = (ns: Nanoseconds): number => Math.floor(ns / kernel.machine.tickNs);

  /** When a request that is made now is done; the disk is taken until then. */
  function schedule(block: number): Nanoseconds {
    const cylinder = Math.floor(block / CYLINDER_BLOCKS);
    const startNs = Math.max(kernel.stretchTime(), freeAtNs);
    const onCylinderNs = startNs + seekNs(Math.abs(cylinder - armCylinder));
    // Each cylinder's blocks begin at the same angle: one block a revolution.
    const angleNs = ((cylinder % 8) * REVOLUTION_NS) / 8;
    const waitNs = REVOLUTION_NS - ((onCylinderNs + REVOLUTION_NS - angleNs) % REVOLUTION_NS);
    armCylinder = cylinder;
    freeAtNs = Math.ceil(onCylinderNs + waitNs + TRANSFER_NS);
    counts.busyNs += freeAtNs - startNs;
    busyTicks += tickOf(freeAtNs) - tickOf(startNs);
    return freeAtNs;
  }

  /** `begin` is called when the request is made, what it answers when it is done. */
  function* transfer(block: number, begin: () => () => void): Task<void> {
    yield* payDebt();
    const moveBytes = begin();
    const finished = createWaitQueue('disk');
    let done = false;
    kernel.at(schedule(block), () => {
      moveBytes();
      done = true;
      wakeAll(kernel, finished);
    });
    while (!done) yield* sleepOn(kernel, finished);
  }

  return {
    blockCount: device.blockCount,
    counts: () => ({ ...counts }),
    // Requests follow one another without a gap: what lies ahead is one stretch.
    busyTicks: () => busyTicks - Math.max(0, tickOf(freeAtNs) - tickOf(kernel.now())),
    *readBlock(block) {
      counts.reads++;
      const bytes = new Uint8Array(BLOCK_SIZE);
      yield* transfer(block, () => () => device.load(block, bytes));
      return bytes;
    },
    *writeBlock(block, bytes) {
      counts.writes++;
      yield* transfer(block, () => {
        const copy = bytes.slice();
        return () => device.put(block, copy);
      });
    },
    flush: () => device.flush?.(),
  };
}

/** The same device without time, for work on a disk that no host is using: formatting, installing, fetching. */
export function createUntimedDisk(device: BlockDevice): Disk {
  return {
    blockCount: device.blockCount,
    counts: () => ({ reads: 0, writes: 0, busyNs: 0 }),
    busyTicks: () => 0,
    *readBlock(block) {
      const bytes = new Uint8Array(BLOCK_SIZE);
      device.load(block, bytes);
      return bytes;
    },
    *writeBlock(block, bytes) {
      device.put(block, bytes);
    },
    flush: () => device.flush?.(),
  };
}
