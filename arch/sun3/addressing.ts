/**
 * Effective addresses of the 68020, all of them; the engine's loop calculates the common ones itself. Source:
 * M68000 Family Programmer's Reference Manual, section 2. Reserved forms of the full extension word do what their
 * bits say.
 */
import type { Bus } from './bus.js';
import { Word } from './context.js';
import { extraCycles } from './timing.js';

const enum Brief {
  LongIndex = 0x800,
  Full = 0x100,
}
const enum Full {
  NoBase = 0x80,
  NoIndex = 0x40,
  PostIndexed = 4,
  /** 0: no memory indirection; otherwise the outer displacement: 1 none, 2 a word, 3 a long. */
  Indirect = 3,
}

function indexOf(words: Int32Array, extension: number): number {
  const register = words[Word.D + (extension >>> 12)];
  const index = (extension & Brief.LongIndex) !== 0 ? register : (register << 16) >> 16;
  return index << ((extension >>> 9) & 3);
}

function displacement(bus: Bus, size: number): number {
  if (size === 2) return (bus.nextWord() << 16) >> 16;
  return size === 3 ? bus.nextLong() : 0;
}

/** The address that an extension word, brief or full, makes of a base. */
export function indexedAddress(bus: Bus, base: number): number {
  const extension = bus.nextWord();
  if ((extension & Brief.Full) === 0)
    return (base + indexOf(bus.words, extension) + ((extension << 24) >> 24)) | 0;
  // Size of the base displacement: 2 a word, 3 a long.
  const baseSize = (extension >>> 4) & 3;
  const outerSize = extension & Full.Indirect;
  bus.charge(extraCycles(baseSize, outerSize));
  const index = (extension & Full.NoIndex) !== 0 ? 0 : indexOf(bus.words, extension);
  const address = (((extension & Full.NoBase) !== 0 ? 0 : base) + displacement(bus, baseSize)) | 0;
  const postIndexed = (extension & Full.PostIndexed) !== 0;
  if (outerSize === 0) return (address + index) | 0;
  const outer = displacement(bus, outerSize);
  const pointer = bus.read((postIndexed ? address : address + index) | 0, 4);
  return (pointer + outer + (postIndexed ? index : 0)) | 0;
}

/** Address of the memory operand that the opcode's low six bits name; moves An for (An)+ and -(An). */
export function operandAddress(bus: Bus, sizeBytes: number): number {
  const { words, opcode } = bus;
  const register = Word.A + (opcode & 7);
  const base = words[register];
  const step = sizeBytes === 1 && (opcode & 7) === 7 ? 2 : sizeBytes;
  switch ((opcode >>> 3) & 7) {
    case 2:
      return base;
    case 3:
      bus.setAddressRegister(register, base + step);
      return base;
    case 4:
      bus.setAddressRegister(register, base - step);
      return words[register];
    case 5:
      return (base + displacement(bus, 2)) | 0;
    case 6:
      return indexedAddress(bus, base);
    default:
      return specialAddress(bus, sizeBytes);
  }
}

/** Mode 7: absolute, relative to the program counter, immediate. */
function specialAddress(bus: Bus, sizeBytes: number): number {
  const { pc } = bus;
  switch (bus.opcode & 7) {
    case 0:
      return displacement(bus, 2);
    case 1:
      return bus.nextLong();
    case 2:
      return (pc + displacement(bus, 2)) | 0;
    case 3:
      return indexedAddress(bus, pc);
    default:
      bus.pc = (pc + Math.max(2, sizeBytes)) | 0;
      return sizeBytes === 1 ? pc + 1 : pc;
  }
}

/** The operand of the opcode's low six bits, sign-extended: a register, memory or immediate. */
export function readOperand(bus: Bus, sizeBytes: number): number {
  const mode = bus.opcode & 0x38;
  if (mode > 8) return bus.read(operandAddress(bus, sizeBytes), sizeBytes);
  const shift = 32 - 8 * sizeBytes;
  return (bus.words[Word.D + (bus.opcode & 15)] << shift) >> shift;
}

/** Put a value of 1, 2 or 4 bytes into the low part of a data register. */
export function setLow(words: Int32Array, register: number, sizeBytes: number, value: number): void {
  const mask = -1 >>> (32 - 8 * sizeBytes);
  words[register] = (words[register] & ~mask) | (value & mask);
}
