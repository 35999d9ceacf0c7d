/**
 * Add, multiply, divide and square root of the numbers in slots A and B of the work block (`extended.ts`): R is the
 * exact result, cut off 32 bits below the mantissa with a sticky bit, still to be rounded. Mantissas are multiplied
 * in 16-bit parts and divided 21 bits at a time in doubles, where all products are exact.
 */
import {
  Exception,
  Exponent,
  Kind,
  operandError,
  Part,
  Rounding,
  Slot,
  setFinite,
  setInfinite,
  setZero,
  shiftDown,
  take,
  takeNan,
  Work,
} from './extended.js';

const TWO_32 = 4294967296;
/** Bits of a quotient's digit, and how much it weighs. */
const DIGIT_BITS = 21;
const DIGIT = 1 << DIGIT_BITS;

/** A + B; the sign of an exact 0 depends on the rounding mode. For A - B change B's sign before, but not a NaN's. */
export function add(w: Int32Array, mode: number): void {
  if (takeNan(w)) return;
  const kindA = w[Slot.A + Part.Kind];
  const kindB = w[Slot.B + Part.Kind];
  const negativeA = w[Slot.A + Part.Negative];
  const negativeB = w[Slot.B + Part.Negative];
  if (kindA === Kind.Finite && kindB === Kind.Finite) {
    if (negativeA === negativeB) addMantissas(w);
    else subtractMantissas(w, mode);
    return;
  }
  if (kindA === Kind.Infinite && kindB === Kind.Infinite && negativeA !== negativeB) operandError(w);
  else if (kindA === Kind.Zero && kindB === Kind.Zero)
    setZero(w, negativeA === negativeB ? negativeA : zeroSign(mode));
  else take(w, kindA === Kind.Infinite || kindB === Kind.Zero ? Slot.A : Slot.B);
}

const zeroSign = (mode: number): number => (mode === Rounding.Minus ? 1 : 0);

function addMantissas(w: Int32Array): void {
  const distance = w[Slot.A + Part.Exponent] - w[Slot.B + Part.Exponent];
  const great = distance >= 0 ? Slot.A : Slot.B;
  const small = distance >= 0 ? Slot.B : Slot.A;
  shiftDown(w, small, distance >= 0 ? distance : -distance);
  let guard = w[small + Part.Guard];
  const sumLow = (w[great + Part.Low] >>> 0) + (w[small + Part.Low] >>> 0);
  const sumHigh = (w[great + Part.High] >>> 0) + (w[small + Part.High] >>> 0) + (sumLow >= TWO_32 ? 1 : 0);
  let low = sumLow | 0;
  let high = sumHigh | 0;
  let exponent = w[great + Part.Exponent];
  if (sumHigh >= TWO_32) {
    guard = (guard >>> 1) | (guard & 1) | (low << 31);
    low = (low >>> 1) | (high << 31);
    high = (high >>> 1) | 0x80000000;
    exponent++;
  }
  setFinite(w, w[great + Part.Negative], exponent, high, low, guard);
}

function subtractMantissas(w: Int32Array, mode: number): void {
  const order = compareMagnitudes(w);
  if (order === 0) {
    setZero(w, zeroSign(mode));
    return;
  }
  const great = order > 0 ? Slot.A : Slot.B;
  const small = order > 0 ? Slot.B : Slot.A;
  const exponent = w[great + Part.Exponent];
  shiftDown(w, small, exponent - w[small + Part.Exponent]);
  const guard = -w[small + Part.Guard] | 0;
  const low = (w[great + Part.Low] >>> 0) - (w[small + Part.Low] >>> 0) - (guard !== 0 ? 1 : 0);
  const high = (w[great + Part.High] - w[small + Part.High] - (low < 0 ? 1 : 0)) | 0;
  setFinite(w, w[great + Part.Negative], exponent, high, low | 0, guard);
}

/** Negative, 0 or positive as the finite A is less than, as great as or greater than B, signs apart. */
export function compareMagnitudes(w: Int32Array): number {
  const exponents = w[Slot.A + Part.Exponent] - w[Slot.B + Part.Exponent];
  if (exponents !== 0) return exponents;
  const high = (w[Slot.A + Part.High] >>> 0) - (w[Slot.B + Part.High] >>> 0);
  return high !== 0 ? high : (w[Slot.A + Part.Low] >>> 0) - (w[Slot.B + Part.Low] >>> 0);
}

