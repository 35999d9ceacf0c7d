/**
 * The 68881's status: what an operation leaves in FPSR, which enabled exception it traps with, and the truth of the
 * 32 predicates. Source: MC68881/MC68882 user's manual, 2.3, 4.4 and 6.1.
 */
import { Word } from './context.js';
import { Exception } from './extended.js';
import { Condition } from './extended-integers.js';
import { FpuCondition } from './fpu-interface.js';

const EXCEPTIONS = 0xff00;

/** Accrued exceptions: FPSR bits 7 to 3. */
const enum Accrued {
  Invalid = 0x80,
  Overflow = 0x40,
  Underflow = 0x20,
  DivideByZero = 0x10,
  Inexact = 0x08,
}

function accrued(exceptions: number): number {
  let bits = 0;
  if ((exceptions & (Exception.Bsun | Exception.Snan | Exception.Operr)) !== 0) bits |= Accrued.Invalid;
  if ((exceptions & Exception.Overflow) !== 0) bits |= Accrued.Overflow | Accrued.Inexact;
  if ((exceptions & Exception.Underflow) !== 0 && (exceptions & Exception.Inexact) !== 0)
    bits |= Accrued.Underflow;
  if ((exceptions & Exception.DivideByZero) !== 0) bits |= Accrued.DivideByZero;
  if ((exceptions & (Exception.Inexact | Exception.InexactDecimal)) !== 0) bits |= Accrued.Inexact;
  return bits;
}

/** Note an operation's exceptions in FPSR, in place of the last one's. */
export function noteExceptions(words: Int32Array, exceptions: number): void {
  words[Word.Fpsr] = (words[Word.Fpsr] & ~EXCEPTIONS) | exceptions;
  if (exceptions !== 0) words[Word.Fpsr] |= accrued(exceptions);
}

export function setCondition(words: Int32Array, condition: number): void {
  words[Word.Fpsr] = (words[Word.Fpsr] & 0x00ffffff) | condition;
}

/** Vectors of the exceptions, in the order in which one is chosen. */
const vectors: readonly (readonly [number, number])[] = [
  [Exception.Bsun, 48],
  [Exception.Snan, 54],
  [Exception.Operr, 52],
  [Exception.Overflow, 53],
  [Exception.Underflow, 51],
  [Exception.DivideByZero, 50],
  [Exception.Inexact | Exception.InexactDecimal, 49],
];

/** The vector of the exceptions that FPCR enables, or 0. */
export function enabledVector(words: Int32Array, exceptions: number): number {
  const enabled = words[Word.Fpcr] & exceptions & EXCEPTIONS;
  if (enabled === 0) return 0;
  return vectors.find(([bits]) => (bits & enabled) !== 0)?.[1] ?? 0;
}

/** Exceptions that leave the destination register as it was when they trap. */
export const KEEPS_REGISTER = Exception.Snan | Exception.Operr | Exception.DivideByZero;

/** Any arithmetic exception enabled? Only then is the address of an instruction kept. */
export const anyEnabled = (words: Int32Array): boolean => (words[Word.Fpcr] & EXCEPTIONS) !== 0;

/**
 * A predicate's low four bits, by the manual's equations: they say something of condition codes that no result
 * leaves, too.
 */
function holds(predicate: number, fpsr: number): boolean {
  const negative = (fpsr & Condition.Negative) !== 0;
  const zero = (fpsr & Condition.Zero) !== 0;
  const nan = (fpsr & Condition.Nan) !== 0;
  switch (predicate) {
    case 0: // false
      return false;
    case 1: // equal
      return zero;
    case 2: // ordered greater
      return !nan && !zero && !negative;
    case 3: // ordered greater or equal
      return zero || (!nan && !negative);
    case 4: // ordered less
      return negative && !nan && !zero;
    case 5: // ordered less or equal
      return zero || (negative && !nan);
    case 6: // ordered greater or less
      return !nan && !zero;
    case 7: // ordered
      return !nan;
    case 8: // unordered
      return nan;
    case 9: // unordered or equal
      return nan || zero;
    case 10: // unordered or greater
      return nan || (!negative && !zero);
    case 11: // unordered, greater or equal
      return nan || zero || !negative;
    case 12: // unordered or less
      return nan || (negative && !zero);
    case 13: // unordered, less or equal
      return nan || zero || negative;
    case 14: // not equal
      return !zero;
    default: // true
      return true;
  }
}

/** Predicates 16 to 31 are the first sixteen once more, unaware of NaNs. */
export function evaluate(words: Int32Array, predicate: number): FpuCondition {
  const fpsr = words[Word.Fpsr];
  if (predicate >= 16 && (fpsr & Condition.Nan) !== 0) {
    words[Word.Fpsr] |= Exception.Bsun | accrued(Exception.Bsun);
    if ((words[Word.Fpcr] & Exception.Bsun) !== 0) return FpuCondition.Trap;
  }
  return holds(predicate & 15, fpsr) ? FpuCondition.True : FpuCondition.False;
}
