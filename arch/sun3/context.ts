/**
 * Word offsets of the 68020's context block, after the words that every machine has (`arch/machine.ts`). Between two
 * runs everything of the program is here, exact; the words from FlagN on mean nothing then.
 */

/** A software TLB; page numbers are taken modulo its entries. */
export const enum Tlb {
  Entries = 256,
  /** Words of one: tags and addends. */
  Words = 512,
  Mask = 255,
  /** Never equal to a page address. */
  Empty = -1,
}

/** Sun-3 pages, for the TLBs. */
export const enum Page {
  Shift = 13,
  Size = 0x2000,
  /** The address of the page an address lies in is `address & Page.Mask`. */
  Mask = -0x2000,
}

export const enum Word {
  /** D0 .. D7, then A0 .. A7; the first is ContextWord.Machine. */
  D = 8,
  A = D + 8,
  /** User byte of the status register: X N Z V C are bits 4 .. 0. */
  Ccr = A + 8,
  /**
   * FP0 .. FP7, three words each, as the chip stores an extended number in memory: sign (bit 31) and exponent
   * (bits 30-16), the rest of the word 0; then the mantissa, high word first.
   */
  Fp = Ccr + 1,
  Fpcr = Fp + 24,
  Fpsr = Fpcr + 1,
  Fpiar = Fpsr + 1,
  /**
   * TLBs for reading, writing and executing: Tlb.Entries page addresses, then as many numbers to add to a virtual
   * address to get the physical one.
   */
  ReadTag = Fpiar + 1,
  WriteTag = ReadTag + 512,
  ExecuteTag = WriteTag + 512,
  /**
   * The engine's own, within one instruction. Condition codes while instructions execute, kept so that they cost
   * little: N, V, C and X are set when the word is negative, Z when it is 0.
   */
  FlagN = ExecuteTag + 512,
  FlagZ = FlagN + 1,
  FlagV = FlagZ + 1,
  FlagC = FlagV + 1,
  FlagX = FlagC + 1,
  /** Address registers that an unfinished instruction changed: pairs of the register's word and its value before. */
  UndoCount = FlagX + 1,
  Undo = UndoCount + 1,
  /** Copy of an instruction that lies on two pages. */
  Instruction = Undo + 8,
  End = Instruction + 12,
}

/** Address registers with a part in the conventions, as numbers from 0. */
export const enum AddressRegister {
  FramePointer = 6,
  StackPointer = 7,
}

/** Exception vectors, the codes of Stop.Trap and Stop.Call (ContextWord.TrapCode). Source: 68020 user's manual. */
export const enum Vector {
  AddressError = 3,
  Illegal = 4,
  ZeroDivide = 5,
  Chk = 6,
  /** trapv, trapcc, cpTRAPcc. */
  Trapv = 7,
  Privilege = 8,
  LineA = 10,
  LineF = 11,
  FormatError = 14,
  /** trap #n is 32 + n; #0 and #1 are calls (Stop.Call, pc still at the instruction). */
  Trap = 32,
  /** The 68881's: 48 unordered branch .. 54 signalling NaN. */
  FloatUnordered = 48,
  FloatLast = 54,
}

/** FP registers after a reset, and of a new image: quiet NaNs with all mantissa bits set. */
const RESET_FP_EXPONENT = 0x7fff0000;

/** All registers zero, FP registers not numbers, nothing in the TLBs: a block may have been another process's. */
export function clearContext(words: Int32Array): void {
  words.fill(0);
  for (let r = 0; r < 8; r++) {
    words[Word.Fp + 3 * r] = RESET_FP_EXPONENT;
    words[Word.Fp + 3 * r + 1] = -1;
    words[Word.Fp + 3 * r + 2] = -1;
  }
  clearTlbs(words);
}

export function clearTlbs(words: Int32Array): void {
  words.fill(Tlb.Empty, Word.ReadTag, Word.FlagN);
}
