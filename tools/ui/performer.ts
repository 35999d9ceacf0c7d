/** Plays actions while time passes: each waits for what it waits for; the lines of a script follow each other. */
import type { Action, Play, Until } from '../verbs.js';

export interface Performer {
  /** Do these one after the other, beside whatever else is being done; `failed` is told why it stopped. */
  begin(actions: readonly Action[], failed: (why: Error) => void): void;
  /** Go on with whatever need not wait any longer. */
  look(): void;
  /** Lines that have begun and have not ended. */
  readonly count: number;
  /** Forget everything that has not been done. */
  stop(): void;
}

interface Part {
  readonly actions: readonly Action[];
  readonly failed: (why: Error) => void;
  place: number;
  running: Generator<Until, void> | null;
  waiting: Until | null;
}

export function createPerformer(play: Play): Performer {
  const parts = new Set<Part>();

  /** False when it has ended, or nothing more can be done now. */
  function step(part: Part): boolean {
    const { waiting } = part;
    if (waiting !== null && !waiting.reached() && play.cluster.now() < waiting.untilNs) return false;
    part.waiting = null;
    if (part.running === null) {
      if (part.place >= part.actions.length) {
        parts.delete(part);
        return false;
      }
      part.running = part.actions[part.place++](play);
    }
    const next = part.running.next();
    if (next.done === true) part.running = null;
    else part.waiting = next.value;
    return true;
  }

  function look(): void {
    for (const part of [...parts]) {
      try {
        while (step(part));
      } catch (error) {
        parts.delete(part);
        part.failed(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  return {
    begin(actions, failed) {
      parts.add({ actions, failed, place: 0, running: null, waiting: null });
      look();
    },
    look,
    get count() {
      return parts.size;
    },
    stop() {
      parts.clear();
    },
  };
}
