/**
 * What Vm_Cmd sets of virtual memory's ways, with Sprite's values at the start.
 * Source: memory-and-scheduling reference, 5-7.
 */
export interface Tuning {
  /** The clock looks at so many frames, every so many seconds. */
  clockPages: number;
  clockSeconds: number;
  /** More pages than these are not queued for writing: who wants a frame waits. */
  maxDirtyPages: number;
  /** Processes that write pages out at the same time. */
  maxPageOutProcs: number;
  /** A page that has been written and not been touched meanwhile gives its frame up at once. */
  freeWhenClean: boolean;
}

/** Part of the pageable frames that may wait to be written. */
const DIRTY_SHARE = 4;

export const initialTuning = (pageableCount: number): Tuning => ({
  clockPages: 100,
  clockSeconds: 1,
  maxDirtyPages: Math.floor(pageableCount / DIRTY_SHARE),
  maxPageOutProcs: 3,
  freeWhenClean: true,
});
