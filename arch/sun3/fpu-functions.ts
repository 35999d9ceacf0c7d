/**
 * The 68881's transcendental functions: operands for which the result is exact, infinite or an error by a rule each;
 * operands so small that the function is its first term and a little; all others in fixed point with enough bits
 * that, rounded to the chip's mantissa, the result is the correct one but for the rarest cases (the chip promises
 * less). Special operands: MC68881 user's manual, section 4.
 */
import {
  Exception,
  Exponent,
  Kind,
  operandError,
  Part,
  Slot,
  setFinite,
  setInfinite,
  setZero,
  take,
  Work,
} from './extended.js';
import { setInteger } from './extended-integers.js';
import * as fixed from './fixed-point.js';
import { Opmode } from './fpu-opmodes.js';

/** Fraction bits of the fixed-point numbers, more than twice a mantissa and all of an operand that is not small. */
const F = 224n;
/** Operands below 2^SMALL are their function's first term and a little. */
const SMALL = -70;
/** Operands from 2^LARGE on make exponentials overflow or vanish. */
const LARGE = 15;
/** From 2^6 on, e^-x is nothing beside e^x. */
const LONE = 6;

const one = 1n << F;

/** B as a fixed-point number; nothing of it is lost from 2^SMALL on. */
function operand(w: Int32Array): bigint {
  const mantissa = (BigInt(w[Slot.B + Part.High] >>> 0) << 32n) | BigInt(w[Slot.B + Part.Low] >>> 0);
  const shift = F + BigInt(w[Slot.B + Part.Exponent] - Exponent.Bias - 63);
  const value = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return w[Slot.B + Part.Negative] !== 0 ? -value : value;
}

const word = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** R is value * 2^(exponent - F), and a little more. */
function setValue(w: Int32Array, value: bigint, exponent = 0): void {
  const negative = value < 0n;
  const size = negative ? -value : value;
  if (size === 0n) {
    setZero(w, 0);
    return;
  }
  const length = fixed.bitLength(size);
  const top = length >= 96 ? size >> BigInt(length - 96) : size << BigInt(96 - length);
  const scale = Exponent.Bias + length - 1 - Number(F) + exponent;
  setFinite(w, negative ? 1 : 0, scale, word(top >> 64n), word(top >> 32n), word(top) | 1);
}

/** R is B and a little: `away` from 0 or towards it. */
function setNear(w: Int32Array, away: boolean): void {
  take(w, Slot.B);
  nudge(w, away);
}

function nudge(w: Int32Array, away: boolean): void {
  if (away) {
    w[Slot.R + Part.Guard] = 1;
    return;
  }
  const high = w[Slot.R + Part.High];
  const low = w[Slot.R + Part.Low];
  const exponent = w[Slot.R + Part.Exponent];
  setFinite(w, w[Slot.R + Part.Negative], exponent, low === 0 ? (high - 1) | 0 : high, (low - 1) | 0, -1);
}

/** R is 1 and a little. */
function setNearOne(w: Int32Array, above: boolean): void {
  setInteger(w, Slot.R, 1);
  nudge(w, above);
}

/** R is too great or too small for any format. */
function setBeyond(w: Int32Array, negative: number, great: boolean): void {
  setFinite(w, negative, great ? 0x20000 : -0x20000, 0x80000000, 0, 1);
}

function setScaled(w: Int32Array, { mantissa, exponent }: fixed.Scaled): void {
  setValue(w, mantissa, exponent);
}

/** +-pi/2. */
function setQuarterTurn(w: Int32Array, negative: number): void {
  const quarter = fixed.pi(F) >> 1n;
  setValue(w, negative !== 0 ? -quarter : quarter);
}

function divideByZero(w: Int32Array, negative: number): void {
  w[Work.Exceptions] |= Exception.DivideByZero;
  setInfinite(w, negative);
}

