/**
 * A frame for a page. A free one if there is one; else one of the file cache's, if that has not been used for
 * longer than any page; else the allocate list is searched from the page used longest
 * ago: one that has been referenced goes to the rear, a modified one to the page-out, and the first that is
 * neither gives up its frame. When pages are on their way out, who asks waits for them.
 * Source: memory-and-scheduling reference, 5.2.
 */
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { evict, unmap, type VmCore } from './core.js';
import { NO_FRAME, type Owner } from './frames.js';
import type { PageOut } from './page-out.js';
import { Pte } from './page-table.js';
import { entryOf, hasFailed, type Segment, SegmentType, setEntry } from './segment.js';
import type { Trade } from './trade.js';

/** A detached frame; NO_FRAME when no page can leave memory. May sleep while pages are written. */
export type ObtainFrame = () => Task<number>;

/** A clean page's frame, detached, or NO_FRAME: modified pages that are met are on their way out then. */
export function createSearch(core: VmCore, pageOut: PageOut): () => number {
  const { frames, counters, tuning } = core;

  /** Two rounds: the first may find every page referenced. */
  function search(): number {
    for (let left = 2 * frames.allocateCount(); left > 0; left--) {
      if (frames.dirtyCount() > tuning.maxDirtyPages) return NO_FRAME;
      const frame = frames.oldest();
      if (frame === NO_FRAME) return NO_FRAME;
      const owner = frames.ownerOf(frame);
      if (owner === null) throw new Error(`page frame ${frame} stands in the list without an owner`);
      if (isClean(owner, frame)) return evict(core, owner.segment, owner.page);
    }
    return NO_FRAME;
  }

  const canPageOut = (segment: Segment, entry: number): boolean =>
    (segment.type === SegmentType.Heap || segment.type === SegmentType.Stack) && (entry & Pte.ReadOnly) === 0;

  /** Whether the page can go at once; if not, it is put where the search does not meet it soon. */
  function isClean({ segment, page }: Owner, frame: number): boolean {
    counters.numListSearches++;
    const entry = entryOf(segment, page);
    if (frames.isLocked(frame) || frames.isWired(frame)) {
      counters.lockSearched++;
      frames.passOver(frame);
      return false;
    }
    if ((entry & Pte.Referenced) !== 0) {
      counters.refSearched++;
      const used = tuning.writeableRefPageout && canPageOut(segment, entry) ? Pte.Modified : 0;
      setEntry(segment, page, (entry & ~Pte.Referenced) | used);
      unmap(core, segment, page);
      frames.makeNewest(frame);
      return false;
    }
    if (segment.type !== SegmentType.Code) counters.potModPages++;
    // A page that is written without need gives its frame up then, or it would be written again for ever.
    const anyway = tuning.writeablePageout && tuning.freeWhenClean && canPageOut(segment, entry);
    if ((entry & Pte.Modified) === 0 && !anyway) {
      if (segment.type !== SegmentType.Code) counters.notModPages++;
      return true;
    }
    counters.dirtySearched++;
    if (hasFailed(segment)) frames.passOver(frame);
    else pageOut.writeSoon(frame);
    return false;
  }

  return search;
}

export interface ReplacementParts {
  readonly core: VmCore;
  readonly pageOut: PageOut;
  readonly search: () => number;
  readonly trade: Trade;
}

export interface Replacement {
  readonly obtainFrame: ObtainFrame;
  /** A detached frame if one can be had at once, or NO_FRAME. */
  tryFrame(): number;
}

export function createReplacement({ core, pageOut, search, trade }: ReplacementParts): Replacement {
  const { kernel, frames, counters } = core;

  type Source = 'gotFreePage' | 'gotPageFromFS' | 'pageAllocs';

  /** Without waiting. */
  function look(): { readonly frame: number; readonly source: Source } {
    const free = frames.take();
    if (free !== NO_FRAME) return { frame: free, source: 'gotFreePage' };
    if (trade.takeFromCache(false)) return { frame: frames.take(), source: 'gotPageFromFS' };
    const frame = search();
    const isHopeless = frame === NO_FRAME && frames.dirtyCount() === 0 && !frames.anyLocked();
    if (isHopeless && trade.takeFromCache(true)) return { frame: frames.take(), source: 'gotPageFromFS' };
    return { frame, source: 'pageAllocs' };
  }

  function tryFrame(): number {
    if (pageOut.isSwapDown()) return NO_FRAME;
    const { frame, source } = look();
    if (frame === NO_FRAME) return NO_FRAME;
    counters.numAllocs++;
    counters[source]++;
    return frame;
  }

  function* obtainFrame(): Task<number> {
    counters.numAllocs++;
    for (;;) {
      if (!pageOut.isSwapDown()) {
        const { frame, source } = look();
        if (frame !== NO_FRAME) {
          counters[source]++;
          return frame;
        }
        if (frames.dirtyCount() === 0 && !frames.anyLocked()) return NO_FRAME;
      }
      counters.pageoutWait++;
      yield* sleepOn(kernel, frames.changed);
    }
  }

  return { obtainFrame, tryFrame };
}
