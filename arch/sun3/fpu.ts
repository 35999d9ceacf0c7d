/**
 * The 68881: decoding and execution of its general instructions, and its predicates, on the registers in a context
 * block. An enabled exception is reported at the instruction that raised it (the chip tells at the next one). Source:
 * MC68881/MC68882 user's manual, section 4.
 */
import { Word } from './context.js';
import { createWork, Kind, Part, Precision, Rounding, Slot, take, Work } from './extended.js';
import { add, divide, multiply, squareRoot } from './extended-arithmetic.js';
import {
  compare,
  conditionOf,
  exponentOf,
  integerPart,
  mantissaOf,
  remainder,
  scale,
} from './extended-integers.js';
import { round } from './extended-rounding.js';
import { setConstant } from './fpu-constants.js';
import { transcendental } from './fpu-functions.js';
import { type Fpu, type FpuBus, FpuOutcome } from './fpu-interface.js';
import {
  cycles,
  DYADIC_CYCLES,
  FMOVECR_CYCLES,
  Format,
  formatCycles,
  isDyadic,
  Opmode,
  opmodes,
  REGISTER_SOURCE_CYCLES,
  REGISTER_TARGET_CYCLES,
  storeCycles,
} from './fpu-opmodes.js';
import {
  anyEnabled,
  enabledVector,
  evaluate,
  KEEPS_REGISTER,
  noteExceptions,
  setCondition,
} from './fpu-status.js';
import {
  fetchOperand,
  instructionAddress,
  isDataRegister,
  loadRegister,
  moveControl,
  moveRegisters,
  storeOperand,
  storePacked,
  storeRegister,
} from './fpu-transfers.js';

/** What the command word's top three bits say. */
const enum Class {
  RegisterToRegister = 0,
  MemoryToRegister = 2,
  RegisterToMemory = 3,
  ControlIn = 4,
  ControlOut = 5,
  ListIn = 6,
  ListOut = 7,
}

