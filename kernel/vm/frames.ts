/**
 * The host's page frames. A frame is the kernel's, reserved, free, lent to the file cache, detached (taken by a
 * task that is about to put a page in it) or owned by one page of one segment. Owned frames stand in the allocate
 * list, about in order of last use, or in the dirty list, which wait to be written out; one that is being written
 * stands in neither. As a frame has one owner, and a segment knows its users, every mapper of a frame can be found.
 * Source: memory-and-scheduling reference, 5.
 */
import { SECOND } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import { createWaitQueue, type WaitQueue, wakeAll } from '../wait-queue.js';
import type { Segment } from './segment.js';

/** Frames kept back for the growth of the kernel. */
export const RESERVE_FRAMES = 3;
/** Part of the frames that the file cache never gets. */
const VM_SHARE = 16;
export const leastVmPages = (pageableCount: number): number => Math.floor(pageableCount / VM_SHARE);

export const NO_FRAME = -1;

const enum Place {
  None = 0,
  Allocate = 1,
  Dirty = 2,
  BeingWritten = 3,
}

export interface Owner {
  readonly segment: Segment;
  readonly page: number;
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
  /** Of these, the ones on their way out: listed as dirty, or being written. */
  dirtyCount(): number;
  /** All that is not the kernel's or reserved; free when the host was switched on. */
  readonly pageableCount: number;
  /** Frames of the file cache. */
  lentCount(): number;
  /** Give a detached frame to the file cache. */
  lend(frame: number): void;
  /** One of them is free again. @throws Error when nothing is lent: a fault of the emulator. */
  takeBack(): void;

  /** A free frame, now detached, or NO_FRAME. */
  take(): number;
  /** Free a detached frame. */
  give(frame: number): void;
  /** Give a detached frame to a page, as the one used last. */
  attach(frame: number, segment: Segment, page: number): void;
  /** Take an owned frame from its page. */
  detach(frame: number): void;
  ownerOf(frame: number): Owner | null;

  /** The first of the allocate list: about the frame used longest ago. NO_FRAME when the list is empty. */
  oldest(): number;
  allocateCount(): number;
  /** To the rear of the allocate list, as used now. */
  makeNewest(frame: number): void;
  /** The same for a frame that the search has to pass over: how long ago it was used stays as it is. */
  passOver(frame: number): void;
  /** To the front of the allocate list. */
  makeOldest(frame: number): void;
  /** From the allocate list to the end of the dirty list, or back to its front when it could not be written. */
  makeDirty(frame: number, end: 'rear' | 'front'): void;
  /** The first of the dirty list, which is now being written and on no list; NO_FRAME when the list is empty. */
  takeDirty(): number;
  isAllocatable(frame: number): boolean;
  /** When the page that would go first was last known to be used; null when no page is in memory. */
  oldestUseSeconds(): number | null;

  /** A frame is locked while a file transfer goes to or from it: it keeps its page. */
  lock(frame: number): void;
  unlock(frame: number): void;
  isLocked(frame: number): boolean;
  /** Some frame is locked, and so will be unlocked. */
  anyLocked(): boolean;
  /** A wired frame keeps its page however little it is used. Its wires go with the page. */
  wire(frame: number): void;
  unwire(frame: number): void;
  isWired(frame: number): boolean;
  wiredCount(): number;
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
  const pageableCount = free.length;
  const minVmCount = leastVmPages(pageableCount);
  const lentFrames: number[] = [];
  const owners: (Segment | null)[] = new Array<Segment | null>(frameCount).fill(null);
  const pages = new Int32Array(frameCount);
  const locks = new Uint16Array(frameCount);
  const wires = new Uint16Array(frameCount);
  let wiredCount = 0;
  const usedSeconds = new Float64Array(frameCount);
  const places = new Uint8Array(frameCount);
  // Rings of owned frames; the heads have numbers of their own.
  const allocate = frameCount;
  const dirty = frameCount + 1;
  const next = Int32Array.from({ length: frameCount + 2 }, (_, i) => i);
  const previous = next.slice();
  const changed = createWaitQueue('page frame');
  let userCount = 0;
  let dirtyCount = 0;
  let lockCount = 0;