/** B's power of two, and its order against 1: whether it is greater (1), equal or less (-1) in size. */
const sizeOf = (w: Int32Array): number => w[Slot.B + Part.Exponent] - Exponent.Bias;
function againstOne(w: Int32Array): number {
  const size = sizeOf(w);
  if (size !== 0) return size;
  return w[Slot.B + Part.High] === (0x80000000 | 0) && w[Slot.B + Part.Low] === 0 ? 0 : 1;
}

/** A finite operand's integer, if it is one of at most 16 bits; else null. */
function smallInteger(w: Int32Array): number | null {
  const size = sizeOf(w);
  if (size < 0 || size > 15) return null;
  const high = w[Slot.B + Part.High];
  if (w[Slot.B + Part.Low] !== 0 || high << (size + 1) !== 0) return null;
  const value = high >>> (31 - size);
  return w[Slot.B + Part.Negative] !== 0 ? -value : value;
}

// --- Exponentials ------------------------------------------------------------------------------------------------

/** e^x, 2^x or 10^x. */
function exponentialOf(w: Int32Array, negative: boolean, opmode: number): void {
  if (sizeOf(w) < SMALL) setNearOne(w, !negative);
  else if (sizeOf(w) > LARGE) setBeyond(w, 0, !negative);
  else if (opmode === Opmode.Fetox) setScaled(w, fixed.exponential(operand(w), F));
  else if (opmode === Opmode.Ftwotox) {
    const integer = smallInteger(w);
    if (integer === null) setScaled(w, fixed.powerOfTwo(operand(w), F));
    else setFinite(w, 0, Exponent.Bias + integer, 0x80000000, 0, 0);
  } else {
    const integer = smallInteger(w);
    if (integer === null || integer < 0 || integer > EXACT_POWERS)
      setScaled(w, fixed.powerOfTwo((operand(w) * fixed.log2Of10(F)) >> F, F));
    else setInteger64(w, powerOfTen(integer));
  }
}

/** 10^27 is the last power of ten that a mantissa holds. */
const EXACT_POWERS = 27;

function powerOfTen(exponent: number): bigint {
  let power = 1n;
  for (let n = 0; n < exponent; n++) power *= 10n;
  return power;
}

/** An integer whose bits fit into a mantissa. */
function setInteger64(w: Int32Array, value: bigint): void {
  const length = fixed.bitLength(value);
  const top = length >= 64 ? value >> BigInt(length - 64) : value << BigInt(64 - length);
  setFinite(w, 0, Exponent.Bias + length - 1, word(top >> 32n), word(top), 0);
}

function exponentialLessOne(w: Int32Array, negative: boolean): void {
  if (sizeOf(w) < SMALL) setNear(w, !negative);
  else if (sizeOf(w) >= LARGE && !negative) setBeyond(w, 0, true);
  else if (sizeOf(w) >= 8 && negative) {
    setNearOne(w, false);
    w[Slot.R + Part.Negative] = 1;
  } else {
    const { mantissa, exponent } = fixed.exponential(operand(w), F);
    if (exponent > Number(F)) setValue(w, mantissa, exponent);
    else setValue(w, shifted(mantissa, exponent) - one);
  }
}

const shifted = (value: bigint, bits: number): bigint =>
  bits >= 0 ? value << BigInt(bits) : value >> BigInt(-bits);

