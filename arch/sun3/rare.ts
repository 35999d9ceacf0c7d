/**
 * The instructions that the engine's loop leaves to procedures, by operation. Flags are in the scratch words, the
 * program counter in the bus; the answer is the vector of an exception, or 0.
 */
import {
  check,
  checkBounds,
  compareMemory,
  divideLong,
  divideWord,
  extendedArithmetic,
  multiplyLong,
  negateExtended,
} from './arithmetic.js';
import { bitField, bitOperation, testAndSet } from './bits.js';
import type { Bus } from './bus.js';
import { Vector, Word } from './context.js';
import {
  floatBranch,
  floatConditional,
  floatGeneral,
  linkLong,
  returnAndDeallocate,
  returnAndRestore,
  trapOnCondition,
} from './control.js';
import { decimalArithmetic, negateDecimal, repack } from './decimal.js';
import type { Fpu } from './fpu-interface.js';
import { Op } from './rows.js';
import { rotateRegister, shiftMemory } from './shift.js';
import {
  compareAndSwap,
  compareAndSwap2,
  exchange,
  immediateToCcr,
  moveFromCcr,
  moveMultiple,
  movePeripheral,
  moveToCcr,
} from './transfer.js';

export function executeRare(op: Op, bus: Bus, sizeBytes: number, fpu: Fpu | null): number {
  switch (op) {
    case Op.Exchange:
      exchange(bus);
      return 0;
    case Op.MoveMultiple:
      moveMultiple(bus, sizeBytes);
      return 0;
    case Op.BitField:
      bitField(bus);
      return 0;
    case Op.BitOperation:
      bitOperation(bus);
      return 0;
    case Op.RotateRegister:
      rotateRegister(bus, sizeBytes);
      return 0;
    case Op.MultiplyLong:
      multiplyLong(bus);
      return 0;
    case Op.DivideLong:
      return divideLong(bus);
    case Op.DivideWord:
      return divideWord(bus);
    case Op.Float:
      return fpu === null ? Vector.LineF : floatGeneral(bus, fpu);
    case Op.FloatBranch:
      return fpu === null ? Vector.LineF : floatBranch(bus, fpu);
    case Op.FloatConditional:
      return fpu === null ? Vector.LineF : floatConditional(bus, fpu);
    case Op.AddExtended:
      extendedArithmetic(bus, sizeBytes, true);
      return 0;
    case Op.SubtractExtended:
      extendedArithmetic(bus, sizeBytes, false);
      return 0;
    case Op.NegateExtended:
      negateExtended(bus, sizeBytes);
      return 0;
    case Op.CompareMemory:
      compareMemory(bus, sizeBytes);
      return 0;
    default:
      return executeSeldom(op, bus, sizeBytes);
  }
}

function executeSeldom(op: Op, bus: Bus, sizeBytes: number): number {
  switch (op) {
    case Op.ShiftMemory:
      shiftMemory(bus);
      return 0;
    case Op.MovePeripheral:
      movePeripheral(bus, sizeBytes);
      return 0;
    case Op.AddDecimal:
      decimalArithmetic(bus, true);
      return 0;
    case Op.SubtractDecimal:
      decimalArithmetic(bus, false);
      return 0;
    case Op.NegateDecimal:
      negateDecimal(bus);
      return 0;
    case Op.Pack:
      repack(bus, true);
      return 0;
    case Op.Unpack:
      repack(bus, false);
      return 0;
    case Op.Check:
      return check(bus, sizeBytes);
    case Op.CheckBounds:
      return checkBounds(bus, sizeBytes);
    case Op.CompareAndSwap:
      compareAndSwap(bus, sizeBytes);
      return 0;
    case Op.CompareAndSwap2:
      compareAndSwap2(bus, sizeBytes);
      return 0;
    case Op.TestAndSet:
      testAndSet(bus);
      return 0;
    case Op.MoveFromCcr:
      moveFromCcr(bus);
      return 0;
    case Op.MoveToCcr:
      moveToCcr(bus);
      return 0;
    case Op.ImmediateToCcr:
      immediateToCcr(bus);
      return 0;
    case Op.LinkLong:
      linkLong(bus);
      return 0;
    case Op.ReturnAndDeallocate:
      returnAndDeallocate(bus);
      return 0;
    case Op.ReturnAndRestore:
      returnAndRestore(bus);
      return 0;
    case Op.TrapOnCondition:
      return trapOnCondition(bus);
    case Op.TrapOnOverflow:
      return bus.words[Word.FlagV] < 0 ? Vector.Trapv : 0;
    case Op.Trap:
      return Vector.Trap + (bus.opcode & 15);
    case Op.Privileged:
      return Vector.Privilege;
    case Op.LineA:
      return Vector.LineA;
    case Op.LineF:
      return Vector.LineF;
    default:
      return Vector.Illegal;
  }
}

/** Exceptions taken after their instruction, pc being the next one's; after the others it starts again. */
export const completes = (vector: number): boolean =>
  (vector >= Vector.ZeroDivide && vector <= Vector.Trapv) ||
  (vector >= Vector.Trap && vector !== Vector.FloatUnordered);

/** SunOS and Sprite calls: pc stays at the instruction. */
export const isCall = (vector: number): boolean => vector === Vector.Trap || vector === Vector.Trap + 1;