  const firstOf = (head: number): number => (next[head] === head ? NO_FRAME : next[head]);

  /** Off its list, if it is on one. */
  function unlink(frame: number): void {
    if (places[frame] === Place.Dirty || places[frame] === Place.BeingWritten) dirtyCount--;
    places[frame] = Place.None;
    next[previous[frame]] = next[frame];
    previous[next[frame]] = previous[frame];
    next[frame] = previous[frame] = frame;
  }

  /** To the front or the rear of the list of `head`. */
  function link(frame: number, head: number, end: 'front' | 'rear'): void {
    unlink(frame);
    places[frame] = head === dirty ? Place.Dirty : Place.Allocate;
    if (head === dirty) dirtyCount++;
    const after = end === 'front' ? head : previous[head];
    previous[frame] = after;
    next[frame] = next[after];
    previous[next[after]] = frame;
    next[after] = frame;
  }

  const nowSeconds = (): number => Math.floor(kernel.now() / SECOND);
  const passOver = (frame: number): void => link(frame, allocate, 'rear');

  function makeNewest(frame: number): void {
    usedSeconds[frame] = nowSeconds();
    passOver(frame);
  }

  function give(frame: number): void {
    free.push(frame);
    wakeAll(kernel, changed);
  }

  return {
    totalCount: frameCount,
    kernelCount,
    minVmCount,
    pageableCount,
    freeCount: () => free.length,
    userCount: () => userCount,
    dirtyCount: () => dirtyCount,
    lentCount: () => lentFrames.length,
    lend: (frame) => lentFrames.push(frame),
    takeBack() {
      const frame = lentFrames.pop();
      if (frame === undefined) throw new Error('the file cache returned a frame it was never lent');
      give(frame);
    },
    take: () => free.pop() ?? NO_FRAME,
    give,
    attach(frame, segment, page) {
      owners[frame] = segment;
      pages[frame] = page;
      userCount++;
      makeNewest(frame);
    },
    detach(frame) {
      if (owners[frame] === null) throw new Error(`page frame ${frame} has no owner to lose it`);
      if (locks[frame] !== 0) throw new Error(`page frame ${frame} taken while it is locked`);
      owners[frame] = null;
      if (wires[frame] !== 0) wiredCount--;
      wires[frame] = 0;
      userCount--;
      unlink(frame);
    },
    ownerOf(frame) {
      const segment = owners[frame];
      return segment === null ? null : { segment, page: pages[frame] };
    },
    oldest: () => firstOf(allocate),
    allocateCount: () => userCount - dirtyCount,
    makeNewest,
    passOver,
    makeOldest: (frame) => link(frame, allocate, 'front'),
    makeDirty: (frame, end) => link(frame, dirty, end),
    takeDirty() {
      const frame = firstOf(dirty);
      if (frame === NO_FRAME) return NO_FRAME;
      unlink(frame);
      places[frame] = Place.BeingWritten;
      dirtyCount++;
      return frame;
    },
    isAllocatable: (frame) => places[frame] === Place.Allocate && locks[frame] === 0,
    oldestUseSeconds() {
      const firsts = [firstOf(allocate), firstOf(dirty)].filter((frame) => frame !== NO_FRAME);
      return firsts.length === 0 ? null : Math.min(...firsts.map((frame) => usedSeconds[frame]));
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
    wire(frame) {
      if (wires[frame]++ === 0) wiredCount++;
    },
    unwire(frame) {
      if (wires[frame] > 0 && --wires[frame] === 0) wiredCount--;
    },
    isWired: (frame) => wires[frame] !== 0,
    wiredCount: () => wiredCount,
    anyLocked: () => lockCount > 0,
    changed,
    bytesOf: (frame) =>
      views.bytes.subarray(frameBase + frame * pageSize, frameBase + (frame + 1) * pageSize),
    addressOf: (frame) => frameBase + frame * pageSize,
  };
}