/** sinh, cosh and tanh, from e^|x|. */
function hyperbolic(w: Int32Array, negative: boolean, opmode: number): void {
  const size = sizeOf(w);
  if (size < SMALL) {
    if (opmode === Opmode.Fcosh) setNearOne(w, true);
    else setNear(w, opmode === Opmode.Fsinh);
    return;
  }
  const sign = negative && opmode !== Opmode.Fcosh ? 1 : 0;
  if (opmode === Opmode.Ftanh && size >= LONE) setNearOne(w, false);
  else if (size > LARGE) setBeyond(w, 0, true);
  else {
    const x = operand(w);
    const { mantissa, exponent } = fixed.exponential(negative ? -x : x, F);
    if (size >= LONE) setValue(w, mantissa, exponent - 1);
    else {
      const rising = mantissa << BigInt(exponent);
      const falling = (one << F) / rising;
      if (opmode === Opmode.Fsinh) setValue(w, rising - falling, -1);
      else if (opmode === Opmode.Fcosh) setValue(w, rising + falling, -1);
      else setValue(w, ((rising - falling) << F) / (rising + falling));
    }
  }
  w[Slot.R + Part.Negative] = sign;
}

// --- Logarithms --------------------------------------------------------------------------------------------------

/** ln, log10 and log2 of a positive number. */
function logarithmOf(w: Int32Array, opmode: number): void {
  const size = sizeOf(w);
  const high = w[Slot.B + Part.High];
  const low = w[Slot.B + Part.Low];
  const isPower = high === (0x80000000 | 0) && low === 0;
  if (isPower && (size === 0 || opmode === Opmode.Flog2)) {
    setInteger(w, Slot.R, size);
    return;
  }
  const mantissa = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  if (opmode === Opmode.Flog10 && size >= 3 && size < 90) {
    const value = shifted(mantissa, size - 63);
    const text = value.toString(10);
    const exact = /^10*$/.test(text) && shifted(value, 63 - size) === mantissa;
    if (exact) {
      setInteger(w, Slot.R, text.length - 1);
      return;
    }
  }
  const natural = fixed.logarithm(mantissa << (F - 63n), F) + BigInt(size) * fixed.ln2(F);
  if (opmode === Opmode.Flogn) setValue(w, natural);
  else setValue(w, (natural << F) / (opmode === Opmode.Flog2 ? fixed.ln2(F) : fixed.ln10(F)));
}

function logarithmOfOneMore(w: Int32Array, negative: boolean): void {
  if (negative && againstOne(w) >= 0) {
    if (againstOne(w) === 0) divideByZero(w, 1);
    else operandError(w);
  } else if (sizeOf(w) < SMALL) setNear(w, negative);
  else setValue(w, fixed.logarithm(one + operand(w), F));
}

// --- Circular functions and their inverses -----------------------------------------------------------------------

/** sin, cos or tan; the pair of FSINCOS asks for one after the other. */
function circular(w: Int32Array, opmode: number): void {
  if (sizeOf(w) < SMALL) {
    if (opmode === Opmode.Fcos) setNearOne(w, false);
    else setNear(w, opmode === Opmode.Ftan);
    return;
  }
  const { sine, cosine } = fixed.sineAndCosine(operand(w), F);
  setValue(w, opmode === Opmode.Fsin ? sine : opmode === Opmode.Fcos ? cosine : (sine << F) / cosine);
}

function arcTangentOf(w: Int32Array, negative: boolean): void {
  if (sizeOf(w) < SMALL) setNear(w, false);
  else {
    const x = operand(w);
    setValue(w, fixed.arcTangent(negative ? -x : x, one, F));
    w[Slot.R + Part.Negative] = negative ? 1 : 0;
  }
}

/** asin, acos and atanh: of operands between -1 and 1. */
function inverse(w: Int32Array, negative: boolean, opmode: number): void {
  const order = againstOne(w);
  if (order > 0) operandError(w);
  else if (opmode === Opmode.Facos) {
    if (order === 0 && !negative) setZero(w, 0);
    else {
      // acos x = 2 atan sqrt((1-x)/(1+x))
      const x = operand(w);
      const root = fixed.squareRootFixed(((one - x) << F) / (one + x + (order === 0 ? 1n : 0n)), F);
      setValue(w, order === 0 ? fixed.pi(F) : fixed.arcTangent(root, one, F) << 1n);
    }
  } else if (order === 0) {
    if (opmode === Opmode.Fasin) setQuarterTurn(w, negative ? 1 : 0);
    else divideByZero(w, negative ? 1 : 0);
  } else if (sizeOf(w) < SMALL) setNear(w, true);
  else {
    const x = operand(w);
    const size = negative ? -x : x;
    if (opmode === Opmode.Fasin)
      setValue(w, fixed.arcTangent(size, fixed.squareRootFixed(one - ((size * size) >> F), F), F));
    else setValue(w, fixed.logarithm(((one + size) << F) / (one - size), F), -1);
    w[Slot.R + Part.Negative] = negative ? 1 : 0;
  }
}

