/**
 * Operands between the 68881 and memory or Dn: fetched into the work block, stored from it, whole registers
 * (FMOVEM) and control registers. As `fpu-interface.ts` demands, everything is read before `charge`, and nothing
 * changed before everything is written.
 */
import { ContextWord } from '../machine.js';
import { Word } from './context.js';
import { Precision, packedHigh, packedLow, packedTop, Slot, unpack } from './extended.js';
import { packDecimal, unpackDecimal } from './extended-decimal.js';
import {
  packDoubleHigh,
  packedDoubleLow,
  packInteger,
  packSingle,
  unpackDouble,
  unpackSingle,
} from './extended-formats.js';
import { setInteger } from './extended-integers.js';
import { round } from './extended-rounding.js';
import { type FpuBus, FpuOutcome } from './fpu-interface.js';
import { CONTROL_CYCLES, Format, fmovemCycles, formatBytes } from './fpu-opmodes.js';

/** Addressing modes of the opcode's low six bits. */
const enum Mode {
  DataRegister = 0,
  AddressRegister = 1,
  PostIncrement = 3,
  PreDecrement = 4,
  /** Absolute, pc-relative, immediate, by the register number. */
  Other = 7,
}
const enum OtherMode {
  AbsoluteLong = 1,
  PcIndexed = 3,
  Immediate = 4,
}
const modeOf = (opcode: number): number => (opcode >>> 3) & 7;

export const isDataRegister = (opcode: number): boolean => modeOf(opcode) === Mode.DataRegister;

/** Has the opcode an operand in memory (or an immediate one) that may be read? */
function isReadable(opcode: number): boolean {
  const mode = modeOf(opcode);
  return mode > Mode.AddressRegister && (mode !== Mode.Other || (opcode & 7) <= OtherMode.Immediate);
}
function isWritable(opcode: number): boolean {
  const mode = modeOf(opcode);
  return mode > Mode.AddressRegister && (mode !== Mode.Other || (opcode & 7) <= OtherMode.AbsoluteLong);
}

/** Fetch an operand of a format into slot B; false where the chip has no such operand. */
export function fetchOperand(
  w: Int32Array,
  words: Int32Array,
  opcode: number,
  format: number,
  mode: number,
  bus: FpuBus,
): boolean {
  if (isDataRegister(opcode)) {
    const value = words[Word.D + (opcode & 7)];
    if (format === Format.Single) unpackSingle(w, Slot.B, value);
    else if (format === Format.Long) setInteger(w, Slot.B, value);
    else if (format === Format.Word) setInteger(w, Slot.B, (value << 16) >> 16);
    else if (format === Format.Byte) setInteger(w, Slot.B, (value << 24) >> 24);
    else return false;
    return true;
  }
  if (!isReadable(opcode)) return false;
  const address = bus.operandAddress(formatBytes[format]);
  switch (format) {
    case Format.Long:
      setInteger(w, Slot.B, bus.readLong(address));
      return true;
    case Format.Single:
      unpackSingle(w, Slot.B, bus.readLong(address));
      return true;
    case Format.Extended:
    case Format.Packed: {
      const top = bus.readLong(address);
      const high = bus.readLong((address + 4) | 0);
      const low = bus.readLong((address + 8) | 0);
      if (format === Format.Extended) unpack(w, Slot.B, top, high, low);
      else unpackDecimal(w, top, high, low, mode);
      return true;
    }
    case Format.Word:
      setInteger(w, Slot.B, bus.readWord(address));
      return true;
    case Format.Double: {
      const high = bus.readLong(address);
      unpackDouble(w, Slot.B, high, bus.readLong((address + 4) | 0));
      return true;
    }
    case Format.Byte:
      setInteger(w, Slot.B, bus.readByte(address));
      return true;
    default:
      return false;
  }
}

