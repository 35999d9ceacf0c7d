/** Rotates of registers and shifts and rotates of memory words; the engine's loop shifts registers itself. */
import { operandAddress, setLow } from './addressing.js';
import type { Bus } from './bus.js';
import { Word } from './context.js';
import { setLogic } from './flags.js';

const enum Kind {
  Arithmetic = 0,
  Logical = 1,
  ThroughX = 2,
  Rotate = 3,
}

/** Negative when an arithmetic left shift of the value in the upper bits changes its sign at any time. */
export function signChanges(aligned: number, shift: number, count: number): number {
  if (count >= 32 - shift) return aligned === 0 ? 0 : -1;
  const kept = aligned >> (31 - count);
  return kept === 0 || kept === -1 ? 0 : -1;
}

/** Rotate by `count`; an unsigned value in, a sign-extended one out, flags set. */
function rotate(words: Int32Array, value: number, bits: number, count: number, left: boolean): number {
  const by = count % bits;
  const shift = left ? by : bits - by;
  const all = by === 0 ? value : (value << shift) | (value >>> (bits - shift));
  const result = (all << (32 - bits)) >> (32 - bits);
  setLogic(words, result);
  if (count !== 0) words[Word.FlagC] = left ? -(result & 1) : result;
  return result;
}

/** Rotate through X, one bit at a time: counts are at most 63. */
function rotateThroughX(
  words: Int32Array,
  value: number,
  bits: number,
  count: number,
  left: boolean,
): number {
  let extend = words[Word.FlagX] < 0 ? 1 : 0;
  let all = value;
  const top = bits - 1;
  for (let i = count % (bits + 1); i > 0; i--) {
    const out = left ? (all >>> top) & 1 : all & 1;
    all = left ? (all << 1) | extend : ((all & (-1 >>> (32 - bits))) >>> 1) | (extend << top);
    extend = out;
  }
  const result = (all << (32 - bits)) >> (32 - bits);
  setLogic(words, result);
  words[Word.FlagC] = words[Word.FlagX] = -extend;
  return result;
}

/** ROL, ROR, ROXL, ROXR of a register. */
export function rotateRegister(bus: Bus, sizeBytes: number): void {
  const { words, opcode } = bus;
  const field = (opcode >>> 9) & 7;
  const count = (opcode & 0x20) !== 0 ? words[Word.D + field] & 63 : field === 0 ? 8 : field;
  const register = Word.D + (opcode & 7);
  const bits = 8 * sizeBytes;
  const value = (words[register] & (-1 >>> (32 - bits))) >>> 0;
  const left = (opcode & 0x100) !== 0;
  const turn = ((opcode >>> 3) & 3) === Kind.ThroughX ? rotateThroughX : rotate;
  setLow(words, register, sizeBytes, turn(words, value, bits, count, left));
}

function shiftByOne(words: Int32Array, value: number, kind: Kind, left: boolean): number {
  if (kind === Kind.ThroughX) return rotateThroughX(words, value, 16, 1, left);
  if (kind === Kind.Rotate) return rotate(words, value, 16, 1, left);
  const signed = (value << 16) >> 16;
  const result = left ? (value << 17) >> 16 : kind === Kind.Arithmetic ? signed >> 1 : value >>> 1;
  setLogic(words, result);
  words[Word.FlagC] = words[Word.FlagX] = left ? signed : -(value & 1);
  if (left && kind === Kind.Arithmetic) words[Word.FlagV] = signed ^ result;
  return result;
}

/** A word in memory by one bit. */
export function shiftMemory(bus: Bus): void {
  const { words, opcode } = bus;
  const address = operandAddress(bus, 2);
  bus.prepareWrite(address, 2);
  const value = bus.readWord(address) & 0xffff;
  bus.writeWord(address, shiftByOne(words, value, (opcode >>> 9) & 3, (opcode & 0x100) !== 0));
}
