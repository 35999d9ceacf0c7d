/**
 * The vocabulary in which the 68020's instructions are described (`instructions.ts`) and executed (`cpu.ts`). An
 * instruction that the engine's loop executes itself has an effective-address operand, another operand, an operation
 * and a destination, each chosen by a field of its table entry; all others take care of themselves.
 */

/** How the loop finds the operand of the low six opcode bits. */
export const enum Kind {
  None = 0,
  /** Dn or An: the low four bits number all registers. */
  Register = 1,
  Indirect = 2,
  PostIncrement = 3,
  PreDecrement = 4,
  /** A7 moves by two for a byte. */
  PostIncrementByteAtSp = 5,
  PreDecrementByteAtSp = 6,
  Displacement = 7,
  Indexed = 8,
  AbsoluteWord = 9,
  AbsoluteLong = 10,
  PcDisplacement = 11,
  PcIndexed = 12,
  Immediate = 13,
}

/** What the loop does at a memory operand. */
export const enum Access {
  /** Only its address is wanted. */
  Address = 0,
  Read = 1,
  /** It is read, and written at the end. */
  Modify = 2,
}

/** The other operand, whose extension words come first. */
export const enum Other {
  /** Dn of bits 11-9. */
  Register = 0,
  Immediate = 1,
  /** Bits 11-9, 0 meaning 8. */
  Quick = 2,
}

export const enum To {
  /** Rows say so when the loop has nothing to store, or stores it itself. */
  Nowhere = 0,
  /** Dn of bits 11-9. */
  Register = 1,
  /** Where the effective-address operand came from: memory, or Dn of bits 2-0 (the decoder tells which). */
  Memory = 2,
  OperandRegister = 3,
}

/** Fields of a table entry, from the low end: kind 4 bits, shift 5, access 2, other 2, to 2, op 8, cycles 8. */
export const enum Field {
  /** 24 for bytes, 16 for words, 0 for longs: shifting left and right by it extends the sign. */
  ShiftShift = 4,
  AccessShift = 9,
  OtherShift = 11,
  ToShift = 13,
  OpShift = 15,
  CyclesShift = 23,
}

export const enum Op {
  // Executed in the loop. `a` is the effective-address operand, `b` the other.
  Or = 0,
  And,
  Eor,
  Add,
  /** b - a, a - b. */
  Subtract,
  SubtractFrom,
  /** The same without a result. */
  Compare,
  CompareWith,
  AddAddress,
  SubtractAddress,
  CompareAddress,
  AddQuickAddress,
  SubtractQuickAddress,
  Move,
  MoveAddress,
  MoveToMemory,
  MoveQuick,
  Test,
  Clear,
  Negate,
  Not,
  LoadAddress,
  PushAddress,
  Jump,
  JumpSubroutine,
  Branch,
  BranchSubroutine,
  Return,
  DecrementBranch,
  SetCondition,
  Link,
  Unlink,
  ExtendWord,
  ExtendLong,
  ExtendByteLong,
  Swap,
  ArithmeticLeft,
  ArithmeticRight,
  LogicalLeft,
  LogicalRight,
  BitTest,
  MultiplyUnsigned,
  MultiplySigned,
  NoOperation,
  // Executed by procedures (rare.ts).
  FirstRare,
  Illegal = FirstRare,
  Exchange,
  LineA,
  LineF,
  Privileged,
  Breakpoint,
  Trap,
  TrapOnOverflow,
  TrapOnCondition,
  NegateExtended,
  AddExtended,
  SubtractExtended,
  CompareMemory,
  RotateRegister,
  ShiftMemory,
  BitOperation,
  BitField,
  MoveMultiple,
  MovePeripheral,
  MultiplyLong,
  DivideWord,
  DivideLong,
  AddDecimal,
  SubtractDecimal,
  NegateDecimal,
  Pack,
  Unpack,
  Check,
  CheckBounds,
  CompareAndSwap,
  CompareAndSwap2,
  TestAndSet,
  MoveFromCcr,
  MoveToCcr,
  ImmediateToCcr,
  LinkLong,
  ReturnAndDeallocate,
  ReturnAndRestore,
  CallModule,
  ReturnFromModule,
  Float,
  FloatConditional,
  FloatBranch,
}

/** Letters of the addressing modes: modes 0-6, then mode 7 by register. */
export const modeLetters = 'DAI+-dxwlpq#';

export interface Row {
  readonly name: string;
  /** Sixteen bits, anything but 0 and 1 free. */
  readonly pattern: string;
  /**
   * What follows the opcode word: i immediate of the operand size, w word, l long, b displacement as the opcode's low
   * byte says, e and E extension words of the address in bits 5-0 and 11-6, f a 68881 command word and its address.
   */
  readonly words: string;
  /** Bytes of the operand. */
  readonly size: 1 | 2 | 4;
  readonly op: Op;
  /** Modes allowed in bits 5-0, '' when these are no address. */
  readonly modes: string;
  /** And in bits 11-6, of MOVE. */
  readonly toModes?: string;
  /** Further restriction. */
  readonly only?: (opcode: number) => boolean;
  /** Absent: the loop leaves the operand alone. */
  readonly access?: Access;
  readonly other?: Other;
  readonly to?: To;
  /** Cycles without operand access; timing.ts. */
  readonly cycles: number;
  /** Cycles more when the operand is in memory. */
  readonly memoryCycles?: number;
}
