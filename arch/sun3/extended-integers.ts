/**
 * The 68881's operations that look at whole parts: remainders, rounding to integers, taking exponent and mantissa
 * apart and scaling; compare. Operands and results as in `extended-arithmetic.ts`: A is the destination, B the
 * source.
 */
import {
  Exception,
  Exponent,
  Kind,
  operandError,
  Part,
  Precision,
  Slot,
  setFinite,
  setZero,
  shiftDown,
  take,
  takeNan,
  Work,
} from './extended.js';
import { compareMagnitudes, quotientDigits } from './extended-arithmetic.js';
import { roundMantissa } from './extended-rounding.js';

/** Bits of the quotient made at a time. */
const STEP = 21;
const QUOTIENT_MASK = 0x7f;

/**
 * The remainder of A by B, always exact: FMOD with the quotient cut off, FREM (`nearest`) with the quotient rounded
 * to the nearest, even of two. Work.Quotient is set unless the result is a NaN.
 */
export function remainder(w: Int32Array, nearest: boolean): void {
  if (takeNan(w)) return;
  const kindA = w[Slot.A + Part.Kind];
  const kindB = w[Slot.B + Part.Kind];
  if (kindA === Kind.Infinite || kindB === Kind.Zero) {
    operandError(w);
    return;
  }
  w[Work.Quotient] = 0;
  const distance = w[Slot.A + Part.Exponent] - w[Slot.B + Part.Exponent];
  if (kindA === Kind.Zero || kindB === Kind.Infinite || distance < (nearest ? -1 : 0)) {
    take(w, Slot.A);
    return;
  }
  if (distance < 0) nearestOfSmall(w);
  else remainderOfMantissas(w, distance, nearest);
}

function remainderOfMantissas(w: Int32Array, distance: number, nearest: boolean): void {
  const negative = w[Slot.A + Part.Negative];
  const exponentB = w[Slot.B + Part.Exponent];
  // First as if the exponents were equal, then bit by bit further.
  w[Slot.A + Part.Exponent] = exponentB;
  const fits = compareMagnitudes(w) >= 0;
  let high = w[Slot.A + Part.High] >>> 0;
  let low = w[Slot.A + Part.Low] >>> 0;
  if (fits) {
    high -= w[Slot.B + Part.High] >>> 0;
    low -= w[Slot.B + Part.Low] >>> 0;
    if (low < 0) {
      low += 4294967296;
      high--;
    }
  }
  let quotient = fits ? 1 : 0;
  w[Slot.R + Part.High] = high | 0;
  w[Slot.R + Part.Low] = low | 0;
  for (let left = distance; left > 0; left -= STEP) {
    const bits = Math.min(left, STEP);
    quotientDigits(w, w[Slot.R + Part.High] >>> 0, w[Slot.R + Part.Low] >>> 0, 1, bits);
    quotient = ((quotient << bits) | w[Work.Digits]) & QUOTIENT_MASK;
  }
  w[Work.Quotient] = quotient;
  finishRemainder(w, negative, exponentB, nearest);
}

/** R's mantissa words hold the remainder, less than B's: make it a number, or first B less it where that is nearer. */
function finishRemainder(w: Int32Array, negative: number, exponent: number, nearest: boolean): void {
  const high = w[Slot.R + Part.High];
  const low = w[Slot.R + Part.Low];
  if ((high | low) === 0) {
    setZero(w, negative);
    return;
  }
  if (nearest) {
    const otherLow = (w[Slot.B + Part.Low] >>> 0) - (low >>> 0);
    const otherHigh = (w[Slot.B + Part.High] >>> 0) - (high >>> 0) - (otherLow < 0 ? 1 : 0);
    const otherLowWord = (otherLow | 0) >>> 0;
    const order = otherHigh !== high >>> 0 ? otherHigh - (high >>> 0) : otherLowWord - (low >>> 0);
    if (order < 0 || (order === 0 && (w[Work.Quotient] & 1) !== 0)) {
      w[Work.Quotient] = (w[Work.Quotient] + 1) & QUOTIENT_MASK;
      setFinite(w, negative ^ 1, exponent, otherHigh | 0, otherLow | 0, 0);
      return;
    }
  }
  setFinite(w, negative, exponent, high, low, 0);
}

/** A is at least a quarter of B, and less than B: the nearest quotient is 0 or 1. */
function nearestOfSmall(w: Int32Array): void {
  const negative = w[Slot.A + Part.Negative];
  const exponent = w[Slot.A + Part.Exponent];
  w[Slot.A + Part.Exponent] = w[Slot.B + Part.Exponent];
  // Twice A against B; exactly half goes to the even quotient, 0.
  if (compareMagnitudes(w) <= 0) {
    w[Slot.A + Part.Exponent] = exponent;
    take(w, Slot.A);
    return;
  }
  w[Work.Quotient] = 1;
  // 2B - A in units of A: less than B, for A is more than B there.
  const low = (w[Slot.B + Part.Low] >>> 0) * 2 - (w[Slot.A + Part.Low] >>> 0);
  const carry = Math.floor(low / 4294967296);
  const high = (w[Slot.B + Part.High] >>> 0) * 2 - (w[Slot.A + Part.High] >>> 0) + carry;
  setFinite(w, negative ^ 1, exponent, high | 0, low | 0, 0);
}