export function createFpu(): Fpu {
  const w = createWork();
  /** Registers read by a list, until all have been; words of a packed number. */
  const scratch = new Int32Array(24);

  function general(words: Int32Array, opcode: number, command: number, bus: FpuBus): FpuOutcome {
    w[Work.Exceptions] = 0;
    switch (command >>> 13) {
      case Class.RegisterToRegister: {
        if ((command & 0x40) !== 0) return FpuOutcome.Illegal;
        bus.charge(cycles[command & 0x3f]);
        loadRegister(w, Slot.B, words, (command >>> 10) & 7);
        return operate(words, command);
      }
      case Class.MemoryToRegister:
        return fromMemory(words, opcode, command, bus);
      case Class.RegisterToMemory:
        return toMemory(words, opcode, command, bus);
      case Class.ControlIn:
      case Class.ControlOut:
        return moveControl(words, opcode, command, bus, scratch);
      case Class.ListIn:
      case Class.ListOut:
        return moveRegisters(words, opcode, command, bus, scratch);
      default:
        return FpuOutcome.Illegal;
    }
  }

  function fromMemory(words: Int32Array, opcode: number, command: number, bus: FpuBus): FpuOutcome {
    const format = (command >>> 10) & 7;
    if (format === Format.Special) return constant(words, command, bus);
    if ((command & 0x40) !== 0) return FpuOutcome.Illegal;
    if (!fetchOperand(w, words, opcode, format, modeOf(words), bus)) return FpuOutcome.Illegal;
    const operation = command & 0x3f;
    bus.charge(
      cycles[operation] +
        formatCycles[format] +
        (isDyadic[operation] ? DYADIC_CYCLES : 0) -
        (isDataRegister(opcode) ? REGISTER_SOURCE_CYCLES : 0),
    );
    return operate(words, command);
  }

  function constant(words: Int32Array, command: number, bus: FpuBus): FpuOutcome {
    bus.charge(FMOVECR_CYCLES);
    noteAddress(words);
    setConstant(w, command & 0x7f);
    return finish(words, (command >>> 7) & 7, precisionOf(words));
  }

  function toMemory(words: Int32Array, opcode: number, command: number, bus: FpuBus): FpuOutcome {
    const format = (command >>> 10) & 7;
    const isPacked = format === Format.Packed || format === Format.Special;
    loadRegister(w, Slot.B, words, (command >>> 7) & 7);
    take(w, Slot.B);
    const charged = storeCycles[format] + (isDataRegister(opcode) ? REGISTER_TARGET_CYCLES : 0);
    const mode = modeOf(words);
    const stored = isPacked
      ? storePacked(w, words, opcode, command, mode, charged, bus, scratch)
      : storeOperand(w, words, opcode, format, mode, charged, bus);
    if (!stored) return FpuOutcome.Illegal;
    noteAddress(words);
    noteExceptions(words, w[Work.Exceptions]);
    return enabledVector(words, w[Work.Exceptions]);
  }

  // --- Operations on slot B, or A and B ----------------------------------------------------------------------------

  const precisionOf = (words: Int32Array): number => (words[Word.Fpcr] >>> 6) & 3;
  const modeOf = (words: Int32Array): number => (words[Word.Fpcr] >>> 4) & 3;

  function noteAddress(words: Int32Array): void {
    if (anyEnabled(words)) words[Word.Fpiar] = instructionAddress(words);
  }

  /** Round R, and leave it in a register, with condition codes and exceptions. */
  function finish(words: Int32Array, register: number, precision: number): FpuOutcome {
    round(w, precision, modeOf(words));
    const exceptions = w[Work.Exceptions];
    noteExceptions(words, exceptions);
    const vector = enabledVector(words, exceptions);
    if (vector !== 0 && (exceptions & words[Word.Fpcr] & KEEPS_REGISTER) !== 0) return vector;
    setCondition(words, conditionOf(w));
    storeRegister(w, words, register);
    return vector;
  }

  /** Execute the operation of a command word, its source in slot B. */
  function operate(words: Int32Array, command: number): FpuOutcome {
    noteAddress(words);
    const register = (command >>> 7) & 7;
    const opmode = opmodes[command & 0x3f];
    let precision = precisionOf(words);
    if (isDyadic[opmode]) loadRegister(w, Slot.A, words, register);
    switch (opmode) {
      case Opmode.Fmove:
        take(w, Slot.B);
        break;
      case Opmode.Fabs:
      case Opmode.Fneg:
        take(w, Slot.B);
        if (w[Slot.R + Part.Kind] !== Kind.Nan)
          w[Slot.R + Part.Negative] = opmode === Opmode.Fabs ? 0 : w[Slot.R + Part.Negative] ^ 1;
        break;
      case Opmode.Fadd:
        add(w, modeOf(words));
        break;
      case Opmode.Fsub:
        if (w[Slot.B + Part.Kind] !== Kind.Nan) w[Slot.B + Part.Negative] ^= 1;
        add(w, modeOf(words));
        break;
      case Opmode.Fmul:
        multiply(w);
        break;
      case Opmode.Fdiv:
        divide(w);
        break;
      case Opmode.Fsglmul:
        cutToSingle(Slot.A);
        cutToSingle(Slot.B);
        multiply(w);
        precision = Precision.SingleMantissa;
        break;
      case Opmode.Fsgldiv:
        divide(w);
        precision = Precision.SingleMantissa;
        break;
      case Opmode.Fsqrt:
        squareRoot(w);
        break;
      case Opmode.Fint:
        integerPart(w, modeOf(words));
        break;
      case Opmode.Fintrz:
        integerPart(w, Rounding.Zero);
        break;
      case Opmode.Fmod:
      case Opmode.Frem:
        remainderOf(words, opmode === Opmode.Frem);
        break;
      case Opmode.Fscale:
        scale(w);
        break;
      case Opmode.Fgetexp:
        exponentOf(w);
        break;
      case Opmode.Fgetman:
        mantissaOf(w);
        break;
      case Opmode.Fcmp:
        return test(words, compare(w));
      case Opmode.Ftst:
        take(w, Slot.B);
        return test(words, conditionOf(w));
      case Opmode.Fsincos: {
        const vector = cosineOfPair(words, command & 7);
        if (vector !== 0) return vector;
        break;
      }
      default:
        transcendental(w, opmode);
    }
    return finish(words, register, precision);
  }

  /** FSGLMUL takes no more of its operands than single precision has. */
  function cutToSingle(slot: Slot): void {
    if (w[slot + Part.Kind] !== Kind.Finite) return;
    w[slot + Part.High] &= ~0xff;
    w[slot + Part.Low] = 0;
  }

  /** FCMP and FTST leave nothing but status. */
  function test(words: Int32Array, condition: number): FpuOutcome {
    noteExceptions(words, w[Work.Exceptions]);
    const vector = enabledVector(words, w[Work.Exceptions]);
    if (vector === 0) setCondition(words, condition);
    return vector;
  }

  function remainderOf(words: Int32Array, nearest: boolean): void {
    const negative = w[Slot.A + Part.Negative] ^ w[Slot.B + Part.Negative];
    remainder(w, nearest);
    if (w[Slot.R + Part.Kind] === Kind.Nan) return;
    const quotient = (negative << 7) | w[Work.Quotient];
    words[Word.Fpsr] = (words[Word.Fpsr] & ~0x00ff0000) | (quotient << 16);
  }

  /** The cosine goes first, the sine is left in R; with one register for both it holds the sine in the end. */
  function cosineOfPair(words: Int32Array, cosineRegister: number): FpuOutcome {
    transcendental(w, Opmode.Fcos);
    const vector = finish(words, cosineRegister, precisionOf(words));
    if (vector !== 0) return vector;
    transcendental(w, Opmode.Fsin);
    return FpuOutcome.Done;
  }

  return { general, condition: evaluate };
}