/** Store R in a format, charging `cycles` before; false where the chip has no such operand. */
export function storeOperand(
  w: Int32Array,
  words: Int32Array,
  opcode: number,
  format: number,
  mode: number,
  cycles: number,
  bus: FpuBus,
): boolean {
  const isRegister = isDataRegister(opcode);
  if (!isRegister && !isWritable(opcode)) return false;
  switch (format) {
    case Format.Extended:
    case Format.Double: {
      if (isRegister) return false;
      const isDouble = format === Format.Double;
      if (!isDouble) round(w, Precision.Extended, mode);
      const first = isDouble ? packDoubleHigh(w, mode) : packedTop(w);
      const second = isDouble ? packedDoubleLow(w) : packedHigh(w);
      const address = bus.operandAddress(formatBytes[format]);
      bus.charge(cycles);
      bus.prepareWrite(address, formatBytes[format]);
      bus.writeLong(address, first);
      bus.writeLong((address + 4) | 0, second);
      if (!isDouble) bus.writeLong((address + 8) | 0, packedLow(w));
      return true;
    }
    case Format.Single:
    case Format.Long:
    case Format.Word:
    case Format.Byte: {
      const bytes = formatBytes[format];
      const value = format === Format.Single ? packSingle(w, mode) : packInteger(w, 8 * bytes, mode);
      if (isRegister) {
        bus.charge(cycles);
        const mask = bytes === 4 ? -1 : (1 << (8 * bytes)) - 1;
        const at = Word.D + (opcode & 7);
        words[at] = (words[at] & ~mask) | (value & mask);
        return true;
      }
      const address = bus.operandAddress(bytes);
      bus.charge(cycles);
      if (bytes === 4) bus.writeLong(address, value);
      else if (bytes === 2) bus.writeWord(address, value);
      else bus.writeByte(address, value);
      return true;
    }
    default:
      return false;
  }
}

/**
 * Store R as packed decimal. How many digits is in the command word or, as it says, in a data register: seven bits,
 * signed.
 */
export function storePacked(
  w: Int32Array,
  words: Int32Array,
  opcode: number,
  command: number,
  mode: number,
  cycles: number,
  bus: FpuBus,
  scratch: Int32Array,
): boolean {
  if (isDataRegister(opcode) || !isWritable(opcode)) return false;
  const isDynamic = ((command >>> 10) & 7) === Format.Special;
  const factor = isDynamic ? words[Word.D + ((command >>> 4) & 7)] : command;
  packDecimal(w, (factor << 25) >> 25, mode, scratch);
  const address = bus.operandAddress(formatBytes[Format.Packed]);
  bus.charge(cycles);
  bus.prepareWrite(address, formatBytes[Format.Packed]);
  for (let part = 0; part < 3; part++) bus.writeLong((address + 4 * part) | 0, scratch[part]);
  return true;
}

/** FMOVEM of data registers. The list's lowest bit is FP7, or FP0 in lists for -(An); FP0 is lowest in memory. */
export function moveRegisters(
  words: Int32Array,
  opcode: number,
  command: number,
  bus: FpuBus,
  scratch: Int32Array,
): FpuOutcome {
  const toMemory = (command & 0x2000) !== 0;
  const isDynamic = (command & 0x0800) !== 0;
  const isForPredecrement = (command & 0x1000) === 0;
  const mode = modeOf(opcode);
  if (toMemory ? mode === Mode.PostIncrement || !isWritable(opcode) : !isListReadable(opcode))
    return FpuOutcome.Illegal;
  const list = (isDynamic ? words[Word.D + ((command >>> 4) & 7)] : command) & 0xff;
  let count = 0;
  for (let bit = 0; bit < 8; bit++) count += (list >>> bit) & 1;
  let address = bus.operandAddress(12 * count);
  const dynamicCycles = isDynamic ? fmovemCycles.dynamic : 0;
  const isListed = (register: number): boolean =>
    ((list >>> (isForPredecrement ? register : 7 - register)) & 1) !== 0;
  if (toMemory) {
    bus.charge(fmovemCycles.store + fmovemCycles.storeEach * count + dynamicCycles);
    if (count !== 0) bus.prepareWrite(address, 12 * count);
    for (let register = 0; register < 8; register++) {
      if (!isListed(register)) continue;
      for (let part = 0; part < 3; part++) {
        bus.writeLong(address, words[Word.Fp + 3 * register + part] & (part === 0 ? 0xffff0000 : -1));
        address = (address + 4) | 0;
      }
    }
    return FpuOutcome.Done;
  }
  for (let n = 0; n < 3 * count; n++) scratch[n] = bus.readLong((address + 4 * n) | 0);
  bus.charge(fmovemCycles.load + fmovemCycles.loadEach * count + dynamicCycles);
  let from = 0;
  for (let register = 0; register < 8; register++) {
    if (!isListed(register)) continue;
    words[Word.Fp + 3 * register] = scratch[from] & 0xffff0000;
    words[Word.Fp + 3 * register + 1] = scratch[from + 1];
    words[Word.Fp + 3 * register + 2] = scratch[from + 2];
    from += 3;
  }
  return FpuOutcome.Done;
}

