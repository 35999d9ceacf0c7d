/**
 * The clock: once a second it looks at the next hundred frames. A page that has been referenced since it last came
 * by is marked as used now, and its mark cleared, so that its age is known to about one turn. It never starts a
 * page-out. When a whole turn has found nothing referenced, and nothing has been referenced since, it stops until
 * something is: an idle host has no events. A process turns the clock only where there is something to mark.
 * Source: memory-and-scheduling reference, 5.3.
 */
import { SECOND } from '../../arch/units.js';
import type { ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { unmap, type VmCore } from './core.js';
import { type Owner, RESERVE_FRAMES } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, setEntry } from './segment.js';

export interface ClockHand {
  /** A page has been marked as referenced. May be called while user code runs. */
  wind(): void;
}

export function createClockHand(core: VmCore, servers: ServerProcesses): ClockHand {
  const { kernel, frames, tuning } = core;
  const first = frames.kernelCount + RESERVE_FRAMES;
  let hand = first;
  let isRunning = false;
  /** Frames passed since the last that was referenced, or the last winding. */
  let quietCount = 0;

  /** No slice of user code is as long as a second, so this lies behind the present one. */
  function waitForRun(): void {
    kernel.at(kernel.now() + tuning.clockSeconds * SECOND, () => {
      if (isQuietAhead()) goOn();
      else servers.callLater(turnClock);
    });
  }

  const next = (frame: number): number => (frame + 1 < frames.totalCount ? frame + 1 : first);

  /** Nothing of the next pages has been referenced: the hand passes them. */
  function isQuietAhead(): boolean {
    let frame = hand;
    for (let left = tuning.clockPages; left > 0; left--) {
      if (referencedIn(frame) !== null) return false;
      frame = next(frame);
    }
    hand = frame;
    quietCount += tuning.clockPages;
    return true;
  }

  function* turnClock(): Task<void> {
    for (let left = tuning.clockPages; left > 0; left--) {
      if (takeMark(hand)) quietCount = 0;
      else quietCount++;
      hand = next(hand);
    }
    goOn();
  }

  function goOn(): void {
    isRunning = quietCount < frames.pageableCount;
    if (isRunning) waitForRun();
  }

  /** The page in that frame, if it has been referenced since the clock last came by. */
  function referencedIn(frame: number): Owner | null {
    const owner = frames.isAllocatable(frame) ? frames.ownerOf(frame) : null;
    if (owner === null || (entryOf(owner.segment, owner.page) & Pte.Referenced) === 0) return null;
    return owner;
  }

  function takeMark(frame: number): boolean {
    const owner = referencedIn(frame);
    if (owner === null) return false;
    const { segment, page } = owner;
    const entry = entryOf(segment, page);
    kernel.charge(kernel.machine.costs.clockPageNs);
    setEntry(segment, page, entry & ~Pte.Referenced);
    unmap(core, segment, page);
    frames.makeNewest(frame);
    return true;
  }

  return {
    wind() {
      quietCount = 0;
      if (isRunning) return;
      isRunning = true;
      waitForRun();
    },
  };
}
