/**
 * What the files of this folder share, and the few steps by which a page gets a frame and loses it. Whoever takes
 * a right away from a mapping (the frame, writing, a referenced or modified mark) calls `unmap`, so that no
 * processor remembers it.
 */
import type { Kernel } from '../kernel.js';
import type { Process } from '../process.js';
import type { BackingStore } from './backing-store.js';
import type { Frames } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, type Segment, SegmentFlag, type SegmentTable, SegmentType, setEntry } from './segment.js';
import type { VmCounters } from './statistics.js';
import type { Tuning } from './tuning.js';

export interface VmHooks {
  /** A page of the process is lost: SIG_KILL with `code`, the status of a destroyed process. */
  killSegmentUser(process: Process, code: number): void;
}

export interface VmCore {
  readonly kernel: Kernel;
  readonly backing: BackingStore;
  readonly hooks: VmHooks;
  readonly frames: Frames;
  readonly segments: SegmentTable;
  readonly counters: VmCounters;
  readonly tuning: Tuning;
  /** A page has been marked as referenced: the clock has something to find. */
  touched(): void;
  /** log2 of the page size. */
  readonly pageShift: number;
  /** The page below the top of the stack. */
  readonly lastStackPage: number;
  /** Pages in a unit of page-table growth. */
  readonly growthPages: number;
}

/** How getting a page came out: 'failed' is a page that cannot be read or written, its users being killed. */
export type Outcome = 'ok' | 'failed' | 'no-memory';

/** Status of a process destroyed because a page could not be read, or found no memory. */
export const READ_ERROR = 3;

/** No processor remembers anything of this page. */
export function unmap({ kernel }: VmCore, segment: Segment, page: number): void {
  const { pageSize } = kernel.machine;
  for (const { process, firstPage, pageCount, segmentPage } of segment.views) {
    const at = page - segmentPage;
    if (process.context === null || at < 0 || at >= pageCount) continue;
    kernel.engine.invalidatePage(process.context, (firstPage + at) * pageSize);
  }
  if (segment.type === SegmentType.Mapped) return;
  const address = page * pageSize;
  for (const { context } of segment.users) {
    if (context !== null) kernel.engine.invalidatePage(context, address);
  }
}

/** Put a detached frame under a page; `bits` are its entry's bits beside Valid and Resident. */
export function install(
  core: VmCore,
  place: { readonly segment: Segment; readonly page: number },
  frame: number,
  bits: number,
): void {
  const { segment, page } = place;
  setEntry(segment, page, Pte.Valid | Pte.Resident | bits | frame);
  segment.residentCount++;
  core.frames.attach(frame, segment, page);
  core.touched();
}

/** Take a resident page's frame; answers the frame, now detached. What is in it is the caller's care. */
export function evict(core: VmCore, segment: Segment, page: number): number {
  const entry = entryOf(segment, page);
  const frame = entry & Pte.Frame;
  core.kernel.charge(core.kernel.machine.costs.detachPageNs);
  setEntry(segment, page, entry & ~Pte.OfFrame);
  unmap(core, segment, page);
  segment.residentCount--;
  core.frames.detach(frame);
  return frame;
}

/** Lose a page of the segment for good: every user is killed, every later fault fails. */
export function failSegment(core: VmCore, segment: Segment): void {
  segment.flags |= SegmentFlag.IoError;
  core.segments.forgetFile(segment);
  for (const user of segment.users) core.hooks.killSegmentUser(user, READ_ERROR);
}
