/**
 * Prefetch, which Vm_Cmd turns on: with every fault the next page of the segment is fetched too, if it has to be
 * read from a file, by a server process that gives up when no frame can be had at once. The page is not mapped, so
 * the first use of it is a fault that only counts. Source: memory-and-scheduling reference, 3.1.
 */
import { SUCCESS } from '../../arch/status.js';
import type { ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { wakeAll } from '../wait-queue.js';
import { install, type VmCore } from './core.js';
import { NO_FRAME } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, hasFailed, type Segment, SegmentFlag, SegmentType, setEntry } from './segment.js';
import type { Swap } from './swap.js';

export interface Prefetch {
  /** The page before `page` has been faulted in. */
  fetchSoon(segment: Segment, page: number): void;
  /** A prefetched page is used. */
  countHit(segment: Segment, entry: number): void;
}

export interface PrefetchParts {
  readonly core: VmCore;
  readonly swap: Swap;
  readonly servers: ServerProcesses;
  /** A frame without waiting, or NO_FRAME. */
  tryFrame(): number;
}

const kinds = {
  code: { pages: 'codePrefetches', hits: 'codePrefetchHits' },
  heapSwap: { pages: 'heapSwapPrefetches', hits: 'heapSwapPrefetchHits' },
  heapFile: { pages: 'heapFSPrefetches', hits: 'heapFSPrefetchHits' },
  stack: { pages: 'stackPrefetches', hits: 'stackPrefetchHits' },
} as const;

function kindOf(segment: Segment, entry: number) {
  if (segment.type === SegmentType.Code) return kinds.code;
  if (segment.type === SegmentType.Stack) return kinds.stack;
  return (entry & Pte.OnSwap) !== 0 ? kinds.heapSwap : kinds.heapFile;
}

export function createPrefetch({ core, swap, servers, tryFrame }: PrefetchParts): Prefetch {
  const { kernel, frames, counters, tuning } = core;

  function isWanted(segment: Segment, page: number): boolean {
    const entry = entryOf(segment, page);
    const unwanted = Pte.Resident | Pte.ZeroFill | Pte.CopyOnRef | Pte.CopyOnWrite | Pte.InProgress;
    const hasSource = (entry & Pte.OnSwap) !== 0 ? segment.swap !== null : segment.file !== null;
    const isAlive = (segment.flags & SegmentFlag.Dead) === 0 && !hasFailed(segment);
    return (entry & Pte.Valid) !== 0 && (entry & unwanted) === 0 && hasSource && isAlive;
  }

  function* prefetchPage(segment: Segment, page: number): Task<void> {
    if (!isWanted(segment, page)) return;
    const frame = tryFrame();
    if (frame === NO_FRAME) {
      counters.prefetchAborts++;
      return;
    }
    const before = entryOf(segment, page);
    setEntry(segment, page, before | Pte.InProgress);
    let isPlaced = false;
    try {
      if ((yield* swap.readIn(segment, page, frame)) === SUCCESS) {
        const kept = entryOf(segment, page) & (Pte.OnSwap | Pte.CopyOnWrite | Pte.ReadOnly);
        install(core, { segment, page }, frame, kept | Pte.Prefetched);
        counters[kindOf(segment, before).pages]++;
        isPlaced = true;
      } else {
        // Whoever needs the page finds out for himself.
        counters.prefetchAborts++;
      }
    } finally {
      if (!isPlaced) frames.give(frame);
      setEntry(segment, page, entryOf(segment, page) & ~Pte.InProgress);
      wakeAll(kernel, segment.changed);
    }
  }

  return {
    fetchSoon(segment, page) {
      if (tuning.prefetch && isWanted(segment, page)) servers.callLater(() => prefetchPage(segment, page));
    },
    countHit(segment, entry) {
      counters[kindOf(segment, entry).hits]++;
    },
  };
}
