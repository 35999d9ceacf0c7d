/**
 * Page-table entries: one 32-bit word for each page of a segment, with Sprite's own bits. Where a page that is
 * not resident comes from: CopyOnRef, its master segment; else ZeroFill, zeros; else OnSwap, the swap file; else
 * the object file. Source: memory-and-scheduling reference, 2.
 */
export const enum Pte {
  /** The page belongs to the segment. */
  Valid = 0x80000000,
  /** In memory; the frame field is a frame number. */
  Resident = 0x40000000,
  ZeroFill = 0x20000000,
  /** The swap file holds the page as it was when it last left memory, or was last written out. */
  OnSwap = 0x10000000,
  /** A fault is filling the page; others wait for the segment's condition. */
  InProgress = 0x08000000,
  /** The frame field is the number of the segment that owns the page (its master). */
  CopyOnRef = 0x04000000,
  /** This segment is master of the page for others: write-protected. */
  CopyOnWrite = 0x02000000,
  /** Set by the lookup when it grants an access. */
  Referenced = 0x01000000,
  Modified = 0x00800000,
  ReadOnly = 0x00400000,
  /** Copied on reference and write-protected, only so that the first write to it is counted. */
  CopyCounted = 0x00200000,
  /** Brought in by prefetch and not yet used: the first use is a fault. */
  Prefetched = 0x00100000,
  /** Frame number, or segment number of the master. */
  Frame = 0x000fffff,

  /** What a page forgets when its frame is taken. */
  OfFrame = Resident | Referenced | Modified | CopyCounted | Prefetched | Frame,
}