// --- Special operands --------------------------------------------------------------------------------------------

function ofZero(w: Int32Array, opmode: number): void {
  switch (opmode) {
    case Opmode.Fcos:
    case Opmode.Fcosh:
    case Opmode.Fetox:
    case Opmode.Ftwotox:
    case Opmode.Ftentox:
      setInteger(w, Slot.R, 1);
      return;
    case Opmode.Facos:
      setQuarterTurn(w, 0);
      return;
    case Opmode.Flogn:
    case Opmode.Flog10:
    case Opmode.Flog2:
      divideByZero(w, 1);
      return;
    default:
      take(w, Slot.B);
  }
}

function ofInfinity(w: Int32Array, negative: number, opmode: number): void {
  switch (opmode) {
    case Opmode.Fsinh:
      setInfinite(w, negative);
      return;
    case Opmode.Fcosh:
      setInfinite(w, 0);
      return;
    case Opmode.Fetox:
    case Opmode.Ftwotox:
    case Opmode.Ftentox:
      if (negative !== 0) setZero(w, 0);
      else setInfinite(w, 0);
      return;
    case Opmode.Ftanh:
      setInteger(w, Slot.R, negative !== 0 ? -1 : 1);
      return;
    case Opmode.Fetoxm1:
      if (negative !== 0) setInteger(w, Slot.R, -1);
      else setInfinite(w, 0);
      return;
    case Opmode.Fatan:
      setQuarterTurn(w, negative);
      return;
    case Opmode.Flogn:
    case Opmode.Flog10:
    case Opmode.Flog2:
    case Opmode.Flognp1:
      if (negative !== 0) operandError(w);
      else setInfinite(w, 0);
      return;
    default:
      operandError(w);
  }
}

/** R, still to be rounded, of a transcendental function of B. */
export function transcendental(w: Int32Array, opmode: number): void {
  const negative = w[Slot.B + Part.Negative];
  switch (w[Slot.B + Part.Kind]) {
    case Kind.Nan:
      take(w, Slot.B);
      return;
    case Kind.Zero:
      ofZero(w, opmode);
      return;
    case Kind.Infinite:
      ofInfinity(w, negative, opmode);
      return;
    default:
      ofNumber(w, negative !== 0, opmode);
  }
}

function ofNumber(w: Int32Array, negative: boolean, opmode: number): void {
  switch (opmode) {
    case Opmode.Fsinh:
    case Opmode.Fcosh:
    case Opmode.Ftanh:
      return hyperbolic(w, negative, opmode);
    case Opmode.Flogn:
    case Opmode.Flog10:
    case Opmode.Flog2:
      return negative ? operandError(w) : logarithmOf(w, opmode);
    case Opmode.Flognp1:
      return logarithmOfOneMore(w, negative);
    case Opmode.Fetox:
    case Opmode.Ftwotox:
    case Opmode.Ftentox:
      return exponentialOf(w, negative, opmode);
    case Opmode.Fetoxm1:
      return exponentialLessOne(w, negative);
    case Opmode.Fatan:
      return arcTangentOf(w, negative);
    case Opmode.Fasin:
    case Opmode.Facos:
    case Opmode.Fatanh:
      return inverse(w, negative, opmode);
    default:
      return circular(w, opmode);
  }
}
