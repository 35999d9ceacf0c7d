/**
 * Arithmetic beyond the engine's loop: with extend, multiplication and division of longs, bounds. What the manual
 * leaves undefined is as the chips have been seen to do: after an overflowing division N stays and Z is clear; CHK
 * sets N to the sign and C to "out of bounds".
 */
import { operandAddress, readOperand, setLow } from './addressing.js';
import type { Bus } from './bus.js';
import { Vector, Word } from './context.js';
import { setCompare, setLogic } from './flags.js';

/** Word of the data register that bits 11-9 name, and that of bits 2-0. */
const upper = (bus: Bus): number => Word.D + ((bus.opcode >>> 9) & 7);
const lower = (bus: Bus): number => Word.D + (bus.opcode & 7);

const extend = (value: number, sizeBytes: number): number =>
  (value << (32 - 8 * sizeBytes)) >> (32 - 8 * sizeBytes);

/** destination - source - X with all flags; Z is only ever cleared. */
function subtractExtended(words: Int32Array, destination: number, source: number, sizeBytes: number): number {
  const result = extend(destination - source + (words[Word.FlagX] >> 31), sizeBytes);
  const wasZero = words[Word.FlagZ];
  setCompare(words, destination, source, result);
  if (result === 0) words[Word.FlagZ] = wasZero;
  words[Word.FlagX] = words[Word.FlagC];
  return result;
}

function addExtended(words: Int32Array, destination: number, source: number, sizeBytes: number): number {
  const result = extend(destination + source - (words[Word.FlagX] >> 31), sizeBytes);
  words[Word.FlagN] = result;
  if (result !== 0) words[Word.FlagZ] = result;
  words[Word.FlagV] = (source ^ result) & (destination ^ result);
  words[Word.FlagC] = (source & destination) | (~result & (source | destination));
  words[Word.FlagX] = words[Word.FlagC];
  return result;
}

/** ADDX, SUBX: Dy,Dx or -(Ay),-(Ax). */
export function extendedArithmetic(bus: Bus, sizeBytes: number, add: boolean): void {
  const { words } = bus;
  const compute = add ? addExtended : subtractExtended;
  if ((bus.opcode & 8) === 0) {
    const destination = upper(bus);
    const a = extend(words[destination], sizeBytes);
    const b = extend(words[lower(bus)], sizeBytes);
    return setLow(words, destination, sizeBytes, compute(words, a, b, sizeBytes));
  }
  const source = bus.read(predecrement(bus, bus.opcode & 7, sizeBytes), sizeBytes);
  const address = predecrement(bus, (bus.opcode >>> 9) & 7, sizeBytes);
  bus.prepareWrite(address, sizeBytes);
  bus.write(address, sizeBytes, compute(words, bus.read(address, sizeBytes), source, sizeBytes));
}

/** -(An), and (An)+, of an instruction with two of them. */
export function predecrement(bus: Bus, register: number, sizeBytes: number): number {
  const step = sizeBytes === 1 && register === 7 ? 2 : sizeBytes;
  bus.setAddressRegister(Word.A + register, bus.words[Word.A + register] - step);
  return bus.words[Word.A + register];
}

function postincrement(bus: Bus, register: number, sizeBytes: number): number {
  const address = bus.words[Word.A + register];
  const step = sizeBytes === 1 && register === 7 ? 2 : sizeBytes;
  bus.setAddressRegister(Word.A + register, address + step);
  return address;
}

/** CMPM. */
export function compareMemory(bus: Bus, sizeBytes: number): void {
  const source = bus.read(postincrement(bus, bus.opcode & 7, sizeBytes), sizeBytes);
  const destination = bus.read(postincrement(bus, (bus.opcode >>> 9) & 7, sizeBytes), sizeBytes);
  setCompare(bus.words, destination, source, extend(destination - source, sizeBytes));
}

/** NEGX. */
export function negateExtended(bus: Bus, sizeBytes: number): void {
  const { words } = bus;
  if ((bus.opcode & 0x38) === 0) {
    const register = lower(bus);
    const result = subtractExtended(words, 0, extend(words[register], sizeBytes), sizeBytes);
    return setLow(words, register, sizeBytes, result);
  }
  const address = operandAddress(bus, sizeBytes);
  bus.prepareWrite(address, sizeBytes);
  bus.write(address, sizeBytes, subtractExtended(words, 0, bus.read(address, sizeBytes), sizeBytes));
}

// --- Multiplication and division -------------------------------------------------------------------------------------

/** High word of an unsigned 64-bit product, by 16-bit halves. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle % 0x10000);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000)) | 0;
}

const enum LongForm {
  Signed = 0x800,
  /** Product or dividend of 64 bits. */
  Quad = 0x400,
}

/** MULU.L, MULS.L. */
export function multiplyLong(bus: Bus): void {
  const { words } = bus;
  const form = bus.nextWord();
  const a = readOperand(bus, 4);
  const register = Word.D + ((form >>> 12) & 7);
  const b = words[register];
  const signed = (form & LongForm.Signed) !== 0;
  const low = Math.imul(a, b);
  const high = (multiplyHigh(a, b) - (signed ? (a < 0 ? b : 0) + (b < 0 ? a : 0) : 0)) | 0;
  setLogic(words, low);
  if ((form & LongForm.Quad) !== 0) {
    words[Word.FlagN] = high;
    words[Word.FlagZ] = high | low;
    words[Word.D + (form & 7)] = high;
  } else words[Word.FlagV] = high === (signed ? low >> 31 : 0) ? 0 : -1;
  words[register] = low;
}