/** FMOVEM reads its list from control modes and (An)+. */
const isListReadable = (opcode: number): boolean =>
  isReadable(opcode) &&
  modeOf(opcode) !== Mode.PreDecrement &&
  (modeOf(opcode) !== Mode.Other || (opcode & 7) <= OtherMode.PcIndexed);

/** Bits of a control register that there are. */
const controlMasks: readonly (readonly [number, number])[] = [
  [Word.Fpcr, 0x0000fff0],
  [Word.Fpsr, 0x0ffffff8],
  [Word.Fpiar, -1],
];

/** FMOVE and FMOVEM of FPCR, FPSR and FPIAR, in this order in memory; Dn takes one alone, An only FPIAR. */
export function moveControl(
  words: Int32Array,
  opcode: number,
  command: number,
  bus: FpuBus,
  scratch: Int32Array,
): FpuOutcome {
  const toMemory = (command & 0x2000) !== 0;
  const list = (command >>> 10) & 7;
  const count = (list >>> 2) + ((list >>> 1) & 1) + (list & 1);
  const chosen = controlMasks.filter((_, n) => ((list >>> (2 - n)) & 1) !== 0);
  const charged = CONTROL_CYCLES + 6 * (count - 1);
  const mode = modeOf(opcode);
  if (mode <= Mode.AddressRegister) {
    if (count !== 1 || (mode === Mode.AddressRegister && list !== 1)) return FpuOutcome.Illegal;
    bus.charge(charged);
    const at = (mode === Mode.DataRegister ? Word.D : Word.A) + (opcode & 7);
    const [register, mask] = chosen[0];
    if (toMemory) words[at] = words[register];
    else words[register] = words[at] & mask;
    return FpuOutcome.Done;
  }
  if (count === 0 || !(toMemory ? isWritable(opcode) : isReadable(opcode))) return FpuOutcome.Illegal;
  const address = bus.operandAddress(4 * count);
  if (toMemory) {
    bus.charge(charged);
    bus.prepareWrite(address, 4 * count);
    chosen.forEach(([register], n) => {
      bus.writeLong((address + 4 * n) | 0, words[register]);
    });
    return FpuOutcome.Done;
  }
  for (let n = 0; n < count; n++) scratch[n] = bus.readLong((address + 4 * n) | 0);
  bus.charge(charged);
  chosen.forEach(([register, mask], n) => {
    words[register] = scratch[n] & mask;
  });
  return FpuOutcome.Done;
}

/** Put a register into a slot. */
export function loadRegister(w: Int32Array, slot: number, words: Int32Array, register: number): void {
  const at = Word.Fp + 3 * register;
  unpack(w, slot, words[at], words[at + 1], words[at + 2]);
}

/** Put rounded R into a register. */
export function storeRegister(w: Int32Array, words: Int32Array, register: number): void {
  const at = Word.Fp + 3 * register;
  words[at] = packedTop(w);
  words[at + 1] = packedHigh(w);
  words[at + 2] = packedLow(w);
}

/** An instruction's own address. */
export const instructionAddress = (words: Int32Array): number => words[ContextWord.Pc];
