/**
 * What the 68020 engine and its coprocessor say to each other. The engine decodes the opcode word (line F,
 * coprocessor 1), owns the program counter, the addresses and the memory, and executes FBcc, FScc, FDBcc, FTRAPcc
 * itself: of the coprocessor it asks the general instructions and the truth of a predicate. FSAVE and FRESTORE are
 * privileged and never come here.
 *
 * Exact restart: any call of the bus may leave the coprocessor for good (a page that is not there, cycles that are
 * used up; it throws something that only the engine may catch). So an instruction first reads its operands, then
 * calls `charge` once, with its cycles, then `prepareWrite` if it stores more than one part, then stores, and only
 * then changes registers (FP and control registers, or Dn: it may write `words` itself). Changes of (An)+ and -(An)
 * are the engine's: it makes them when `general` has returned Done.
 */
export interface FpuBus {
  /** Next word of the instruction, 0 .. 0xffff. The command word has been taken already. */
  nextWord(): number;
  /**
   * Address of the memory operand of `sizeBytes` bytes that the low six bits of the opcode name; takes the
   * extension words. Called at most once; not for Dn and An. An immediate operand is read from the address
   * answered, like any other (a byte's is its odd byte). For FMOVEM `sizeBytes` is the size of the whole list.
   */
  operandAddress(sizeBytes: number): number;
  /** Signed values; any alignment. */
  readByte(address: number): number;
  readWord(address: number): number;
  readLong(address: number): number;
  /** The low bits of `value`. A single one needs no prepareWrite. */
  writeByte(address: number, value: number): void;
  writeWord(address: number, value: number): void;
  writeLong(address: number, value: number): void;
  /** See to it that all of an operand can be written. */
  prepareWrite(address: number, sizeBytes: number): void;
  /** Cycles of the whole instruction apart from the operand's address and transfer, which the engine adds. */
  charge(cycles: number): void;
}

/** Any other outcome is the vector of a 68881 exception (48 .. 54). */
export const enum FpuOutcome {
  Done = 0,
  /** No such instruction, or an addressing mode it does not have: a line-F trap. */
  Illegal = 11,
}

export const enum FpuCondition {
  False = 0,
  True = 1,
  /** The predicate is one that traps on unordered, NAN is set and BSUN enabled: vector 48. */
  Trap = 2,
}

export interface Fpu {
  /**
   * Execute an instruction of type 0 (opcode bits 8-6). `words[ContextWord.Pc]` is its address (for FPIAR). FNOP is
   * a branch and does not come here.
   */
  general(words: Int32Array, opcode: number, command: number, bus: FpuBus): FpuOutcome;
  /** Predicate 0 .. 31; sets BSUN and the accrued bit where it must. Larger numbers do not come here. */
  condition(words: Int32Array, predicate: number): FpuCondition;
}
