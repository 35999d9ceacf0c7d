/**
 * Instructions that change the program counter or trap, beyond the engine's loop; the 68881's among them. Procedures
 * answer the vector of an exception, or 0. Source: Programmer's Reference Manual, sections 4, 5 and appendix B.
 */
import { operandAddress, setLow } from './addressing.js';
import type { Bus } from './bus.js';
import { AddressRegister, Vector, Word } from './context.js';
import { Ccr, holds, unpackCcr } from './flags.js';
import { type Fpu, FpuCondition, FpuOutcome } from './fpu-interface.js';

const STACK_POINTER = Word.A + AddressRegister.StackPointer;
const PREDICATES = 32;
const LINE_F_PREDICATE_MASK = 63;

const signedWord = (bus: Bus): number => (bus.nextWord() << 16) >> 16;

/** LINK.L. */
export function linkLong(bus: Bus): void {
  const { words } = bus;
  const register = Word.A + (bus.opcode & 7);
  const displacement = bus.nextLong();
  const frame = (words[STACK_POINTER] - 4) | 0;
  // A7 itself is pushed as already moved.
  bus.write(frame, 4, register === STACK_POINTER ? frame : words[register]);
  words[register] = frame;
  words[STACK_POINTER] = frame + displacement;
}

/** RTD. */
export function returnAndDeallocate(bus: Bus): void {
  const { words } = bus;
  const displacement = signedWord(bus);
  bus.pc = bus.read(words[STACK_POINTER], 4);
  words[STACK_POINTER] += 4 + displacement;
}

/** RTR. */
export function returnAndRestore(bus: Bus): void {
  const { words } = bus;
  const top = words[STACK_POINTER];
  const ccr = bus.read(top, 2);
  bus.pc = bus.read((top + 2) | 0, 4);
  unpackCcr(words, ccr & Ccr.All);
  words[STACK_POINTER] = top + 6;
}

/** The operand words of TRAPcc and FTRAPcc, which nobody reads. */
function skipTrapOperand(bus: Bus): void {
  const form = bus.opcode & 7;
  if (form === 2) bus.nextWord();
  else if (form === 3) bus.nextLong();
}

/** TRAPcc. */
export function trapOnCondition(bus: Bus): number {
  skipTrapOperand(bus);
  return holds(bus.words, (bus.opcode >>> 8) & 15) ? Vector.Trapv : 0;
}

// --- 68881 -----------------------------------------------------------------------------------------------------------

export function floatGeneral(bus: Bus, fpu: Fpu): number {
  const command = bus.nextWord();
  const outcome = fpu.general(bus.words, bus.opcode, command, bus);
  return outcome === FpuOutcome.Illegal ? Vector.LineF : outcome;
}

/** FBcc; FNOP is one that never branches. */
export function floatBranch(bus: Bus, fpu: Fpu): number {
  const predicate = bus.opcode & LINE_F_PREDICATE_MASK;
  if (predicate >= PREDICATES) return Vector.LineF;
  const base = bus.pc;
  const displacement = (bus.opcode & 0x40) !== 0 ? bus.nextLong() : signedWord(bus);
  const condition = fpu.condition(bus.words, predicate);
  if (condition === FpuCondition.Trap) return Vector.FloatUnordered;
  if (condition === FpuCondition.True) bus.pc = (base + displacement) | 0;
  return 0;
}

/** FScc, FDBcc, FTRAPcc. */
export function floatConditional(bus: Bus, fpu: Fpu): number {
  const { words, opcode } = bus;
  const predicate = bus.nextWord() & LINE_F_PREDICATE_MASK;
  if (predicate >= PREDICATES) return Vector.LineF;
  const mode = (opcode >>> 3) & 7;
  if (mode === 1) return floatDecrement(bus, fpu, predicate);
  if (mode === 7 && (opcode & 7) >= 2) {
    skipTrapOperand(bus);
    const condition = fpu.condition(words, predicate);
    if (condition === FpuCondition.Trap) return Vector.FloatUnordered;
    return condition === FpuCondition.True ? Vector.Trapv : 0;
  }
  // The operand must be there before the predicate changes the status.
  const address = mode === 0 ? 0 : operandAddress(bus, 1);
  if (mode !== 0) bus.prepareWrite(address, 1);
  const condition = fpu.condition(words, predicate);
  if (condition === FpuCondition.Trap) return Vector.FloatUnordered;
  const value = condition === FpuCondition.True ? -1 : 0;
  if (mode === 0) setLow(words, Word.D + (opcode & 7), 1, value);
  else bus.writeByte(address, value);
  return 0;
}

function floatDecrement(bus: Bus, fpu: Fpu, predicate: number): number {
  const { words } = bus;
  const base = bus.pc;
  const displacement = signedWord(bus);
  const condition = fpu.condition(words, predicate);
  if (condition === FpuCondition.Trap) return Vector.FloatUnordered;
  if (condition === FpuCondition.True) return 0;
  const register = Word.D + (bus.opcode & 7);
  const count = (words[register] - 1) & 0xffff;
  setLow(words, register, 2, count);
  if (count !== 0xffff) bus.pc = (base + displacement) | 0;
  return 0;
}
