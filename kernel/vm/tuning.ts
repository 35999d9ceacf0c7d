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
  /** By how much pages are favoured over file blocks; graded: so much for each page group the cache occupies. */
  fsPenalty: { readonly seconds: number; readonly isGraded: boolean };
  pageGroups: number;
  /** The cache gets no more pages; every page it asks for. */
  alwaysRefuse: boolean;
  alwaysSayYes: boolean;
  /** The page after the one that is faulted in is fetched too. */
  prefetch: boolean;
  /** Code is read through the file cache; if not, what the cache has not got comes from the server past it. */
  fsReadAhead: boolean;
  /** A page copied on reference is write-protected, so that the first write to it is counted. */
  corReadOnly: boolean;
  /** Pages that could be modified are written out as if they were, when they leave; or when they have been used. */
  writeablePageout: boolean;
  writeableRefPageout: boolean;
}

/** Part of the pageable frames that may wait to be written. */
const DIRTY_SHARE = 4;

export const initialTuning = (pageableCount: number): Tuning => ({
  clockPages: 100,
  clockSeconds: 1,
  maxDirtyPages: Math.floor(pageableCount / DIRTY_SHARE),
  maxPageOutProcs: 3,
  freeWhenClean: true,
  // The kernel's own value is 0; Berkeley's hosts set 20 minutes when they came up.
  fsPenalty: { seconds: 20 * 60, isGraded: false },
  pageGroups: 10,
  alwaysRefuse: false,
  alwaysSayYes: false,
  prefetch: false,
  fsReadAhead: true,
  corReadOnly: false,
  writeablePageout: false,
  writeableRefPageout: false,
});
