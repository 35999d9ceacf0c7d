/**
 * The host's page frames. A frame is the kernel's, reserved, free, lent to the file cache, detached (taken by a
 * task that is about to put a page in it) or owned by one page of one segment. Owned frames stand in a list, about
 * in order of last use. As a frame has one owner, and a segment knows its users, every mapper of a frame can be
 * found. Source: memory-and-scheduling reference, 5.
 */
import type { Kernel } from '../kernel.js';
import { createWaitQueue, type WaitQueue, wakeAll } from '../wait-queue.js';
import type { Segment } from './segment.js';

/** Frames kept back for the growth of the kernel. */
export const RESERVE_FRAMES = 3;
/** Part of the frames that the file cache never gets. */
const VM_SHARE = 16;

export const NO_FRAME = -1;

export interface Owner {
  readonly segment: Segment;
  readonly page: number;
}

/** The file cache's side: it counts its blocks in whole frames. */
export interface MemoryArbiter {
  /** Frames lent now. */
  lentCount(): number;
  freeCount(): number;
  /** Lend one more free frame; false when there is none, or virtual memory would get too small. */
  lend(): boolean;
  /** @throws Error when nothing is lent: a fault of the emulator. */
  giveBack(): void;
}

export interface Frames {
  /** All of the host's memory, and the part of it that is the kernel's. */
  readonly totalCount: number;
  readonly kernelCount: number;
  /** The file cache may not shrink virtual memory below this. */
  readonly minVmCount: number;
  freeCount(): number;
  /** Frames owned by pages. */
  userCount(): number;
  readonly arbiter: MemoryArbiter;
  /** Frames ever lent to, and returned by, the file cache. */
  readonly traffic: { readonly lent: number; readonly returned: number };

  /** A free frame, now detached, or NO_FRAME. */
  take(): number;
  /** Free a detached frame. */
  give(frame: number): void;
  /** Give a detached frame to a page, as the one used last. */
  attach(frame: number, segment: Segment, page: number): void;
  /** Take an owned frame from its page. */
  detach(frame: number): void;
  ownerOf(frame: number): Owner | null;

  /** The owned frame used longest ago, or NO_FRAME. */
  oldest(): number;
  /** It has been used: move it to the other end. */
  makeNewest(frame: number): void;

  /** A frame is locked while a file transfer goes to or from it: it keeps its page. */
  lock(frame: number): void;
  unlock(frame: number): void;
  isLocked(frame: number): boolean;
  /** Some frame is locked, and so will be unlocked. */
  anyLocked(): boolean;
  /** Woken when a frame is freed or unlocked. */
  readonly changed: WaitQueue;
  readonly bytesOf: (frame: number) => Uint8Array;
  addressOf(frame: number): number;
}

export function createFrames(kernel: Kernel, kernelCount: number): Frames {
  const { views, frameBase, frameCount } = kernel.memory;
  const { pageSize } = kernel.machine;
  if (frameCount <= kernelCount + RESERVE_FRAMES) {
    throw new RangeError(
      `memory: ${frameCount} page frames are too few: the kernel needs ${kernelCount + RESERVE_FRAMES}`,
    );
  }
  const firstUser = kernelCount + RESERVE_FRAMES;
  /** A stack: the frame freed last is used next. */
  const free: number[] = [];
  for (let frame = frameCount - 1; frame >= firstUser; frame--) free.push(frame);
  const minVmCount = Math.floor(free.length / VM_SHARE);
  const lentFrames: number[] = [];
  const traffic = { lent: 0, returned: 0 };
  const owners: (Segment | null)[] = new Array<Segment | null>(frameCount).fill(null);
  const pages = new Int32Array(frameCount);
  const locks = new Uint16Array(frameCount);
  // Ring of owned frames; its head has a number of its own. next(head) is the oldest.
  const head = frameCount;
  const next = new Int32Array(frameCount + 1).fill(head);
  const previous = new Int32Array(frameCount + 1).fill(head);
  const changed = createWaitQueue('page frame');
  let userCount = 0;
  let lockCount = 0;

  function unlink(frame: number): void {
    next[previous[frame]] = next[frame];
    previous[next[frame]] = previous[frame];
  }

  function linkNewest(frame: number): void {
    previous[frame] = previous[head];
    next[frame] = head;
    next[previous[head]] = frame;
    previous[head] = frame;
  }

  function give(frame: number): void {
    free.push(frame);
    wakeAll(kernel, changed);
  }

  const arbiter: MemoryArbiter = {
    lentCount: () => lentFrames.length,
    freeCount: () => free.length,
    lend() {
      if (free.length + userCount <= minVmCount) return false;
      const frame = free.pop();
      if (frame === undefined) return false;
      lentFrames.push(frame);
      traffic.lent++;
      return true;
    },
    giveBack() {
      const frame = lentFrames.pop();
      if (frame === undefined) throw new Error('the file cache returned a frame it was never lent');
      traffic.returned++;
      give(frame);
    },
  };

  return {
    totalCount: frameCount,
    kernelCount,
    minVmCount,
    freeCount: () => free.length,
    userCount: () => userCount,
    arbiter,
    traffic,
    take: () => free.pop() ?? NO_FRAME,
    give,
    attach(frame, segment, page) {
      owners[frame] = segment;
      pages[frame] = page;
      userCount++;
      linkNewest(frame);
    },
    detach(frame) {
      if (owners[frame] === null) throw new Error(`page frame ${frame} has no owner to lose it`);
      if (locks[frame] !== 0) throw new Error(`page frame ${frame} taken while it is locked`);
      owners[frame] = null;
      userCount--;
      unlink(frame);
    },
    ownerOf(frame) {
      const segment = owners[frame];
      return segment === null ? null : { segment, page: pages[frame] };
    },
    oldest: () => (next[head] === head ? NO_FRAME : next[head]),
    makeNewest(frame) {
      unlink(frame);
      linkNewest(frame);
    },
    lock(frame) {
      locks[frame]++;
      lockCount++;
    },
    unlock(frame) {
      locks[frame]--;
      lockCount--;
      wakeAll(kernel, changed);
    },
    isLocked: (frame) => locks[frame] !== 0,
    anyLocked: () => lockCount > 0,
    changed,
    bytesOf: (frame) =>
      views.bytes.subarray(frameBase + frame * pageSize, frameBase + (frame + 1) * pageSize),
    addressOf: (frame) => frameBase + frame * pageSize,
  };
}
