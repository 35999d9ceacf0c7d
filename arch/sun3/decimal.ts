/**
 * Binary-coded decimals: ABCD, SBCD, NBCD, PACK, UNPK. N and V, which the manual leaves undefined, stay; digits that
 * are no decimal ones are corrected by the same rule as others.
 */
import { operandAddress, setLow } from './addressing.js';
import { predecrement } from './arithmetic.js';
import type { Bus } from './bus.js';
import { Word } from './context.js';

/** Z is only ever cleared; X and C are the carry. */
function setFlags(words: Int32Array, result: number, carry: boolean): number {
  if ((result & 0xff) !== 0) words[Word.FlagZ] = 1;
  words[Word.FlagC] = words[Word.FlagX] = carry ? -1 : 0;
  return result;
}

/** Each digit is made to carry at ten by adding six, which is taken off again where none came. */
function add(words: Int32Array, a: number, b: number): number {
  const extend = words[Word.FlagX] < 0 ? 1 : 0;
  const biased = a + 0x66;
  const sum = biased + b + extend;
  const carries = sum ^ biased ^ b;
  const noCarry = ~carries & 0x110;
  return setFlags(words, sum - (noCarry >>> 2) - (noCarry >>> 3), (carries & 0x100) !== 0);
}

function subtract(words: Int32Array, a: number, b: number): number {
  const extend = words[Word.FlagX] < 0 ? 1 : 0;
  const difference = a - b - extend;
  const borrows = (difference ^ a ^ b) & 0x110;
  return setFlags(words, difference - (borrows >>> 2) - (borrows >>> 3), (borrows & 0x100) !== 0);
}

/** ABCD, SBCD: Dy,Dx or -(Ay),-(Ax). */
export function decimalArithmetic(bus: Bus, adding: boolean): void {
  const { words, opcode } = bus;
  const compute = adding ? add : subtract;
  if ((opcode & 8) === 0) {
    const register = Word.D + ((opcode >>> 9) & 7);
    const b = words[Word.D + (opcode & 7)] & 0xff;
    return setLow(words, register, 1, compute(words, words[register] & 0xff, b));
  }
  const source = bus.readByte(predecrement(bus, opcode & 7, 1)) & 0xff;
  const address = predecrement(bus, (opcode >>> 9) & 7, 1);
  bus.prepareWrite(address, 1);
  bus.writeByte(address, compute(words, bus.readByte(address) & 0xff, source));
}

/** NBCD. */
export function negateDecimal(bus: Bus): void {
  const { words, opcode } = bus;
  if ((opcode & 0x38) === 0) {
    const register = Word.D + (opcode & 7);
    return setLow(words, register, 1, subtract(words, 0, words[register] & 0xff));
  }
  const address = operandAddress(bus, 1);
  bus.prepareWrite(address, 1);
  bus.writeByte(address, subtract(words, 0, bus.readByte(address) & 0xff));
}

/** PACK, UNPK: between a word of two digits and a byte, with an adjustment. */
export function repack(bus: Bus, packing: boolean): void {
  const { words, opcode } = bus;
  const adjustment = bus.nextWord();
  const x = (opcode >>> 9) & 7;
  const y = opcode & 7;
  const convert = (value: number): number => {
    if (!packing) return (((value & 0xf0) << 4) | (value & 0xf)) + adjustment;
    const adjusted = value + adjustment;
    return ((adjusted >>> 4) & 0xf0) | (adjusted & 0xf);
  };
  if ((opcode & 8) === 0) return setLow(words, Word.D + x, packing ? 1 : 2, convert(words[Word.D + y]));
  if (packing) {
    // Two bytes, each fetched by a predecrement of its own.
    const low = bus.readByte(predecrement(bus, y, 1)) & 0xff;
    const high = bus.readByte(predecrement(bus, y, 1)) & 0xff;
    return bus.writeByte(predecrement(bus, x, 1), convert((high << 8) | low));
  }
  const result = convert(bus.readByte(predecrement(bus, y, 1)) & 0xff);
  const lowAddress = predecrement(bus, x, 1);
  const highAddress = predecrement(bus, x, 1);
  bus.prepareWrite(lowAddress, 1);
  bus.prepareWrite(highAddress, 1);
  bus.writeByte(lowAddress, result);
  bus.writeByte(highAddress, result >> 8);
}
