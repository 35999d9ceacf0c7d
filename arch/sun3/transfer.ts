/** Moves of many registers, between odd places, and compare-and-swap. Source: Programmer's Reference Manual, section 4. */
import { operandAddress, readOperand, setLow } from './addressing.js';
import type { Bus } from './bus.js';
import { Word } from './context.js';
import { Ccr, packCcr, setCompare, unpackCcr } from './flags.js';
import { movemCycles } from './timing.js';

const REGISTERS = 16;
const PREDECREMENT = 0x20;
const POSTINCREMENT = 0x18;

function countOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** MOVEM. All of its memory is seen to be there before anything changes. */
export function moveMultiple(bus: Bus, sizeBytes: number): void {
  const mask = bus.nextWord();
  const toRegisters = (bus.opcode & 0x400) !== 0;
  const count = countOf(mask);
  bus.charge(movemCycles(count, toRegisters));
  const mode = bus.opcode & 0x38;
  if (toRegisters) load(bus, mask, sizeBytes, mode === POSTINCREMENT ? count * sizeBytes : 0);
  else if (mode === PREDECREMENT) storeDown(bus, mask, sizeBytes, count);
  else storeUp(bus, mask, sizeBytes, count);
}

function load(bus: Bus, mask: number, sizeBytes: number, step: number): void {
  const { words } = bus;
  let address = operandAddress(bus, step);
  const base = Word.A + (bus.opcode & 7);
  const moved = words[base];
  const end = (address + countOf(mask) * sizeBytes - 1) | 0;
  // Two touches find every page.
  if (mask !== 0) {
    bus.readByte(address);
    bus.readByte(end);
  }
  for (let r = 0; r < REGISTERS; r++) {
    if (((mask >>> r) & 1) === 0) continue;
    words[Word.D + r] = bus.read(address, sizeBytes);
    address = (address + sizeBytes) | 0;
  }
  if (step !== 0) words[base] = moved;
}

function storeUp(bus: Bus, mask: number, sizeBytes: number, count: number): void {
  let address = operandAddress(bus, sizeBytes);
  if (count !== 0) bus.prepareWrite(address, count * sizeBytes);
  for (let r = 0; r < REGISTERS; r++) {
    if (((mask >>> r) & 1) === 0) continue;
    bus.write(address, sizeBytes, bus.words[Word.D + r]);
    address = (address + sizeBytes) | 0;
  }
}

/** -(An): the mask is the other way round, and An itself is stored as if moved by one operand (68020). */
function storeDown(bus: Bus, mask: number, sizeBytes: number, count: number): void {
  const { words } = bus;
  const base = Word.A + (bus.opcode & 7);
  const before = words[base];
  const lowest = (before - count * sizeBytes) | 0;
  if (count !== 0) bus.prepareWrite(lowest, count * sizeBytes);
  let address = lowest;
  for (let r = 0; r < REGISTERS; r++) {
    if (((mask >>> (REGISTERS - 1 - r)) & 1) === 0) continue;
    const register = Word.D + r;
    bus.write(address, sizeBytes, register === base ? before - sizeBytes : words[register]);
    address = (address + sizeBytes) | 0;
  }
  words[base] = lowest;
}

/** MOVEP: every other byte. */
export function movePeripheral(bus: Bus, sizeBytes: number): void {
  const { words, opcode } = bus;
  const register = Word.D + ((opcode >>> 9) & 7);
  const address = (words[Word.A + (opcode & 7)] + ((bus.nextWord() << 16) >> 16)) | 0;
  const toMemory = (opcode & 0x80) !== 0;
  if (toMemory) {
    bus.prepareWrite(address, 2 * sizeBytes - 1);
    for (let i = 0; i < sizeBytes; i++)
      bus.writeByte((address + 2 * i) | 0, words[register] >> (8 * (sizeBytes - 1 - i)));
    return;
  }
  let value = 0;
  for (let i = 0; i < sizeBytes; i++) value = (value << 8) | (bus.readByte((address + 2 * i) | 0) & 0xff);
  setLow(words, register, sizeBytes, value);
}

/** EXG. */
export function exchange(bus: Bus): void {
  const { words, opcode } = bus;
  const x = (opcode >>> 9) & 7;
  const kind = (opcode >>> 3) & 31;
  const first = (kind === 9 ? Word.A : Word.D) + x;
  const second = (kind === 8 ? Word.D : Word.A) + (opcode & 7);
  const kept = words[first];
  words[first] = words[second];
  words[second] = kept;
}

// --- Compare and swap ------------------------------------------------------------------------------------------------

const extend = (value: number, sizeBytes: number): number =>
  (value << (32 - 8 * sizeBytes)) >> (32 - 8 * sizeBytes);

/** Set the flags of memory - register; true when equal. */
function same(words: Int32Array, memory: number, register: number, sizeBytes: number): boolean {
  const compared = extend(words[register], sizeBytes);
  setCompare(words, memory, compared, extend(memory - compared, sizeBytes));
  return words[Word.FlagZ] === 0;
}

/** CAS. */
export function compareAndSwap(bus: Bus, sizeBytes: number): void {
  const { words } = bus;
  const form = bus.nextWord();
  const address = operandAddress(bus, sizeBytes);
  bus.prepareWrite(address, sizeBytes);
  const value = bus.read(address, sizeBytes);
  if (same(words, value, Word.D + (form & 7), sizeBytes))
    bus.write(address, sizeBytes, words[Word.D + ((form >>> 6) & 7)]);
  else setLow(words, Word.D + (form & 7), sizeBytes, value);
}

/** CAS2: two places at once; the flags are those of the first comparison that fails. */
export function compareAndSwap2(bus: Bus, sizeBytes: number): void {
  const { words } = bus;
  const first = bus.nextWord();
  const second = bus.nextWord();
  const address1 = words[Word.D + (first >>> 12)];
  const address2 = words[Word.D + (second >>> 12)];
  bus.prepareWrite(address1, sizeBytes);
  bus.prepareWrite(address2, sizeBytes);
  const value1 = bus.read(address1, sizeBytes);
  const value2 = bus.read(address2, sizeBytes);
  const equal =
    same(words, value1, Word.D + (first & 7), sizeBytes) &&
    same(words, value2, Word.D + (second & 7), sizeBytes);
  if (equal) {
    bus.write(address1, sizeBytes, words[Word.D + ((first >>> 6) & 7)]);
    bus.write(address2, sizeBytes, words[Word.D + ((second >>> 6) & 7)]);
  } else {
    setLow(words, Word.D + (first & 7), sizeBytes, value1);
    setLow(words, Word.D + (second & 7), sizeBytes, value2);
  }
}

// --- Condition code register -----------------------------------------------------------------------------------------

/** MOVE from CCR. */
export function moveFromCcr(bus: Bus): void {
  const { words, opcode } = bus;
  const ccr = packCcr(words);
  if ((opcode & 0x38) === 0) setLow(words, Word.D + (opcode & 7), 2, ccr);
  else bus.writeWord(operandAddress(bus, 2), ccr);
}

/** MOVE to CCR. */
export function moveToCcr(bus: Bus): void {
  unpackCcr(bus.words, readOperand(bus, 2) & Ccr.All);
}

/** ORI, ANDI, EORI to CCR. */
export function immediateToCcr(bus: Bus): void {
  const { words, opcode } = bus;
  const ccr = packCcr(words);
  const value = bus.nextWord();
  const kind = (opcode >>> 9) & 7;
  unpackCcr(words, (kind === 0 ? ccr | value : kind === 1 ? ccr & value : ccr ^ value) & Ccr.All);
}