/** High word of the product of two unsigned words. */
function highProduct(a: number, b: number): number {
  const lowA = a & 0xffff;
  const highA = a >>> 16;
  const lowB = b & 0xffff;
  const highB = b >>> 16;
  const first = (Math.imul(highA, lowB) >>> 0) + (Math.imul(lowA, lowB) >>> 16);
  const second = (Math.imul(lowA, highB) >>> 0) + (first & 0xffff);
  return (Math.imul(highA, highB) >>> 0) + (first >>> 16) + (second >>> 16);
}

export function multiply(w: Int32Array): void {
  if (takeNan(w)) return;
  const kindA = w[Slot.A + Part.Kind];
  const kindB = w[Slot.B + Part.Kind];
  const negative = w[Slot.A + Part.Negative] ^ w[Slot.B + Part.Negative];
  if (kindA !== Kind.Finite || kindB !== Kind.Finite) {
    if (kindA === Kind.Infinite || kindB === Kind.Infinite) {
      if (kindA === Kind.Zero || kindB === Kind.Zero) operandError(w);
      else setInfinite(w, negative);
    } else setZero(w, negative);
    return;
  }
  const highA = w[Slot.A + Part.High];
  const lowA = w[Slot.A + Part.Low];
  const highB = w[Slot.B + Part.High];
  const lowB = w[Slot.B + Part.Low];
  const exponent = w[Slot.A + Part.Exponent] + w[Slot.B + Part.Exponent] - Exponent.Bias + 1;
  if ((lowA | lowB) === 0) {
    setFinite(w, negative, exponent, highProduct(highA, highB) | 0, Math.imul(highA, highB), 0);
    return;
  }
  const last = Math.imul(lowA, lowB);
  const third = highProduct(lowA, lowB) + (Math.imul(highA, lowB) >>> 0) + (Math.imul(lowA, highB) >>> 0);
  const second =
    highProduct(highA, lowB) +
    highProduct(lowA, highB) +
    (Math.imul(highA, highB) >>> 0) +
    Math.floor(third / TWO_32);
  const first = highProduct(highA, highB) + Math.floor(second / TWO_32);
  let guard = third | 0;
  let low = second | 0;
  let high = first | 0;
  let scale = exponent;
  if (high >= 0) {
    high = (high << 1) | (low >>> 31);
    low = (low << 1) | (guard >>> 31);
    guard <<= 1;
    if (last !== 0) guard |= last < 0 ? 3 : 1;
    scale--;
  } else if (last !== 0) guard |= 1;
  setFinite(w, negative, scale, high, low, guard);
}

export function divide(w: Int32Array): void {
  if (takeNan(w)) return;
  const kindA = w[Slot.A + Part.Kind];
  const kindB = w[Slot.B + Part.Kind];
  const negative = w[Slot.A + Part.Negative] ^ w[Slot.B + Part.Negative];
  if (kindA === kindB && kindA !== Kind.Finite) operandError(w);
  else if (kindA === Kind.Infinite) setInfinite(w, negative);
  else if (kindA === Kind.Zero || kindB === Kind.Infinite) setZero(w, negative);
  else if (kindB === Kind.Zero) {
    w[Work.Exceptions] |= Exception.DivideByZero;
    setInfinite(w, negative);
  } else divideMantissas(w, negative);
}

function divideMantissas(w: Int32Array, negative: number): void {
  let exponent = w[Slot.A + Part.Exponent] - w[Slot.B + Part.Exponent] + Exponent.Bias;
  const highB = w[Slot.B + Part.High] >>> 0;
  const lowB = w[Slot.B + Part.Low] >>> 0;
  let high = w[Slot.A + Part.High] >>> 0;
  let low = w[Slot.A + Part.Low] >>> 0;
  if (high < highB || (high === highB && low < lowB)) {
    exponent--;
    low *= 2;
    high *= 2;
  }
  // The quotient's first bit, which is 1; then 63 more and 21 below them.
  low -= lowB;
  const carry = Math.floor(low / TWO_32);
  low -= carry * TWO_32;
  high += carry - highB;
  const sticky = quotientDigits(w, high, low, 4, DIGIT_BITS);
  const digit1 = w[Work.Digits];
  const digit2 = w[Work.Digits + 1];
  setFinite(
    w,
    negative,
    exponent,
    0x80000000 | (digit1 << 10) | (digit2 >>> 11),
    (digit2 << 21) | w[Work.Digits + 2],
    (w[Work.Digits + 3] << 11) | (sticky ? 1 : 0),
  );
}

