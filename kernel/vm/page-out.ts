/**
 * Page-out: modified pages that the search for a frame has met are queued, and written to their swap files by a
 * few kernel processes. A page that nobody has touched meanwhile gives up its frame. While the swap server is
 * down no page is written, the queue stays, and whoever wants a frame waits.
 * Source: memory-and-scheduling reference, 3.3 and 5.4.
 */
import type { ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { wakeAll } from '../wait-queue.js';
import { evict, type VmCore } from './core.js';
import { NO_FRAME, type Owner } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf } from './segment.js';
import type { Swap } from './swap.js';

export interface PageOut {
  /** The page in an owned frame is to be written. */
  writeSoon(frame: number): void;
  /** The server of the swap files does not answer. */
  isSwapDown(): boolean;
}

export function createPageOut(core: VmCore, swap: Swap, servers: ServerProcesses): PageOut {
  const { kernel, frames, counters, tuning } = core;
  let active = 0;
  let isDown = false;

  function startWriter(): void {
    if (active >= tuning.maxPageOutProcs || isDown) return;
    active++;
    counters.pageoutWakeup++;
    servers.callLater(writeQueued);
  }

  function* writeQueued(): Task<void> {
    let written = 0;
    try {
      for (let frame = nextFrame(); frame !== NO_FRAME; frame = nextFrame(), written++) {
        yield* writeFrame(frame);
      }
      if (written === 0) counters.pageoutNoWork++;
    } finally {
      active--;
    }
  }

  const nextFrame = (): number => (isDown ? NO_FRAME : frames.takeDirty());

  function* writeFrame(frame: number): Task<void> {
    const owner = frames.ownerOf(frame);
    if (owner === null) throw new Error(`page frame ${frame} is to be written and has no owner`);
    // Somebody else is writing it: a flush.
    if (frames.isLocked(frame)) return frames.passOver(frame);
    const outcome = yield* swap.writeOut(owner.segment, owner.page);
    if (outcome === 'down') {
      frames.makeDirty(frame, 'front');
      if (!isDown) yield* awaitServer(owner);
    } else if (outcome === 'ok' && tuning.freeWhenClean && isUntouched(owner) && !frames.isWired(frame)) {
      frames.give(evict(core, owner.segment, owner.page));
    } else if (outcome === 'ok') {
      frames.makeOldest(frame);
      wakeAll(kernel, frames.changed);
    } else {
      frames.passOver(frame);
      wakeAll(kernel, frames.changed);
    }
  }

  const isUntouched = ({ segment, page }: Owner): boolean =>
    (entryOf(segment, page) & (Pte.Referenced | Pte.Modified)) === 0;

  function* awaitServer({ segment }: Owner): Task<void> {
    isDown = true;
    kernel.log(`Swap server down: no page of segment ${segment.number} can be written`);
    try {
      yield* swap.awaitServer(segment);
    } finally {
      isDown = false;
    }
    kernel.log('Swap server up again');
    wakeAll(kernel, frames.changed);
    startWriter();
  }

  return {
    writeSoon(frame) {
      frames.makeDirty(frame, 'rear');
      startWriter();
    },
    isSwapDown: () => isDown,
  };
}
