/**
 * Packed decimal, the 68881's own: three words of sign bits, three (going out, four) digits of a power of ten, and
 * 17 digits with the point after the first. Both ways are rounded once, correctly. Source: MC68881/MC68882 user's
 * manual, 3.5 and FMOVE's description.
 */
import {
  Exception,
  Exponent,
  Kind,
  Nan,
  normalise,
  Part,
  Precision,
  Rounding,
  Slot,
  setFinite,
  Work,
} from './extended.js';
import { roundMantissa } from './extended-rounding.js';
import { bitLength } from './fixed-point.js';

const SIGN = -0x80000000;
const EXPONENT_SIGN = 0x40000000;
/** The first word of infinities and NaNs, without the sign. */
const SPECIAL = 0x7fff0000;
const DIGITS = 17;
/** The greatest exponent of three digits. */
const GREATEST_EXPONENT = 999;

function powerOfTen(exponent: number): bigint {
  let power = 1n;
  let base = 10n;
  for (let left = exponent; left > 0; left >>= 1) {
    if ((left & 1) !== 0) power *= base;
    base *= base;
  }
  return power;
}

/** Value of four bits for each digit, the first in the top ones. */
function digitsOf(word: number, count: number): number {
  let value = 0;
  for (let n = count - 1; n >= 0; n--) value = value * 10 + ((word >>> (4 * n)) & 15);
  return value;
}

const word = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** A packed number into slot B, rounded to the 64 bits of the extended format. */
export function unpackDecimal(w: Int32Array, first: number, high: number, low: number, mode: number): void {
  const negative = first >>> 31;
  w[Slot.B + Part.Negative] = negative;
  if ((first & SPECIAL) === SPECIAL) {
    w[Slot.B + Part.Kind] = (high | low) === 0 ? Kind.Infinite : Kind.Nan;
    w[Slot.B + Part.High] = high;
    w[Slot.B + Part.Low] = low;
    return;
  }
  const integer =
    BigInt(first & 15) * 10_000_000_000_000_000n +
    BigInt(digitsOf(high, 8)) * 100_000_000n +
    BigInt(digitsOf(low, 8));
  if (integer === 0n) {
    w[Slot.B + Part.Kind] = Kind.Zero;
    return;
  }
  const size = digitsOf(first >>> 16, 3);
  const power = ((first & EXPONENT_SIGN) !== 0 ? -size : size) - (DIGITS - 1);
  setQuotient(
    w,
    negative,
    power >= 0 ? integer * powerOfTen(power) : integer,
    powerOfTen(power < 0 ? -power : 0),
  );
  if (roundMantissa(w, Precision.Extended, mode)) w[Work.Exceptions] |= Exception.InexactDecimal;
  for (let part = 0; part < 6; part++) w[Slot.B + part] = w[Slot.R + part];
}

/** R is a quotient of positive integers, with 96 bits at least and a sticky one. */
function setQuotient(w: Int32Array, negative: number, numerator: bigint, denominator: bigint): void {
  const shift = 97 + bitLength(denominator) - bitLength(numerator);
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  const quotient = scaled / divisor;
  const extra = bitLength(quotient) - 96;
  const top = quotient >> BigInt(extra);
  const sticky = top << BigInt(extra) !== quotient || quotient * divisor !== scaled ? 1 : 0;
  const exponent = Exponent.Bias + 95 + extra - shift;
  setFinite(w, negative, exponent, word(top >> 64n), word(top >> 32n), word(top) | sticky);
}

/**
 * R as the three words of a packed number, with `factor` digits, or, if that is not positive, with as many behind the
 * point. Powers of ten beyond 999 are an operand error, as is a factor beyond 17.
 */
export function packDecimal(w: Int32Array, factor: number, mode: number, packed: Int32Array): void {
  const negative = w[Slot.R + Part.Negative] !== 0;
  const sign = negative ? SIGN : 0;
  const kind = w[Slot.R + Part.Kind];
  packed.fill(0);
  if (kind === Kind.Zero) packed[0] = sign;
  else if (kind === Kind.Finite) packFinite(w, factor, mode, packed);
  else {
    packed[0] = sign | SPECIAL;
    if (kind === Kind.Infinite) return;
    packed[1] = w[Slot.R + Part.High] | Nan.Quiet;
    packed[2] = w[Slot.R + Part.Low];
  }
}

function packFinite(w: Int32Array, factor: number, mode: number, packed: Int32Array): void {
  const negative = w[Slot.R + Part.Negative] !== 0;
  if (w[Slot.R + Part.High] >= 0) normalise(w, Slot.R);
  const mantissa = (BigInt(w[Slot.R + Part.High] >>> 0) << 32n) | BigInt(w[Slot.R + Part.Low] >>> 0);
  const power = w[Slot.R + Part.Exponent] - Exponent.Bias - 63;
  const numerator = power >= 0 ? mantissa << BigInt(power) : mantissa;
  const denominator = power >= 0 ? 1n : 1n << BigInt(-power);
  const exponent = decimalExponent(numerator, denominator);
  if (factor > DIGITS) w[Work.Exceptions] |= Exception.Operr;
  const wanted = factor > 0 ? factor : exponent + 1 - factor;
  const count = Math.min(Math.max(wanted, 1), DIGITS);
  const last = exponent + 1 - count;
  const above = last < 0 ? numerator * powerOfTen(-last) : numerator;
  const below = last > 0 ? denominator * powerOfTen(last) : denominator;
  let digits = wholePart(w, above, below, mode);
  let first = exponent;
  if (digits === powerOfTen(count)) {
    digits /= 10n;
    first++;
  }
  // 17 digits, the first in the first word.
  digits *= powerOfTen(DIGITS - count);
  for (let n = 0; n < 16; n++) {
    packed[n < 8 ? 2 : 1] |= Number(digits % 10n) << (4 * (n & 7));
    digits /= 10n;
  }
  const size = first < 0 ? -first : first;
  if (size > GREATEST_EXPONENT) w[Work.Exceptions] |= Exception.Operr;
  packed[0] = (negative ? SIGN : 0) | (first < 0 ? EXPONENT_SIGN : 0) | Number(digits);
  // Hundreds, tens and ones, then the thousands below them.
  [1, 10, 100, 1000].forEach((unit, n) => {
    packed[0] |= (Math.floor(size / unit) % 10) << (n === 3 ? 12 : 16 + 4 * n);
  });
}

/** A quotient rounded to an integer, with R's sign; what is cut off is noted. */
function wholePart(w: Int32Array, numerator: bigint, denominator: bigint, mode: number): bigint {
  const whole = numerator / denominator;
  const rest = numerator - whole * denominator;
  if (rest === 0n) return whole;
  w[Work.Exceptions] |= Exception.Inexact;
  const away = w[Slot.R + Part.Negative] !== 0 ? Rounding.Minus : Rounding.Plus;
  const order = 2n * rest - denominator;
  const isUp =
    mode === Rounding.Nearest ? order > 0n || (order === 0n && (whole & 1n) === 1n) : mode === away;
  return isUp ? whole + 1n : whole;
}

/** floor(log10) of a positive fraction. */
function decimalExponent(numerator: bigint, denominator: bigint): number {
  // 0.30103 decimal digits for each bit, then to the right one.
  let exponent = Math.floor((bitLength(numerator) - bitLength(denominator) - 1) * 0.3010299956639812);
  const reaches = (power: number): boolean =>
    power >= 0 ? numerator >= denominator * powerOfTen(power) : numerator * powerOfTen(-power) >= denominator;
  while (!reaches(exponent)) exponent--;
  while (reaches(exponent + 1)) exponent++;
  return exponent;
}
