/** Word offsets of the R2000's context block, after the words that every machine has (`arch/machine.ts`). */

/** A software TLB; page numbers are taken modulo its entries. */
export const enum Tlb {
  Entries = 256,
  /** Words of one: tags and addends. */
  Words = 512,
  Mask = 255,
  /** Never equal to a page address or to a misaligned one. */
  Empty = -1,
}

export const enum Word {
  /** $0 .. $31; the first is ContextWord.Machine. */
  R = 8,
  Hi = R + 32,
  Lo = Hi + 1,
  /** FP control and status register. */
  Fcr31 = Lo + 1,
  /** FP registers, a double in an even and odd pair, low word in the even one. */
  F = Fcr31 + 1,
  /** The break instruction that trapped. */
  BreakWord = F + 32,
  /** errno of the last UNIX call that failed. */
  UnixErrno = BreakWord + 1,
  /**
   * TLBs for reading, writing and executing: Tlb.Entries page addresses, then as many numbers to add to a virtual
   * address to get the physical one.
   */
  ReadTag = UnixErrno + 1,
  WriteTag = ReadTag + 512,
  ExecuteTag = WriteTag + 512,
  End = ExecuteTag + 512,
}

/** Register numbers with a part in the conventions. */
export const enum Reg {
  V0 = 2,
  V1 = 3,
  A0 = 4,
  A3 = 7,
  T0 = 8,
  T1 = 9,
  Sp = 29,
  Ra = 31,
}

/** All registers zero, nothing in the TLBs: a context block may have been another process's. */
export function clearContext(words: Int32Array): void {
  words.fill(0);
  words.fill(Tlb.Empty, Word.ReadTag, Word.End);
}