/**
 * Divide the remainder `high`, `low` (less than B's mantissa), shifted up by `count` digits of `bits` bits, by B's
 * mantissa. The last four digits are left in the work block, the remainder in R's mantissa; is it not 0?
 */
export function quotientDigits(
  w: Int32Array,
  remainderHigh: number,
  remainderLow: number,
  count: number,
  bits: number,
): boolean {
  const highB = w[Slot.B + Part.High] >>> 0;
  const lowB = w[Slot.B + Part.Low] >>> 0;
  const divisor = highB * TWO_32 + lowB;
  const weight = bits === DIGIT_BITS ? DIGIT : 1 << bits;
  let high = remainderHigh;
  let low = remainderLow;
  for (let n = 0; n < count; n++) {
    // One too great or too small at most: both numbers have been rounded to 53 bits.
    let digit = Math.floor(((high * TWO_32 + low) * weight) / divisor);
    low = low * weight - digit * lowB;
    const carry = Math.floor(low / TWO_32);
    low -= carry * TWO_32;
    high = high * weight - digit * highB + carry;
    if (high < 0) {
      digit--;
      low += lowB;
      high += highB;
      if (low >= TWO_32) {
        low -= TWO_32;
        high++;
      }
    } else if (high > highB || (high === highB && low >= lowB)) {
      digit++;
      low -= lowB;
      high -= highB;
      if (low < 0) {
        low += TWO_32;
        high--;
      }
    }
    w[Work.Digits + (n & 3)] = digit;
  }
  w[Slot.R + Part.High] = high | 0;
  w[Slot.R + Part.Low] = low | 0;
  return (high | low) !== 0;
}

/** The square root of B. */
export function squareRoot(w: Int32Array): void {
  const kind = w[Slot.B + Part.Kind];
  if (kind === Kind.Nan || kind === Kind.Zero) take(w, Slot.B);
  else if (w[Slot.B + Part.Negative] !== 0) operandError(w);
  else if (kind === Kind.Infinite) take(w, Slot.B);
  else rootOfMantissa(w);
}

/** The root's first 26 bits are the host's, the other 40 are found one by one; the remainder is in two doubles. */
function rootOfMantissa(w: Int32Array): void {
  const unbiased = w[Slot.B + Part.Exponent] - Exponent.Bias;
  const high = w[Slot.B + Part.High];
  const low = w[Slot.B + Part.Low];
  // As a number from 1 to 4, with two bits before the point.
  const odd = (unbiased & 1) !== 0;
  const word0 = odd ? high >>> 0 : high >>> 1;
  const word1 = odd ? low >>> 0 : ((high << 31) | (low >>> 1)) >>> 0;
  const word2 = odd ? 0 : low << 31;
  const first = word0 * 1048576 + (word1 >>> 12);
  let rootHigh = 0;
  let rootLow = Math.floor(Math.sqrt(first));
  if (rootLow * rootLow > first) rootLow--;
  let restHigh = 0;
  let restLow = first - rootLow * rootLow;
  for (let n = 0; n < 40; n++) {
    const next = n < 6 ? (word1 >>> (10 - 2 * n)) & 3 : n === 6 ? word2 >>> 30 : 0;
    restLow = restLow * 4 + next;
    let carry = Math.floor(restLow / TWO_32);
    restLow -= carry * TWO_32;
    restHigh = restHigh * 4 + carry;
    let tryLow = rootLow * 4 + 1;
    carry = Math.floor(tryLow / TWO_32);
    tryLow -= carry * TWO_32;
    const tryHigh = rootHigh * 4 + carry;
    rootLow *= 2;
    rootHigh *= 2;
    if (restHigh > tryHigh || (restHigh === tryHigh && restLow >= tryLow)) {
      rootLow++;
      restHigh -= tryHigh;
      restLow -= tryLow;
      if (restLow < 0) {
        restLow += TWO_32;
        restHigh--;
      }
    }
    if (rootLow >= TWO_32) {
      rootLow -= TWO_32;
      rootHigh++;
    }
  }
  // 66 bits: the mantissa and two of the guard.
  setFinite(
    w,
    0,
    (unbiased >> 1) + Exponent.Bias,
    Math.floor(rootHigh / 4) | 0,
    ((rootHigh % 4) << 30) | (rootLow >>> 2),
    (rootLow << 30) | (restHigh !== 0 || restLow !== 0 ? 1 : 0),
  );
}