/** B rounded to an integer. */
export function integerPart(w: Int32Array, mode: number): void {
  take(w, Slot.B);
  if (w[Slot.R + Part.Kind] !== Kind.Finite) return;
  const bits = Exponent.Bias + 63 - w[Slot.R + Part.Exponent];
  if (bits <= 0) return;
  shiftDown(w, Slot.R, bits);
  if (roundMantissa(w, Precision.Extended, mode)) w[Work.Exceptions] |= Exception.Inexact;
  const high = w[Slot.R + Part.High];
  const low = w[Slot.R + Part.Low];
  if ((high | low) === 0) w[Slot.R + Part.Kind] = Kind.Zero;
  else setFinite(w, w[Slot.R + Part.Negative], w[Slot.R + Part.Exponent], high, low, 0);
}

/** B's exponent as a number. */
export function exponentOf(w: Int32Array): void {
  const kind = w[Slot.B + Part.Kind];
  if (kind === Kind.Infinite) operandError(w);
  else if (kind === Kind.Finite) setInteger(w, Slot.R, w[Slot.B + Part.Exponent] - Exponent.Bias);
  else take(w, Slot.B);
}

/** B's mantissa, from 1 to 2, with B's sign. */
export function mantissaOf(w: Int32Array): void {
  if (w[Slot.B + Part.Kind] === Kind.Infinite) {
    operandError(w);
    return;
  }
  take(w, Slot.B);
  w[Slot.R + Part.Exponent] = Exponent.Bias;
}

/** A times 2 to the power of B, without B's fraction. */
export function scale(w: Int32Array): void {
  if (takeNan(w)) return;
  if (w[Slot.B + Part.Kind] === Kind.Infinite) {
    operandError(w);
    return;
  }
  take(w, Slot.A);
  const bits = w[Slot.B + Part.Exponent] - Exponent.Bias;
  if (w[Slot.B + Part.Kind] === Kind.Zero || bits < 0) return;
  // From 2^16 on nothing but the sign matters.
  const power = bits > 15 ? 0x10000 : w[Slot.B + Part.High] >>> (31 - bits);
  w[Slot.R + Part.Exponent] += w[Slot.B + Part.Negative] !== 0 ? -power : power;
}

/** A number from a signed 32-bit integer. */
export function setInteger(w: Int32Array, slot: number, value: number): void {
  const negative = value < 0;
  const shift = Math.clz32(negative ? -value : value);
  w[slot + Part.Kind] = value === 0 ? Kind.Zero : Kind.Finite;
  w[slot + Part.Negative] = negative ? 1 : 0;
  w[slot + Part.Exponent] = Exponent.Bias + 31 - shift;
  w[slot + Part.High] = (negative ? -value : value) << shift;
  w[slot + Part.Low] = 0;
  w[slot + Part.Guard] = 0;
}

/** Condition codes of FCMP: A is less (N), equal (Z), or neither can be said (NAN). Source: FCMP's table. */
export const enum Condition {
  Negative = 0x08000000,
  Zero = 0x04000000,
  Infinite = 0x02000000,
  Nan = 0x01000000,
}

/** Compare A with B: condition codes. Equal zeros and infinities that are negative set N too, I is never set. */
export function compare(w: Int32Array): number {
  if (takeNan(w)) return Condition.Nan;
  const kindA = w[Slot.A + Part.Kind];
  const kindB = w[Slot.B + Part.Kind];
  const negativeA = w[Slot.A + Part.Negative];
  const signA = negativeA !== 0 ? Condition.Negative : 0;
  if (kindA === Kind.Zero && kindB === Kind.Zero) return Condition.Zero | signA;
  if (kindA !== Kind.Zero && (kindB === Kind.Zero || negativeA !== w[Slot.B + Part.Negative])) return signA;
  const signLessB = w[Slot.B + Part.Negative] !== 0 ? 0 : Condition.Negative;
  if (kindA === Kind.Zero) return signLessB;
  if (kindA === Kind.Infinite) return kindB === Kind.Infinite ? Condition.Zero | signA : signA;
  if (kindB === Kind.Infinite) return signLessB;
  const order = compareMagnitudes(w);
  return order === 0 ? Condition.Zero : order > 0 ? signA : signLessB;
}

/** Condition codes of the result R. */
export function conditionOf(w: Int32Array): number {
  const sign = w[Slot.R + Part.Negative] !== 0 ? Condition.Negative : 0;
  switch (w[Slot.R + Part.Kind]) {
    case Kind.Zero:
      return sign | Condition.Zero;
    case Kind.Infinite:
      return sign | Condition.Infinite;
    case Kind.Nan:
      return sign | Condition.Nan;
    default:
      return sign;
  }
}
