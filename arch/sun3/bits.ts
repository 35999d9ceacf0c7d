/** Single bits (BCHG, BCLR, BSET, TAS) and bit fields. Source: Programmer's Reference Manual, section 4. */
import { operandAddress, setLow } from './addressing.js';
import type { Bus } from './bus.js';
import { Word } from './context.js';
import { setLogic } from './flags.js';

const enum Change {
  Change = 1,
  Clear = 2,
  Set = 3,
}

function changed(value: number, mask: number, how: Change): number {
  return how === Change.Change ? value ^ mask : how === Change.Clear ? value & ~mask : value | mask;
}

/** BCHG, BCLR, BSET: a bit of a long register or of a byte in memory. */
export function bitOperation(bus: Bus): void {
  const { words, opcode } = bus;
  const number = (opcode & 0x100) !== 0 ? words[Word.D + ((opcode >>> 9) & 7)] : bus.nextWord();
  const how: Change = (opcode >>> 6) & 3;
  if ((opcode & 0x38) === 0) {
    const register = Word.D + (opcode & 7);
    const mask = 1 << (number & 31);
    words[Word.FlagZ] = words[register] & mask;
    words[register] = changed(words[register], mask, how);
    return;
  }
  const address = operandAddress(bus, 1);
  bus.prepareWrite(address, 1);
  const value = bus.readByte(address);
  const mask = 1 << (number & 7);
  bus.writeByte(address, changed(value, mask, how));
  words[Word.FlagZ] = value & mask;
}

/** TAS. */
export function testAndSet(bus: Bus): void {
  const { words, opcode } = bus;
  if ((opcode & 0x38) === 0) {
    const register = Word.D + (opcode & 7);
    setLogic(words, (words[register] << 24) >> 24);
    return setLow(words, register, 1, words[register] | 0x80);
  }
  const address = operandAddress(bus, 1);
  bus.prepareWrite(address, 1);
  const value = bus.readByte(address);
  bus.writeByte(address, value | 0x80);
  setLogic(words, value);
}

// --- Bit fields ------------------------------------------------------------------------------------------------------

const enum FieldOp {
  Test = 0,
  ExtractUnsigned = 1,
  Change = 2,
  ExtractSigned = 3,
  Clear = 4,
  FindFirstOne = 5,
  Set = 6,
  Insert = 7,
}

/** The new content of a field: `field` has it at the low end, with `width` bits. */
function newField(op: FieldOp, field: number, inserted: number): number {
  switch (op) {
    case FieldOp.Change:
      return ~field;
    case FieldOp.Clear:
      return 0;
    case FieldOp.Set:
      return -1;
    default:
      return inserted;
  }
}

const writes = (op: FieldOp): boolean => op === FieldOp.Insert || (op !== FieldOp.Test && (op & 1) === 0);

/** Flags, and the register that an extracting instruction sets; `result` is what the flags are of. */
function finish(
  words: Int32Array,
  form: number,
  op: FieldOp,
  field: number,
  result: number,
  offset: number,
  width: number,
): void {
  const register = Word.D + ((form >>> 12) & 7);
  const signed = (result << (32 - width)) >> (32 - width);
  if (op === FieldOp.ExtractUnsigned) words[register] = field;
  else if (op === FieldOp.ExtractSigned) words[register] = signed;
  else if (op === FieldOp.FindFirstOne)
    words[register] = offset + (field === 0 ? width : Math.clz32(field) - (32 - width));
  setLogic(words, signed);
}

export function bitField(bus: Bus): void {
  const { words, opcode } = bus;
  const form = bus.nextWord();
  const op: FieldOp = (opcode >>> 8) & 7;
  const offset = (form & 0x800) !== 0 ? words[Word.D + ((form >>> 6) & 7)] : (form >>> 6) & 31;
  const width = ((((form & 0x20) !== 0 ? words[Word.D + (form & 7)] : form) - 1) & 31) + 1;
  const inserted = words[Word.D + ((form >>> 12) & 7)];
  if ((opcode & 0x38) === 0) {
    const register = Word.D + (opcode & 7);
    const by = offset & 31;
    const turned = (words[register] << by) | (by === 0 ? 0 : words[register] >>> (32 - by));
    const field = turned >>> (32 - width);
    if (writes(op)) {
      const mask = -1 << (32 - width);
      const all = (turned & ~mask) | ((newField(op, field, inserted) << (32 - width)) & mask);
      words[register] = (all >>> by) | (by === 0 ? 0 : all << (32 - by));
    }
    // Of a register the offset counts modulo 32, also for what BFFFO answers.
    return finish(words, form, op, field, op === FieldOp.Insert ? inserted : field, by, width);
  }
  const address = (operandAddress(bus, 1) + (offset >> 3)) | 0;
  memoryField(bus, form, op, address, offset, width, inserted);
}

/** A field of up to 32 bits, which can lie in five bytes; only those are touched that it has bits in. */
function memoryField(
  bus: Bus,
  form: number,
  op: FieldOp,
  address: number,
  offset: number,
  width: number,
  inserted: number,
): void {
  const { words } = bus;
  const bit = offset & 7;
  const byteCount = (bit + width + 7) >>> 3;
  if (writes(op)) bus.prepareWrite(address, byteCount);
  // The first four bytes, then the fifth, from the left.
  let head = 0;
  for (let i = 0; i < 4; i++)
    head = (head << 8) | (i < byteCount ? bus.readByte((address + i) | 0) & 0xff : 0);
  const tail = byteCount === 5 ? bus.readByte((address + 4) | 0) & 0xff : 0;
  const turned = (head << bit) | (tail >>> (8 - bit));
  const field = turned >>> (32 - width);
  if (writes(op)) {
    const mask = -1 << (32 - width);
    const value = (newField(op, field, inserted) << (32 - width)) & mask;
    const newHead = (head & ~(mask >>> bit)) | (value >>> bit);
    for (let i = 0; i < Math.min(byteCount, 4); i++)
      bus.writeByte((address + i) | 0, newHead >> (24 - 8 * i));
    if (byteCount === 5) {
      const keep = 0xff >>> (bit + width - 32);
      bus.writeByte((address + 4) | 0, (tail & keep) | ((value << (8 - bit)) & 0xff));
    }
  }
  finish(words, form, op, field, op === FieldOp.Insert ? inserted : field, offset, width);
}