/** Quotient of high:low by `divisor`, all unsigned and high below the divisor; the remainder is kept apart. */
function divideQuad(high: number, low: number, divisor: number): { quotient: number; remainder: number } {
  let remainder = high;
  let quotient = 0;
  for (let bit = 31; bit >= 0; bit--) {
    remainder = remainder * 2 + ((low >>> bit) & 1);
    quotient *= 2;
    if (remainder >= divisor) {
      remainder -= divisor;
      quotient++;
    }
  }
  return { quotient, remainder };
}

function overflow(words: Int32Array): number {
  words[Word.FlagZ] = 1;
  words[Word.FlagV] = -1;
  words[Word.FlagC] = 0;
  return 0;
}

function divisionByZero(words: Int32Array): number {
  words[Word.FlagC] = 0;
  return Vector.ZeroDivide;
}

/** DIVU.L, DIVS.L, DIVUL.L, DIVSL.L. */
export function divideLong(bus: Bus): number {
  const { words } = bus;
  const form = bus.nextWord();
  const divisor = readOperand(bus, 4);
  if (divisor === 0) return divisionByZero(words);
  return (form & LongForm.Quad) !== 0 ? divide64(words, form, divisor) : divide32(words, form, divisor);
}

function divide32(words: Int32Array, form: number, operand: number): number {
  const signed = (form & LongForm.Signed) !== 0;
  const register = Word.D + ((form >>> 12) & 7);
  const dividend = signed ? words[register] : words[register] >>> 0;
  const divisor = signed ? operand : operand >>> 0;
  const quotient = Math.trunc(dividend / divisor);
  if (signed && quotient > 0x7fffffff) return overflow(words);
  words[Word.D + (form & 7)] = dividend % divisor;
  words[register] = quotient;
  setLogic(words, quotient | 0);
  return 0;
}

function divide64(words: Int32Array, form: number, divisor: number): number {
  const signed = (form & LongForm.Signed) !== 0;
  const quotientRegister = Word.D + ((form >>> 12) & 7);
  const remainderRegister = Word.D + (form & 7);
  let low = words[quotientRegister];
  let high = words[remainderRegister];
  const negative = signed && high < 0;
  if (negative) {
    low = -low | 0;
    high = (low === 0 ? -high : ~high) | 0;
  }
  const size = signed && divisor < 0 ? -divisor : divisor >>> 0;
  if (high >>> 0 >= size) return overflow(words);
  const { quotient, remainder } = divideQuad(high >>> 0, low, size);
  const opposite = signed && negative !== divisor < 0;
  if (signed && quotient > (opposite ? 0x80000000 : 0x7fffffff)) return overflow(words);
  const result = (opposite ? -quotient : quotient) | 0;
  words[remainderRegister] = negative ? -remainder : remainder;
  words[quotientRegister] = result;
  setLogic(words, result);
  return 0;
}

/** DIVU.W, DIVS.W: 32 by 16 bits; remainder in the high half. */
export function divideWord(bus: Bus): number {
  const { words } = bus;
  const signed = (bus.opcode & 0x100) !== 0;
  const operand = readOperand(bus, 2);
  const register = upper(bus);
  if (operand === 0) return divisionByZero(words);
  const divisor = signed ? operand : operand & 0xffff;
  const dividend = signed ? words[register] : words[register] >>> 0;
  const quotient = Math.trunc(dividend / divisor);
  const fits = signed ? quotient >= -0x8000 && quotient <= 0x7fff : quotient <= 0xffff;
  if (!fits) return overflow(words);
  const remainder = dividend - quotient * divisor;
  words[register] = (remainder << 16) | (quotient & 0xffff);
  setLogic(words, (quotient << 16) >> 16);
  return 0;
}

// --- Bounds ----------------------------------------------------------------------------------------------------------

/** CHK: a register between 0 and a bound. */
export function check(bus: Bus, sizeBytes: number): number {
  const { words } = bus;
  const bound = readOperand(bus, sizeBytes);
  const value = extend(words[upper(bus)], sizeBytes);
  const outside = bound >= 0 ? value < 0 || value > bound : value > bound && value < 0;
  words[Word.FlagN] = value;
  words[Word.FlagC] = outside ? -1 : 0;
  return value < 0 || value > bound ? Vector.Chk : 0;
}

/** CHK2, CMP2: any register between two bounds in memory, signed or unsigned. */
export function checkBounds(bus: Bus, sizeBytes: number): number {
  const { words } = bus;
  const form = bus.nextWord();
  const address = operandAddress(bus, 2 * sizeBytes);
  const low = bus.read(address, sizeBytes);
  const high = bus.read((address + sizeBytes) | 0, sizeBytes);
  const register = words[Word.D + (form >>> 12)];
  // An address register is compared whole.
  const value = (form & 0x8000) !== 0 ? register : extend(register, sizeBytes);
  const outside = low <= high ? value < low || value > high : value > high && value < low;
  words[Word.FlagZ] = value === low || value === high ? 0 : 1;
  words[Word.FlagC] = outside ? -1 : 0;
  const traps = (form & 0x800) !== 0;
  return traps && outside ? Vector.Chk : 0;
}
